using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Tests.Scopes;
using QQBotKit.Limits;
using QQBotKit.Simulator;
using QQBotKit.Simulator.Faults;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>Active messages of a real bot on the real simulator with strict rules, both by a clock that the test moves.</summary>
public sealed class ActiveMessageTests : IAsyncLifetime
{
    private const int Hour = 3600;
    private readonly TestClock _clock = new();
    private readonly TemporaryFolder _folder = new();
    private readonly List<MessageReceived> _heard = [];
    private SimulatedPlatform _platform = null!;
    private SimulatedBot _bot = null!;
    private int _said;

    private Target Group => _platform.Places[Scene.Group];

    private Target Person => _platform.Places[Scene.C2C];

    public async Task InitializeAsync()
    {
        // Days pass at once: nobody can keep a session alive in them.
        var options = new SimulatorOptions { AcceptAnySecret = true, HeartbeatInterval = TimeSpan.FromDays(20), TokenLife = TimeSpan.FromDays(365), CountsCalls = false };
        _platform = await SimulatedPlatform.StartAsync(options, _clock);
        _bot = await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _bot.DisposeAsync();
        await _platform.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(Scene.Group)]
    [InlineData(Scene.C2C)]
    public async Task Where_active_messages_are_switched_off_a_message_waits_without_a_call_until_they_are_on_or_somebody_writes(Scene scene)
    {
        var to = _platform.Places[scene];
        (await SendAsync(to, "before")).Way.Should().Be(DeliveryWay.Active);
        await SwitchAsync(to, scene == Scene.Group ? "GROUP_MSG_REJECT" : "C2C_MSG_REJECT");
        var calls = (await CallsAsync(to)).Length;

        (await SendAsync(to, "waits")).Way.Should().Be(DeliveryWay.Queued);
        var refused = (await FluentActions.Awaiting(() => SendAsync(to, new Message("now or never").Via(DeliveryWay.Active))).Should().ThrowAsync<DeliveryException>()).Which;

        (refused.Code, refused.EndsAt, refused.OutcomeUnknown).Should().Be((40034105, null, false));
        refused.Message.Should().Contain(to.ToString()).And.Contain("delivery.ways");
        (await CallsAsync(to)).Should().HaveCount(calls, "the platform is not asked");
        await SwitchAsync(to, scene == Scene.Group ? "GROUP_MSG_RECEIVE" : "C2C_MSG_RECEIVE");
        (await SendAsync(to, "after")).Way.Should().Be(DeliveryWay.Active);
        await SayAsync(to);
        (await SeenIn(to, 3)).Should().Equal("before", "after", "waits");
        (await _platform.RefusalsAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData(Scene.Group, 40034101)]
    [InlineData(Scene.C2C, 40054004)]
    public async Task Who_has_removed_the_bot_gets_nothing_whatever_the_way_until_it_is_added_again(Scene scene, int code)
    {
        var to = _platform.Places[scene];
        await SayAsync(to);
        var heard = _heard[^1];
        await SwitchAsync(to, scene == Scene.Group ? "GROUP_DEL_ROBOT" : "FRIEND_DEL");

        foreach (var send in new Func<Task>[] { () => SendAsync(to, "active or queued"), () => _bot.Scope.ReplyAsync(heard, "a reply") })
        {
            var refused = (await send.Should().ThrowAsync<DeliveryException>()).Which;
            refused.Code.Should().Be(code);
            refused.Message.Should().Contain(to.ToString());
        }

        (await CallsAsync(to)).Should().BeEmpty();
        await SwitchAsync(to, scene == Scene.Group ? "GROUP_ADD_ROBOT" : "FRIEND_ADD");
        (await SendAsync(to, "again")).Way.Should().Be(DeliveryWay.Active);
        (await _platform.RefusalsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task What_a_refusal_tells_is_not_asked_again_for_an_hour()
    {
        await SetSwitchAsync(false);
        (await SendAsync(Person, "refused")).Way.Should().Be(DeliveryWay.Queued);
        var calls = (await CallsAsync(Person)).Length;
        (await SendAsync(Person, "not asked")).Way.Should().Be(DeliveryWay.Queued);
        (await CallsAsync(Person)).Should().HaveCount(calls);
        await SetSwitchAsync(true);

        _clock.Advance(Hour - 1);
        (await SendAsync(Person, "believed")).Way.Should().Be(DeliveryWay.Queued);
        _clock.Advance(1);
        (await SendAsync(Person, "asked")).Way.Should().Be(DeliveryWay.Active);

        (await _platform.RefusalsAsync()).Should().Equal(40034105);
    }

    [Fact]
    public async Task What_was_switched_off_is_known_to_the_next_process()
    {
        await SwitchAsync(Group, "GROUP_MSG_REJECT");
        await SwitchAsync(Person, "FRIEND_DEL");
        await _bot.DisposeAsync();

        _bot = await StartAsync();

        (await SendAsync(Group, "waits")).Way.Should().Be(DeliveryWay.Queued);
        await FluentActions.Awaiting(() => SendAsync(Person, "no")).Should().ThrowAsync<DeliveryException>();
        (await _platform.RefusalsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task What_was_accepted_by_a_process_that_was_killed_before_it_knew_it_is_known_to_the_next_one()
    {
        await _bot.DisposeAsync();
        var frame = JsonNode.Parse(Samples.Read("GROUP_MSG_REJECT"))!;
        frame["d"]!["group_openid"] = Group.Id;
        Frame.TryRead(JsonSerializer.SerializeToUtf8Bytes(frame), out var accepted, out _).Should().BeTrue();
        using (var inbox = await Inbox.OpenAsync("main", _folder.Path, TimeProvider.System, new TestLog(), Texts.OfMachine, CancellationToken.None))
        {
            inbox.TryAdd(accepted, 1, out _).Should().BeTrue();
        }

        _bot = await StartAsync();

        (await SendAsync(Group, "waits")).Way.Should().Be(DeliveryWay.Queued);
        (await CallsAsync(Group)).Should().BeEmpty();
    }

    [Fact]
    public async Task An_event_that_comes_twice_switches_once()
    {
        await SwitchAsync(Group, "GROUP_MSG_REJECT");
        await SwitchAsync(Group, "GROUP_MSG_RECEIVE");
        _platform.Simulator.Faults.Add(new Fault { Kind = FaultKind.Replay });
        await SayAsync(Group);

        (await SendAsync(Group, "on")).Way.Should().Be(DeliveryWay.Active);
    }

    [Theory]
    [InlineData(false, DeliveryWay.Queued)]
    [InlineData(true, DeliveryWay.Active)]
    public async Task A_certified_bot_has_the_quotas_of_certified_ones(bool certified, DeliveryWay second)
    {
        var yaml = await LimitsAsync("group: { active: { bot: 1/d, certified: 2/d } }");
        await using var strict = await SimulatedPlatform.StartAsync(
            new() { AcceptAnySecret = true, LimitsFile = yaml, Certified = certified ? [SimulatedPlatform.AppId] : [] }, _clock);
        await using var bot = await SimulatedBot.StartAsync(strict, [_ => { }], new() { Certified = certified, Limits = PlatformLimits.Read(yaml) });

        (await bot.Scope.SendAsync(strict.Places[Scene.Group], "1")).Way.Should().Be(DeliveryWay.Active);
        (await bot.Scope.SendAsync(strict.Places[Scene.Group], "2")).Way.Should().Be(second);
        (await bot.Scope.SendAsync(strict.Places[Scene.Group], "3")).Way.Should().Be(DeliveryWay.Queued);

        (await strict.RefusalsAsync()).Should().BeEmpty("the platform agrees");
    }

    [Fact]
    public async Task A_mention_of_everyone_too_many_is_not_sent_by_any_way_unless_its_author_said_what_goes_instead()
    {
        var yaml = await LimitsAsync("guild: { mentions_of_everyone: 1/d }");
        await using var strict = await SimulatedPlatform.StartAsync(
            new() { AcceptAnySecret = true, LimitsFile = yaml, HeartbeatInterval = TimeSpan.FromDays(20), TokenLife = TimeSpan.FromDays(365), CountsCalls = false }, _clock);
        MessageReceived? heard = null;
        await using var bot = await SimulatedBot.StartAsync(
            strict, [scope => scope.On<MessageReceived>(message => heard = message)], new() { Limits = PlatformLimits.Read(yaml).WithoutRates() });
        await strict.SayAsync(Scene.Channel, "hi");
        await Eventually.IsTrue(() => heard is not null, "the bot hears what was said");
        Message everyone = $"{Token.Everyone} news";
        (await bot.Scope.SendAsync(strict.Places[Scene.Channel], everyone)).Way.Should().Be(DeliveryWay.Active);

        var refused = (await FluentActions.Awaiting(() => bot.Scope.ReplyAsync(heard!, everyone)).Should().ThrowAsync<DeliveryException>()).Which;
        (refused.Code, refused.EndsAt).Should().Be((304019, new DateTimeOffset(2000, 1, 2, 0, 0, 0, TimeSpan.FromHours(8))));
        (await bot.Scope.ReplyAsync(heard!, everyone.OrElse("news"))).Way.Should().Be(DeliveryWay.Passive);
        (await strict.SeenAsync(Scene.Channel, 2)).Should().HaveCount(2);

        _clock.Advance(16 * Hour);
        (await bot.Scope.SendAsync(strict.Places[Scene.Channel], everyone)).Way.Should().Be(DeliveryWay.Active);
        (await strict.RefusalsAsync()).Should().BeEmpty("the platform agrees");
    }

    [Fact]
    public async Task A_third_channel_of_a_guild_waits_for_the_next_day()
    {
        await SayAsync(_platform.Places[Scene.Channel]);
        string[] channels = ["640015521", "640015522", "640015531"];
        await _platform.ChangeAsync(new { guilds = new[] { new { id = _heard[^1].GuildId, channels = channels.Select(id => new { id, name = $"text {id}" }) } } });
        foreach (var channel in channels)
        {
            await SayAsync(Target.Channel(channel));
        }

        (await SendAsync(Target.Channel(channels[0]), "1")).Way.Should().Be(DeliveryWay.Active);
        (await SendAsync(Target.Channel(channels[1]), "2")).Way.Should().Be(DeliveryWay.Active);
        await RefusedUntilMidnightAsync(Target.Channel(channels[2]), 304047, "guild.active_channels");
        (await SendAsync(Target.Channel(channels[0]), "1 again")).Way.Should().Be(DeliveryWay.Active);

        _clock.Advance(16 * Hour);
        (await SendAsync(Target.Channel(channels[2]), "3")).Way.Should().Be(DeliveryWay.Active);
        (await _platform.RefusalsAsync()).Should().BeEmpty("the platform agrees");
    }

    [Fact]
    public async Task A_third_direct_message_of_a_day_waits_for_the_next_one()
    {
        var to = _platform.Places[Scene.Direct];
        (await SendAsync(to, "1")).Way.Should().Be(DeliveryWay.Active);
        (await SendAsync(to, "2")).Way.Should().Be(DeliveryWay.Active);
        await RefusedUntilMidnightAsync(to, 304049, "direct.active.conversation");

        _clock.Advance(16 * Hour - 1);
        (await SendAsync(to, "waits")).Way.Should().Be(DeliveryWay.Queued);
        _clock.Advance(1);
        (await SendAsync(to, "3")).Way.Should().Be(DeliveryWay.Active);

        (await _platform.RefusalsAsync()).Should().BeEmpty("the platform agrees");
    }

    [Fact]
    public async Task Each_part_of_a_long_text_counts_and_those_that_are_too_many_wait()
    {
        var to = _platform.Places[Scene.Direct];
        var text = string.Join("\n\n", Enumerable.Range(1, 3).Select(part => new string((char)('0' + part), 3900)));

        var sent = await SendAsync(to, text);

        sent.Parts.Select(part => part.Way).Should().Equal(DeliveryWay.Active, DeliveryWay.Active, DeliveryWay.Queued);
        (await _platform.SeenAsync(to)).Should().HaveCount(2);
        (await _platform.RefusalsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Replies_take_nothing_from_the_quotas()
    {
        await SayAsync(_platform.Places[Scene.Direct]);
        for (var i = 0; i < 5; i++)
        {
            (await _bot.Scope.ReplyAsync(_heard[^1], $"{i}")).Way.Should().Be(DeliveryWay.Passive);
        }

        (await SendAsync(_platform.Places[Scene.Direct], "active")).Way.Should().Be(DeliveryWay.Active);
    }

    [Fact]
    public async Task A_wake_up_message_goes_once_in_each_period_and_says_when_the_next_one_begins()
    {
        await SayAsync(Person);
        var said = _clock.GetUtcNow();
        var wake = new Message("Still there?").WakeUp();
        foreach (var days in new[] { 0, 1, 3, 7 })
        {
            _clock.Advance((said.AddDays(days) - _clock.GetUtcNow()).TotalSeconds + 1);
            (await SendAsync(Person, wake)).Way.Should().Be(DeliveryWay.Active);
            var refused = (await FluentActions.Awaiting(() => SendAsync(Person, wake)).Should().ThrowAsync<DeliveryException>()).Which;
            (refused.Code, refused.EndsAt).Should().Be((40034122, days == 7 ? null : said.AddDays(days switch { 0 => 1, 1 => 3, _ => 7 })));
        }

        (await _platform.RefusalsAsync()).Should().BeEmpty("the platform agrees");
    }

    [Fact]
    public async Task A_minute_that_the_platform_finds_full_is_waited_for_once_and_then_not_asked_again_for_a_while()
    {
        await using var strict = await SimulatedPlatform.StartAsync(
            new() { AcceptAnySecret = true, LimitsFile = await LimitsAsync("group: { active: { conversation: 1/m } }"), HeartbeatInterval = TimeSpan.FromDays(20) }, _clock);
        await using var bot = await SimulatedBot.StartAsync(strict, [_ => { }], new());
        var to = strict.Places[Scene.Group];
        (await bot.Scope.SendAsync(to, "1")).Way.Should().Be(DeliveryWay.Active);
        var began = _clock.GetUtcNow();

        (await SendWhileTimePassesAsync(bot, to, "2")).Way.Should().Be(DeliveryWay.Queued);
        (_clock.GetUtcNow() - began).Should().BeLessThan(TimeSpan.FromSeconds(61), "rates.wait is a minute");
        var refusals = await strict.RefusalsAsync();
        refusals.Should().AllBeEquivalentTo(40034100);
        (await bot.Scope.SendAsync(to, "3")).Way.Should().Be(DeliveryWay.Queued);
        (await strict.RefusalsAsync()).Should().HaveSameCount(refusals);
        _clock.Advance(61);
        (await SendWhileTimePassesAsync(bot, to, "4")).Way.Should().Be(DeliveryWay.Active);
        (await SendWhileTimePassesAsync(bot, to, "5")).Way.Should().Be(DeliveryWay.Queued);
        _clock.Advance(61);
        (await SendWhileTimePassesAsync(bot, to, "6")).Way.Should().Be(DeliveryWay.Active, "one had arrived: it is still a minute");
    }

    [Fact]
    public async Task A_message_of_which_nobody_knows_whether_it_arrived_counts()
    {
        var to = _platform.Places[Scene.Direct];
        _platform.Simulator.Faults.Add(new Fault { Kind = FaultKind.HttpStatus, Path = "/dms", How = FaultManner.Reset, After = true, Count = 1 });

        (await FluentActions.Awaiting(() => SendAsync(to, "1")).Should().ThrowAsync<DeliveryException>()).Which.OutcomeUnknown.Should().BeTrue();
        (await SendAsync(to, "2")).Way.Should().Be(DeliveryWay.Active);

        await RefusedUntilMidnightAsync(to, 304049, "direct.active.conversation");
    }

    [Fact]
    public async Task A_message_that_was_refused_does_not_count()
    {
        var to = _platform.Places[Scene.Direct];
        for (var i = 0; i < 3; i++)
        {
            (await FluentActions.Awaiting(() => SendAsync(to, "https://not.registered.example")).Should().ThrowAsync<DeliveryException>()).Which.Code.Should().Be(304003);
        }

        (await SendAsync(to, "1")).Way.Should().Be(DeliveryWay.Active);
        (await SendAsync(to, "2")).Way.Should().Be(DeliveryWay.Active);
        (await SendAsync(to, "3")).Way.Should().Be(DeliveryWay.Queued);
    }

    private async Task<SimulatedBot> StartAsync()
    {
        // The plugin registers for no switch: the delivery knows them all the same.
        var bot = await SimulatedBot.StartAsync(
            _platform,
            [
                scope => scope.On<MessageReceived>(message =>
                {
                    lock (_heard)
                    {
                        _heard.Add(message);
                    }
                }),
            ],
            new() { Folder = _folder.Path });
        return bot;
    }

    private Task<SentMessage> SendAsync(Target to, Message message) => _bot.Scope.SendAsync(to, message);

    private async Task<SentMessage> SendWhileTimePassesAsync(SimulatedBot bot, Target to, string text)
    {
        var sending = bot.Scope.SendAsync(to, text);
        while (!sending.IsCompleted)
        {
            await Task.WhenAny(sending, Task.Delay(5));
            _clock.Advance(0.1);
        }

        return await sending;
    }

    private async Task RefusedUntilMidnightAsync(Target to, int code, string limit)
    {
        var refused = (await FluentActions.Awaiting(() => SendAsync(to, new Message("too many").Via(DeliveryWay.Active))).Should().ThrowAsync<DeliveryException>()).Which;
        (refused.Code, refused.EndsAt).Should().Be((code, new DateTimeOffset(2000, 1, 2, 0, 0, 0, TimeSpan.FromHours(8))));
        refused.Message.Should().Contain(limit).And.Contain("2 a day");
    }

    /// <summary>Somebody writes, and the bot has heard it, and all that came before.</summary>
    private async Task SayAsync(Target place)
    {
        var text = (++_said).ToString(CultureInfo.InvariantCulture);
        await _platform.SayAsync(place, text);
        await Eventually.IsTrue(() => { lock (_heard) { return _heard.Any(message => message.Text == text); } }, "the bot hears what was said");
    }

    /// <summary>Something happens in one conversation; that it has come is seen by what is said in another one.</summary>
    private async Task SwitchAsync(Target of, string type)
    {
        var timestamp = _clock.GetUtcNow().ToUnixTimeSeconds();
        await _platform.PublishAsync(
            type, of.Scene == Scene.Group ? new { timestamp, group_openid = of.Id, op_member_openid = "somebody" } : new { timestamp, openid = of.Id });
        await SayAsync(_platform.Places[Scene.Direct]);
    }

    /// <summary>The person switches active messages, and no event tells the bot.</summary>
    private Task SetSwitchAsync(bool allows) => _platform.ChangeAsync(new { users = new[] { new { openid = Person.Id, allow_proactive_msg = allows } } });

    private Task<JsonElement[]> CallsAsync(Target to) => _platform.CallsAsync(to.Scene == Scene.Group ? $"/v2/groups/{to.Id}/messages" : $"/v2/users/{to.Id}/messages");

    private async Task<IEnumerable<string?>> SeenIn(Target to, int count) => (await _platform.SeenAsync(to.Scene, count)).Select(message => message.GetProperty("text").GetString());

    private async Task<string> LimitsAsync(string yaml)
    {
        var path = Path.Combine(_folder.Path, "limits.yaml");
        await File.WriteAllTextAsync(path, yaml);
        return path;
    }
}
