using QQBotKit.Simulator.Faults;

namespace QQBotKit.Core.Tests.Faults;

/// <summary>What the platform and the network can do wrong, over real sockets: how the bot recovers, in what time, and that nothing is lost or comes twice.</summary>
public sealed class FaultTests
{
    private static readonly Fault Drop = new() { Kind = FaultKind.Drop };

    /// <summary>The session goes on: what is written meanwhile arrives.</summary>
    public static TheoryData<string, double, Fault[]> Resumed => new()
    {
        { "drop", 6, [Drop] },
        { "close without a code", 6, [new() { Kind = FaultKind.Close }] },
        { "close 1000", 6, [new() { Kind = FaultKind.Close, Code = 1000 }] },
        { "close 1001", 6, [new() { Kind = FaultKind.Close, Code = 1001 }] },
        { "close 4000", 6, [new() { Kind = FaultKind.Close, Code = 4000 }] },
        { "close 4008", 65, [new() { Kind = FaultKind.Close, Code = 4008 }] },
        { "close 4009", 6, [new() { Kind = FaultKind.Close, Code = 4009 }] },
        { "op 7", 8, [new() { Kind = FaultKind.Reconnect }] },
        { "op 9 that may be resumed", 12, [new() { Kind = FaultKind.InvalidSession, Resumable = true }] },
        { "half-open: nothing is received, and no error", 2 * 41.25, [new() { Kind = FaultKind.Silence }] },
        { "half-close", 8, [new() { Kind = FaultKind.HalfClose }] },
        { "heartbeats are not acknowledged", 2 * 41.25, [new() { Kind = FaultKind.StopAck, Seconds = 90 }] },
        { "drop in the middle of a frame", 8, [new() { Kind = FaultKind.DropMidFrame }] },
        { "frames in fragments", 6, [new() { Kind = FaultKind.Fragment, Count = 50 }] },
        { "connections refused for 20 s", 60, [new() { Kind = FaultKind.Refuse, Seconds = 20 }, Drop] },
        { "connections reset for 20 s", 60, [new() { Kind = FaultKind.Refuse, How = FaultManner.Reset, Seconds = 20 }, Drop] },
        { "no Hello", 28, [new() { Kind = FaultKind.NoHello, Count = 1 }, Drop] },
        { "no answer to Resume", 28, [new() { Kind = FaultKind.NoReady, Count = 1 }, Drop] },
        { "reset during Resume", 10, [new() { Kind = FaultKind.ResetOnIdentify, Count = 2 }, Drop] },
        { "a burst of replayed events", 6, [new() { Kind = FaultKind.Replay, Events = 100 }] },
        { "every event twice", 6, [new() { Kind = FaultKind.Duplicate, Count = 50 }] },
        { "pairs of events swapped", 6, [new() { Kind = FaultKind.Reorder, Count = 25 }] },
        { "events late", 6, [new() { Kind = FaultKind.Delay, Milliseconds = 300, Count = 20 }] },
        { "the address of the gateway cannot be had for 10 s", 25, [new() { Kind = FaultKind.HttpStatus, Path = "/gateway", Status = 502, Html = true, Seconds = 10 }, Drop] },
        { "the token service is down for 10 s", 30, [new() { Kind = FaultKind.HttpStatus, Path = "/app/getAppAccessToken", Status = 500, Seconds = 10 }, new() { Kind = FaultKind.TokenExpire }, Drop] },
        { "the token expires, told by a status", 6, [new() { Kind = FaultKind.TokenExpire }] },
        { "the token expires, told by a code", 6, [new() { Kind = FaultKind.TokenExpire, Status = 400 }] },
        { "sends answered with 503", 40, [new() { Kind = FaultKind.HttpStatus, Path = "/v2", Status = 503, Count = 5 }] },
        { "sends answered with 429", 40, [new() { Kind = FaultKind.HttpStatus, Path = "/v2", Status = 429, RetryAfter = 1, Count = 10 }] },
        { "answers of sends lost", 40, [new() { Kind = FaultKind.HttpStatus, Path = "/v2", Status = 504, After = true, Count = 5 }] },
        { "sends reset after they were taken", 40, [new() { Kind = FaultKind.HttpStatus, Path = "/v2", How = FaultManner.Reset, After = true, Count = 5 }] },
    };

    /// <summary>The platform gives the session up: the bot begins a new one.</summary>
    public static TheoryData<string, double, Fault[]> Begun => new()
    {
        { "op 9", 12, [new() { Kind = FaultKind.InvalidSession, Resumable = false }] },
        { "op 9 without d", 12, [new() { Kind = FaultKind.InvalidSession }] },
        { "Resume refused with op 9", 15, [new() { Kind = FaultKind.InvalidSession, Resumable = false, On = FaultMoment.Resume }, Drop] },
        { "close 4003", 12, [new() { Kind = FaultKind.Close, Code = 4003 }] },
        { "close 4004", 15, [new() { Kind = FaultKind.Close, Code = 4004 }] },
        { "close 4005", 12, [new() { Kind = FaultKind.Close, Code = 4005 }] },
        { "close 4006", 12, [new() { Kind = FaultKind.Close, Code = 4006 }] },
        { "close 4007", 12, [new() { Kind = FaultKind.Close, Code = 4007 }] },
        { "close 4900", 12, [new() { Kind = FaultKind.Close, Code = 4900 }] },
        { "close 4913", 12, [new() { Kind = FaultKind.Close, Code = 4913 }] },
        { "close 4999", 12, [new() { Kind = FaultKind.Close, Code = 4999 }] },
        { "a spent budget of session starts", 40, [new() { Kind = FaultKind.SessionLimit, Remaining = 0, ResetAfter = 30_000 }, new() { Kind = FaultKind.Close, Code = 4006 }] },
    };

    [Theory]
    [MemberData(nameof(Resumed), DisableDiscoveryEnumeration = true)]
    public async Task The_session_goes_on_and_nothing_is_lost_or_comes_twice(string fault, double within, Fault[] faults)
    {
        await using var world = await FaultyWorld.StartAsync();
        await world.ReadyAsync();
        await world.TalkAsync(20);

        Play(world, faults);
        await world.TalkAsync(60);
        await world.PassAsync(TimeSpan.FromSeconds(1));
        await world.TalkAsync(20);

        await world.AllAnsweredOnceAsync();
        world.LongestWait.TotalSeconds.Should().BeLessThan(within, fault);
        world.Sessions.Should().Be(1, "no other session was begun");
    }

    [Theory]
    [MemberData(nameof(Begun), DisableDiscoveryEnumeration = true)]
    public async Task A_new_session_is_begun_and_what_comes_in_it_is_answered(string fault, double within, Fault[] faults)
    {
        await using var world = await FaultyWorld.StartAsync();
        await world.ReadyAsync();
        await world.TalkAsync(20);
        await world.AllAnsweredOnceAsync();

        var since = world.Clock.GetUtcNow();
        Play(world, faults);
        await world.ReadyAsync(sessions: 2);

        (world.Clock.GetUtcNow() - since).TotalSeconds.Should().BeLessThan(within, fault);
        await world.TalkAsync(20);
        await world.AllAnsweredOnceAsync();
        world.Sessions.Should().Be(2);
    }

    [Theory]
    [InlineData(4001, "report")]
    [InlineData(4002, "report")]
    [InlineData(4010, "shards")]
    [InlineData(4012, "update")]
    [InlineData(4013, "intents")]
    [InlineData(4014, "intents")]
    [InlineData(4914, "sandbox")]
    [InlineData(4915, "banned")]
    public async Task What_the_platform_will_not_take_back_stops_the_bot_with_a_reason(int code, string reason)
    {
        await using var world = await FaultyWorld.StartAsync();
        await world.ReadyAsync();

        Play(world, [new() { Kind = FaultKind.Close, Code = code }]);

        (await world.Run.WaitAsync(TimeSpan.FromSeconds(20))).Should().Contain(reason);
        world.Sessions.Should().Be(1);
    }

    [Theory]
    [InlineData(FaultKind.Refuse)]
    [InlineData(FaultKind.NoHello)]
    [InlineData(FaultKind.NoReady)]
    [InlineData(FaultKind.ResetOnIdentify)]
    public async Task A_platform_that_is_in_trouble_at_the_start_is_waited_for(FaultKind kind)
    {
        await using var world = await FaultyWorld.StartAsync(faults => faults.Add(new() { Kind = kind, Count = 2 }));

        await world.ReadyAsync();
        await world.TalkAsync(5);
        await world.AllAnsweredOnceAsync();
    }

    [Fact]
    public async Task A_token_service_and_a_gateway_that_are_down_at_the_start_are_waited_for()
    {
        await using var world = await FaultyWorld.StartAsync(faults =>
        {
            faults.Add(new() { Kind = FaultKind.HttpStatus, Path = "/app/getAppAccessToken", Status = 503, Seconds = 30 });
            faults.Add(new() { Kind = FaultKind.HttpStatus, Path = "/gateway", Status = 500, Seconds = 60 });
        });

        await world.ReadyAsync();
        await world.TalkAsync(5);
        await world.AllAnsweredOnceAsync();
    }

    [Fact]
    public async Task Swapped_events_and_a_drop_between_them_lose_nothing()
    {
        await using var world = await FaultyWorld.StartAsync();
        await world.ReadyAsync();
        for (var i = 0; i < 10; i++)
        {
            Play(world, [new() { Kind = FaultKind.Reorder, Count = 1 }]);
            await world.TalkAsync(2);
            Play(world, [Drop]);
            await world.TalkAsync(3);
            await world.PassAsync(TimeSpan.FromSeconds(3));
        }

        await world.AllAnsweredOnceAsync();
    }

    private static void Play(FaultyWorld world, Fault[] faults)
    {
        foreach (var fault in faults)
        {
            world.Simulator.Faults.Add(fault);
        }
    }
}
