using System.Globalization;

namespace QQBotKit.Simulator.World;

/// <summary>The small world that a simulator starts with: the same people and ids in every run.</summary>
internal static class ReadyMadeWorld
{
    public static SimulatedWorld Create()
    {
        Person[] people = [Person("林小北"), Person("陈一诺"), Person("周子涵"), Person("Alex")];
        var world = new SimulatedWorld();
        Array.ForEach(people, world.Add);
        world.Add(ReadingClub(people));
        world.Add(DevelopersGroup(people));
        var guild = Guild(people);
        world.Add(guild);
        foreach (var member in guild.Members.All)
        {
            world.Add(Direct(member, guild));
        }

        return world;
    }

    private static Person Person(string name) => new(
        StableIds.Openid($"user {name}"), StableIds.Number($"guild user {name}"), StableIds.Openid($"union {name}"), name);

    // Today's platform gives a person the same openid in groups as in C2C ...
    private static Group ReadingClub(Person[] people) => new(
        new("读书会") { Memo = "每周六下午三点", Class = "兴趣爱好", Tags = ["读书", "分享"] },
        people.Select((person, index) => new Member(person, person.Openid, index switch { 1 => "owner", 2 => "admin", _ => "member" })))
    {
        Id = StableIds.Openid("group 读书会"),
    };

    // ... and promises neither that nor the opposite: in this group they differ, so that a client that relies on it is found out.
    private static Group DevelopersGroup(Person[] people) => new(
        new("开发交流"),
        people.Take(3).Select((person, index) => new Member(
            person, StableIds.Openid($"group 开发交流 member {person.Name}"), index == 0 ? "owner" : "member")))
    {
        Id = StableIds.Openid("group 开发交流"),
    };

    private static Guild Guild(Person[] people)
    {
        Member[] members =
        [
            new(people[0], people[0].Id) { Nick = "小北", Roles = ["1", "4"] },
            new(people[1], people[1].Id) { Nick = "一诺", Roles = ["1", "2"] },
            new(people[2], people[2].Id) { Nick = "", Roles = ["1", "11"] },
            new(people[3], people[3].Id) { Nick = "Alex", Roles = ["1", "11"] },
        ];
        var guild = new Guild(new("书签频道", people[0].Id, "QQBotKit simulator"), members) { Id = StableIds.Number("guild 书签频道") };
        guild.Roles.TryAdd(new("11", "普通成员", 4289374890, 0, 2000));
        Add("640015520", "文字区", ChannelType.Category, "0");
        Add("640015521", "闲聊", ChannelType.Text, "640015520");
        Add("640015522", "机器人", ChannelType.Text, "640015520");
        Add("640015523", "语音房", ChannelType.Voice, "0");
        Add("640015524", "日程", ChannelType.Application, "0", "1000050");
        Add("640015525", "论坛", ChannelType.Forum, "0");
        return guild;

        void Add(string id, string name, int type, string parent, string application = "0") => guild.Channels.TryAdd(new(new(name, parent))
        {
            Id = id,
            Guild = guild,
            Type = type,
            OwnerId = guild.Info.OwnerId,
            ApplicationId = application,
        });
    }

    private static DirectSession Direct(Member member, Guild source) => new(member)
    {
        Id = StableIds.Number($"direct {member.Person.Name}"),
        ChannelId = (StableIds.Hash($"direct channel {member.Person.Name}") % 1_000_000_000).ToString("D9", CultureInfo.InvariantCulture),
        Source = source,
    };
}
