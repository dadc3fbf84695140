using Microsoft.Extensions.Logging;
using QQBotKit.Core.Delivery;
using QQBotKit.Core.Delivery.Active;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Tests.Scopes;
using QQBotKit.Limits;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>What is counted of active messages. The clock begins at eight in the morning of Beijing.</summary>
public sealed class ActiveLedgerTests : IDisposable
{
    private const int ToMidnight = 16 * Hour;
    private const int Day = 24 * Hour;
    private const int Hour = 3600;
    private static readonly Target Group = Target.Group("G");
    private static readonly Target Person = Target.C2C("P");
    private readonly TemporaryFolder _folder = new();
    private readonly TestClock _clock = new();
    private readonly TestLog _log = new();
    private ActiveLedger _ledger;
    private PlatformLimits _limits = PlatformLimits.Default;
    private int _processes;

    public ActiveLedgerTests() => _ledger = Open();

    public void Dispose()
    {
        _ledger.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(Scene.C2C, 1000, 40034100)]
    [InlineData(Scene.Group, 1000, 40034100)]
    [InlineData(Scene.Channel, 20, 304045)]
    [InlineData(Scene.Direct, 2, 304049)]
    public void A_conversation_takes_as_many_active_messages_as_the_platform_says_until_midnight_in_Beijing(Scene scene, int most, int code)
    {
        var to = new Target(scene, "X");

        Enumerable.Range(0, most).Count(_ => Send(to) is null).Should().Be(most);
        var refused = Send(to)!;
        Restart();

        (refused.Code, refused.EndsAt).Should().Be((code, _clock.GetUtcNow().AddSeconds(ToMidnight)));
        refused.Why.English.Should().Contain($"{most} a day ({scene.ToString().ToLowerInvariant()}.active.conversation)").And.Contain("2000-01-02 00:00:00 +08:00");
        refused.Why.Chinese.Should().Contain($"每天 {most}");
        Send(new Target(scene, "another")).Should().BeNull();
        _clock.Advance(ToMidnight - 1);
        Send(to).Should().NotBeNull("the day is not over");
        _clock.Advance(1);
        Send(to).Should().BeNull();
    }

    [Fact]
    public void The_direct_messages_of_a_bot_are_counted_together()
    {
        for (var i = 0; i < 200; i++)
        {
            Send(Target.Direct($"{i}")).Should().BeNull();
        }

        Restart();

        Send(Target.Direct("one too many"))!.Code.Should().Be(304050);
        _clock.Advance(ToMidnight);
        Send(Target.Direct("one too many")).Should().BeNull();
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 3)]
    public void A_certified_bot_has_the_quota_of_certified_bots(bool certified, int most)
    {
        var day = TimeSpan.FromDays(1);
        _limits = _limits with { Group = _limits.Group with { Active = new([new Rate(2, day)], [new Rate(3, day)], []) } };
        Restart(certified);

        Enumerable.Range(0, 5).Count(i => Send(Target.Group($"{i}")) is null).Should().Be(most);
    }

    [Fact]
    public void On_one_day_a_bot_is_active_in_two_channels_of_a_guild()
    {
        HearIn("1", "2", "3");
        Send(Target.Channel("1")).Should().BeNull();
        Send(Target.Channel("2")).Should().BeNull();
        Restart();

        var refused = Send(Target.Channel("3"))!;

        (refused.Code, refused.EndsAt).Should().Be((304047, _clock.GetUtcNow().AddSeconds(ToMidnight)));
        refused.Why.English.Should().Contain("2 a day (guild.active_channels)");
        Send(Target.Channel("1")).Should().BeNull("it is one of the two");
        Send(Target.Channel("somewhere")).Should().BeNull("nobody knows its guild");
        _clock.Advance(ToMidnight);
        Send(Target.Channel("3")).Should().BeNull();
    }

    [Fact]
    public void What_was_refused_does_not_count()
    {
        HearIn("1", "2", "3");
        foreach (var to in new[] { Target.Channel("1"), Target.Direct("D"), Target.Direct("D"), Target.Channel("2") })
        {
            var route = Route(to);
            _ledger.Take(route, out var share);
            _ledger.GiveBack(route, share);
        }

        Send(Target.Channel("3")).Should().BeNull();
        Send(Target.Channel("2")).Should().BeNull();
        Send(Target.Channel("1"))!.Code.Should().Be(304047);
        Enumerable.Range(0, 3).Count(_ => Send(Target.Direct("D")) is null).Should().Be(2);
    }

    [Fact]
    public void A_place_in_the_guild_is_kept_while_another_message_to_the_channel_counts()
    {
        HearIn("1", "2", "3");
        var first = Route(Target.Channel("1"));
        _ledger.Take(first, out var share);
        Send(Target.Channel("1"));
        Send(Target.Channel("2"));

        _ledger.GiveBack(first, share);

        Send(Target.Channel("3")).Should().NotBeNull();
    }

    [Fact]
    public void A_wake_up_message_goes_once_in_each_period_after_the_last_message_of_the_person()
    {
        Write(Person);
        List<(int Hours, bool Goes)> seen = [];
        for (var hours = 0; hours <= 31 * 24; hours += 12)
        {
            seen.Add((hours, WakeUp(Person) is null));
            Restart();
            _clock.Advance(12 * Hour);
        }

        // The first, the one after a day, after three, after seven, and none after thirty.
        seen.Where(send => send.Goes).Select(send => send.Hours).Should().Equal(0, 36, 84, 180);
    }

    [Fact]
    public void A_wake_up_message_too_many_says_when_the_next_may_go()
    {
        Write(Person);
        var said = _clock.GetUtcNow();
        WakeUp(Person);

        var refused = WakeUp(Person)!;

        (refused.Code, refused.EndsAt).Should().Be((40034122, said.AddDays(1)));
        _clock.Advance(31 * Day);
        WakeUp(Person)!.EndsAt.Should().BeNull("only the person can change it");
        Write(Person);
        WakeUp(Person).Should().BeNull();
        Send(Person).Should().BeNull("it has nothing to do with other active messages");
    }

    [Fact]
    public void Wake_up_messages_to_somebody_who_was_never_heard_are_left_to_the_platform()
    {
        Enumerable.Range(0, 3).Count(_ => WakeUp(Person) is null).Should().Be(3);
    }

    [Fact]
    public void A_wake_up_message_that_was_refused_leaves_its_period_open_unless_the_platform_says_that_it_is_used_up()
    {
        Write(Person);
        var route = Route(Person) with { IsWakeUp = true };
        _ledger.Take(route, out var share);
        _ledger.GiveBack(route, share);
        WakeUp(Person).Should().BeNull();

        _clock.Advance(2 * Day);
        _ledger.Learn(route, 40034122);

        WakeUp(Person).Should().NotBeNull();
        _clock.Advance(2 * Day);
        WakeUp(Person).Should().BeNull();
    }

    [Fact]
    public void Mentions_of_everyone_have_a_quota_of_their_own_where_the_limits_have_one()
    {
        _ledger.CountsEveryone.Should().BeFalse();
        _limits = _limits with { MentionsOfEveryone = [new Rate(2, TimeSpan.FromDays(1))] };
        Restart();
        HearIn("1", "2");
        var (one, two) = (Target.Channel("1"), Target.Channel("2"));

        _ledger.TakeEveryone(one).Should().BeNull();
        _ledger.TakeEveryone(one).Should().BeNull();
        _ledger.GiveBackEveryone(one);
        _ledger.TakeEveryone(two).Should().BeNull();

        _ledger.TakeEveryone(two)!.Code.Should().Be(304019);
        Send(one).Should().BeNull();
        _clock.Advance(ToMidnight);
        _ledger.TakeEveryone(two).Should().BeNull();
    }

    [Theory]
    [InlineData("C2C_MSG_REJECT", "C2C_MSG_RECEIVE", 40034105)]
    [InlineData("GROUP_MSG_REJECT", "GROUP_MSG_RECEIVE", 40034105)]
    [InlineData("FRIEND_DEL", "FRIEND_ADD", 40054004)]
    [InlineData("GROUP_DEL_ROBOT", "GROUP_ADD_ROBOT", 40034101)]
    public void An_event_closes_a_conversation_and_another_one_opens_it_also_after_a_kill(string closes, string opens, int code)
    {
        var to = closes.StartsWith("GROUP", StringComparison.Ordinal) ? Group : Person;
        Receive(closes);
        Restart();

        var obstacle = code == 40034105 ? Send(to) : _ledger.RemovalOf(to);

        (obstacle!.Code, obstacle.EndsAt).Should().Be((code, null));
        Send(new Target(to.Scene, "another")).Should().BeNull();
        _ledger.RemovalOf(new Target(to.Scene, "another")).Should().BeNull();
        _clock.Advance(6 * Day);
        (code == 40034105 ? Send(to) : _ledger.RemovalOf(to)).Should().NotBeNull();

        Receive(opens);
        Restart();

        _ledger.RemovalOf(to).Should().BeNull();
        Send(to).Should().BeNull();
    }

    [Fact]
    public void An_event_that_was_taken_back_while_the_bot_did_not_run_is_not_believed_for_ever()
    {
        Receive("GROUP_MSG_REJECT");
        Receive("FRIEND_DEL");

        _clock.Advance(7 * Day);

        Send(Group).Should().BeNull();
        _ledger.RemovalOf(Person).Should().BeNull();
    }

    [Fact]
    public void An_event_that_comes_again_after_a_newer_one_changes_nothing()
    {
        var before = _clock.GetUtcNow();
        _clock.Advance(60);
        Receive("GROUP_MSG_RECEIVE");
        Receive("GROUP_MSG_REJECT", before);
        Send(Group).Should().BeNull();

        Receive("GROUP_MSG_REJECT");
        Receive("GROUP_MSG_RECEIVE", before);
        Send(Group).Should().NotBeNull();
    }

    [Fact]
    public void A_message_shows_that_a_removal_is_over_unless_it_was_written_before()
    {
        var before = _clock.GetUtcNow();
        _clock.Advance(60);
        Receive("GROUP_DEL_ROBOT");

        Write(Group, before);
        _ledger.RemovalOf(Group).Should().NotBeNull();

        _clock.Advance(60);
        Write(Group);
        _ledger.RemovalOf(Group).Should().BeNull();
    }

    [Fact]
    public void A_message_does_not_switch_active_messages_on()
    {
        Receive("C2C_MSG_REJECT");

        Write(Person);

        Send(Person).Should().NotBeNull();
    }

    [Theory]
    [InlineData(Scene.C2C, 40034105, Hour)]
    [InlineData(Scene.Group, 40034102, Hour)]
    [InlineData(Scene.C2C, 40054013, Hour)]
    [InlineData(Scene.Channel, 304046, Hour)]
    [InlineData(Scene.Channel, 304048, Hour)]
    [InlineData(Scene.Group, 40034100, 60)]
    [InlineData(Scene.Channel, 304045, ToMidnight)]
    [InlineData(Scene.Channel, 304047, ToMidnight)]
    [InlineData(Scene.Channel, 304035, ToMidnight)]
    [InlineData(Scene.Direct, 304049, ToMidnight)]
    [InlineData(Scene.Direct, 304050, ToMidnight)]
    public void A_refusal_closes_the_way_for_a_while(Scene scene, int code, int seconds)
    {
        var route = Route(new Target(scene, "X"));

        _ledger.Learn(route with { Way = DeliveryWay.Passive, InboundId = "m" }, code);
        Send(route.To).Should().BeNull("it says nothing of active messages");
        _ledger.Learn(route, code);
        Restart();

        var obstacle = Send(route.To)!;
        (obstacle.Code, obstacle.EndsAt).Should().Be((code == 304035 || (code == 304047 && scene == Scene.Channel) ? 304045 : code, _clock.GetUtcNow().AddSeconds(seconds)));
        _clock.Advance(seconds - 1);
        Send(route.To).Should().NotBeNull();
        _clock.Advance(1);
        Send(route.To).Should().BeNull();
    }

    [Theory]
    [InlineData(40034101)]
    [InlineData(40054003)]
    [InlineData(40054004)]
    [InlineData(40011028)]
    [InlineData(1100104)]
    [InlineData(1100301)]
    public void A_refusal_of_any_message_that_says_that_the_bot_was_removed_is_believed_for_an_hour(int code)
    {
        _ledger.Learn(new Route(Group, DeliveryWay.Passive, "m"), code);
        Restart();

        (_ledger.RemovalOf(Group)!.Code, _ledger.RemovalOf(Group)!.EndsAt).Should().Be((code, _clock.GetUtcNow().AddHours(1)));
        _clock.Advance(Hour);
        _ledger.RemovalOf(Group).Should().BeNull();
    }

    [Theory]
    [InlineData(304047, false)]
    [InlineData(304048, true)]
    public void What_is_refused_of_a_guild_holds_for_its_other_channels(int code, bool forAll)
    {
        HearIn("1", "2");
        Send(Target.Channel("1"));

        _ledger.Learn(Route(Target.Channel("2")), code);

        Send(Target.Channel("2"))!.Code.Should().Be(code);
        (Send(Target.Channel("1")) is not null).Should().Be(forAll);
        Send(Target.Channel("elsewhere")).Should().BeNull();
    }

    [Fact]
    public void Too_many_active_messages_close_the_way_for_a_minute_and_then_if_none_arrives_for_an_hour()
    {
        var route = Route(Group);
        _ledger.Learn(route, 40034100);
        _ledger.Learn(route, 40034100); // two that were sent together
        _clock.Advance(60);
        Send(Group).Should().BeNull();
        _ledger.Arrived(route);

        _ledger.Learn(route, 40034100);
        _clock.Advance(60);
        Send(Group).Should().BeNull("one had arrived in between");
        _ledger.Learn(route, 40034100);
        _clock.Advance(60);

        Send(Group)!.EndsAt.Should().Be(_clock.GetUtcNow().AddSeconds(Hour - 60));
    }

    [Fact]
    public void A_message_that_arrives_while_active_messages_are_switched_off_does_not_switch_them_on()
    {
        Receive("GROUP_MSG_REJECT");

        _ledger.Arrived(Route(Group));

        Send(Group).Should().NotBeNull();
    }

    [Fact]
    public void A_refusal_just_after_midnight_is_of_the_day_before_by_the_platforms_clock()
    {
        _clock.Advance(ToMidnight + 10);
        _ledger.Learn(Route(Target.Direct("D")), 304049);
        Send(Target.Direct("D")).Should().NotBeNull();

        _clock.Advance(5 * 60);

        Send(Target.Direct("D")).Should().BeNull();
    }

    [Fact]
    public void The_memory_and_the_file_are_bounded_and_what_was_used_lately_stays()
    {
        using (var small = new ActiveLedger(_limits, certified: false, _clock, _log, Path.Combine(_folder.Path, "small"), capacity: 8))
        {
            for (var i = 0; i < 100; i++)
            {
                small.Receive(Event(i % 2 == 0 ? "GROUP_MSG_REJECT" : "C2C_MSG_REJECT", Group with { Id = i < 99 ? $"{i}" : "last" }));
                small.Take(Route(Target.Direct("D")), out _);
            }
        }

        using var next = new ActiveLedger(_limits, certified: false, _clock, _log, Path.Combine(_folder.Path, "small"), capacity: 8);
        next.Take(Route(Target.Direct("D")), out _).Should().NotBeNull();
        next.Take(Route(Target.Group("last")), out _).Should().NotBeNull();
        next.Take(Route(Target.Group("0")), out _).Should().BeNull();
        new FileInfo(Path.Combine(_folder.Path, "small")).Length.Should().BeLessThan(1024);
    }

    [Fact]
    public void A_file_that_is_not_the_ledgers_is_begun_anew()
    {
        var path = Path.Combine(_folder.Path, "other");
        new ActiveLedger(_limits, certified: false, _clock, _log, path).Dispose();
        var bytes = new byte[new FileInfo(path).Length];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(path, bytes);

        using var ledger = new ActiveLedger(_limits, certified: false, _clock, _log, path);

        ledger.Take(Route(Group), out _).Should().BeNull();
    }

    [Fact]
    public void Where_the_file_cannot_be_used_the_bot_goes_on_and_says_so()
    {
        var path = Path.Combine(_folder.Path, "folder");
        Directory.CreateDirectory(path);

        using var ledger = new ActiveLedger(_limits, certified: false, _clock, _log, path);

        Enumerable.Range(0, 3).Count(time => ledger.Take(Route(Target.Direct("D")), out _) is null).Should().Be(2);
        _log.At(LogLevel.Error).Should().ContainSingle().Which.Should().Contain(path);
    }

    private static Route Route(Target to) => new(to, DeliveryWay.Active);

    private ActiveObstacle? Send(Target to) => _ledger.Take(Route(to), out _);

    private ActiveObstacle? WakeUp(Target to) => _ledger.Take(Route(to) with { IsWakeUp = true }, out _);

    private void Write(Target from, DateTimeOffset? at = null, string? guild = null) => _ledger.Receive(new MessageReceived
    {
        Type = "C2C_MESSAGE_CREATE",
        Id = "m",
        Conversation = from,
        Sender = new Sender("P", ""),
        Text = "hi",
        Content = "hi",
        GuildId = guild,
        Timestamp = at ?? _clock.GetUtcNow(),
    });

    private void HearIn(params string[] channels)
    {
        foreach (var channel in channels)
        {
            Write(Target.Channel(channel), guild: "the guild");
        }
    }

    private void Receive(string type, DateTimeOffset? at = null) =>
        _ledger.Receive(Event(type, type.StartsWith("GROUP", StringComparison.Ordinal) ? Group : Person, at));

    private BotEvent Event(string type, Target of, DateTimeOffset? at = null)
    {
        var when = at ?? _clock.GetUtcNow();
        BotEvent blank = Core.Events.EventTypes.Find(type)!.Blank;
        return blank switch
        {
            C2CEvent chat => chat with { Conversation = of, Timestamp = when },
            GroupEvent group => group with { Conversation = of, Timestamp = when },
            _ => throw new ArgumentException(type),
        };
    }

    // As a kill leaves it: nobody closes the file.
    private void Restart(bool certified = false)
    {
        var left = PathOf(_processes++);
        File.Copy(left, PathOf(_processes));
        var before = _ledger;
        _ledger = Open(certified);
        before.Dispose();
    }

    private string PathOf(int process) => Path.Combine(_folder.Path, $"active.ledger.{process}");

    private ActiveLedger Open(bool certified = false) => new(_limits, certified, _clock, _log, PathOf(_processes));
}
