using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Control.World;

/// <summary>Plans changes of guilds and their channels.</summary>
internal sealed class GuildEditor(SimulatedWorld world, WorldPlan plan)
{
    public string? Plan(GuildChange change, string at)
    {
        var guild = world.Guild(change.Id);
        if (change.Removed)
        {
            plan.Then(() => world.Remove(guild!));
            return guild is null ? $"{at}: there is no guild {ControlAnswers.Quote(change.Id)} to remove" : null;
        }

        var members = new List<Member>();
        var wrong = WorldPlan.CheckNumber(change.Id, $"{at}.id")
            ?? (guild is null && string.IsNullOrEmpty(change.Name) ? $"{at}.name is missing" : null)
            ?? WorldPlan.Each(change.Members, $"{at}.members", (member, where) => Read(member, guild, members, where))
            ?? WorldPlan.Each(change.Channels, $"{at}.channels", (channel, where) => Check(channel, guild, change.Channels!, where));
        if (wrong is not null)
        {
            return wrong;
        }

        if (guild is null)
        {
            var info = new GuildInfo(change.Name!, change.OwnerId ?? members.FirstOrDefault()?.Id ?? "0", change.Description ?? "");
            guild = new(info, members) { Id = change.Id! };
            plan.Add(guild);
        }
        else
        {
            plan.Then(() => guild.Info = guild.Info with
            {
                Name = change.Name ?? guild.Info.Name,
                OwnerId = change.OwnerId ?? guild.Info.OwnerId,
                Description = change.Description ?? guild.Info.Description,
            });
            if (change.Members is not null)
            {
                plan.Then(() => guild.Members.Replace(members));
            }
        }

        if (change.Channels is not null)
        {
            plan.Then(() => SetChannels(guild, change.Channels!));
        }

        return null;
    }

    private string? Read(GuildMemberChange change, Guild? guild, List<Member> members, string at)
    {
        var person = plan.GuildUser(change.Id);
        var wrong = WorldPlan.CheckNumber(change.Id, $"{at}.id")
            ?? (members.Exists(member => member.Id == change.Id) ? $"{at}.id: {ControlAnswers.Quote(change.Id)} is there twice" : null)
            ?? (person is null ? $"{at}.id: there is no user {ControlAnswers.Quote(change.Id)}: add him to users" : null);
        if (wrong is null)
        {
            var member = guild?.Members.Find(change.Id) ?? new Member(person!, change.Id!) { Roles = [RoleIds.Everyone] };
            members.Add(member with { Person = person!, Nick = change.Nick ?? member.Nick, Roles = change.Roles ?? member.Roles });
        }

        return wrong;
    }

    private string? Check(ChannelChange change, Guild? guild, ChannelChange?[] all, string at)
    {
        var known = world.Conversation(change.Id);
        return WorldPlan.CheckNumber(change.Id, $"{at}.id") ?? change switch
        {
            _ when all.Count(other => other?.Id == change.Id) > 1 => $"{at}.id: {ControlAnswers.Quote(change.Id)} is there twice",
            _ when known is not null && (known as Channel)?.Guild != guild => $"{at}.id: {ControlAnswers.Quote(change.Id)} is the id of something else",
            { Name: null or "" } when known is null => $"{at}.name is missing",
            _ when change.Type is { } type && known is Channel channel && channel.Type != type => $"{at}.type: the type of channel {channel.Id} cannot change",
            { ParentId: not (null or "" or "0") } when all.All(other => other?.Id != change.ParentId) =>
                $"{at}.parent_id: there is no channel {ControlAnswers.Quote(change.ParentId)} in the list",
            _ => null,
        };
    }

    private void SetChannels(Guild guild, ChannelChange?[] changes)
    {
        foreach (var gone in guild.Channels.All.Where(channel => changes.All(change => change!.Id != channel.Id)))
        {
            world.Remove(gone);
        }

        for (var index = 0; index < changes.Length; index++)
        {
            var change = changes[index]!;
            if (guild.Channels.Find(change.Id) is not { } channel)
            {
                world.Add(new Channel(new(change.Name!, change.ParentId ?? "0"))
                {
                    Id = change.Id!,
                    Guild = guild,
                    Type = change.Type ?? ChannelType.Text,
                    ApplicationId = change.ApplicationId ?? "0",
                    OwnerId = guild.Info.OwnerId,
                }, index);
                continue;
            }

            channel.Info = channel.Info with { Name = change.Name ?? channel.Info.Name, ParentId = change.ParentId ?? channel.Info.ParentId };
            guild.Channels.Move(channel, index);
        }
    }
}
