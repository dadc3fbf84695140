using System.Diagnostics;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Tests.Scopes;
using QQBotKit.Limits;
using QQBotKit.Simulator;
using QQBotKit.Simulator.Faults;
using Xunit.Abstractions;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>Many who answer at once, over real sockets, and a platform with all its rules on: every reply is seen once, where it belongs.</summary>
public sealed class ManyRepliesTests(ITestOutputHelper output)
{
    private const int Messages = 2_000;
    private const int Replies = 3;
    private const int Deduplicated = 40054005;
    private const int TooMany = 22009;

    // In groups of their own and in chats of their own.
    private const int Places = 40;

    // People do not write to one bot faster than this: each waits until one of so many before is answered.
    private const int AtOnce = 200;

    [Fact]
    public async Task Three_replies_to_each_of_2000_messages_are_seen_once_each_and_where_they_belong()
    {
        // This machine may be faster than the platform's 100 sends in a second: everything else is as strict as ever.
        using var folder = new TemporaryFolder();
        var limits = folder.Write("limits.yaml", """
            calls:
              others: none
              POST /v2/users/{user_openid}/messages: none
              POST /v2/groups/{group_openid}/messages: none
            """);
        await using var platform = await SimulatedPlatform.StartAsync(Strict(limits));
        await using var crowd = await Crowd.StartAsync(platform, PlatformLimits.Read(limits));

        var watch = Stopwatch.StartNew();
        await crowd.TalkAsync(static _ => { });

        output.WriteLine($"{Messages * Replies / watch.Elapsed.TotalSeconds:0} replies a second");
        await crowd.AllSeenOnceAsync();
        (await platform.RefusalsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task They_are_seen_once_each_at_the_platform_s_own_rates_when_answers_are_lost_and_calls_fail()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var clock = new TestClock();
        await using var platform = await SimulatedPlatform.StartAsync(Strict(), clock);
        await using var running = clock.Run(tick: 0.05);
        await using var crowd = await Crowd.StartAsync(platform, PlatformLimits.Default);

        var (watch, faults, began) = (Stopwatch.StartNew(), 0, clock.GetUtcNow());
        await crowd.TalkAsync(said =>
        {
            if (random.Next(100) < 15)
            {
                platform.Simulator.Faults.Add(Trouble[random.Next(Trouble.Length)] with { Path = random.Next(2) == 0 ? "/v2/groups" : "/v2/users" });
                faults++;
            }

            // Each one halves the rate for a while.
            if (said % 500 == 0)
            {
                platform.Simulator.Faults.Add(new() { Kind = FaultKind.HttpStatus, Path = "/v2", Status = 429, RetryAfter = 1, Count = 1 });
                faults++;
            }
        });

        output.WriteLine($"{faults} of {Messages * Replies} calls failed; {(clock.GetUtcNow() - began).TotalSeconds:0} s of the platform's time in {watch.Elapsed.TotalSeconds:0.0} s");
        await crowd.AllSeenOnceAsync();

        // What goes out at the right pace can arrive closer together.
        (await platform.RefusalsAsync()).Should().OnlyContain(code => code == Deduplicated || code == TooMany);
    }

    [Fact]
    public async Task Two_plugins_and_a_job_that_answer_one_message_at_once_never_use_the_same_number()
    {
        const int runs = 300;
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        Turn? turn = null;
        await using var world = await StrictWorld.StartAsync(
            static _ => { },
            static _ => { },
            bot => bot.Every(TimeSpan.FromSeconds(1), async () => await turn!.ReplyAsync(bot, "job")));

        for (var run = 0; run < runs; run++)
        {
            var heard = await world.HearAsync(random.Next(2) == 0 ? Scene.Group : Scene.C2C);
            turn = new Turn(heard, random.Next(), [.. Enumerable.Range(0, 3).Select(_ => random.Next(2_000))]);
            world.Clock.Advance(1);
            _ = turn.ReplyAsync(world.Bot.Plugins[1], "plugin 1");
            _ = turn.ReplyAsync(world.Bot.Plugins[2], "plugin 2");
            await turn.Ended.WaitAsync(SimulatedPlatform.Patience);
        }

        var replies = (await world.Platform.SeenAsync()).ToLookup(SeenMessage.ReplyTo);
        replies.Should().HaveCount(runs);
        replies.Should().OnlyContain(each => each.Select(SeenMessage.Number).Order().SequenceEqual(Enumerable.Range(1, Replies)) && each.Select(SeenMessage.Text).Distinct().Count() == Replies);
        (await world.Platform.RefusalsAsync()).Should().BeEmpty();
    }

    private static readonly Fault[] Trouble =
    [
        Failed with { How = FaultManner.Never, After = true },
        Failed with { How = FaultManner.Reset, After = true },
        Failed with { How = FaultManner.Reset },
        Failed with { Status = 500, After = true },
        Failed with { Status = 504, Html = true, After = true },
        Failed with { Status = 503 },
    ];

    private static Fault Failed => new() { Kind = FaultKind.HttpStatus, Path = "/", Count = 1 };

    private static SimulatorOptions Strict(string? limits = null) => new()
    {
        AcceptAnySecret = true,
        Rules = SimulatorRules.Strict,
        LimitsFile = limits,
        KeptMessages = 10 * Messages,
        KeptCalls = 10 * Messages,
    };

    /// <summary>Three who answer one message as nearly at once as threads can.</summary>
    private sealed class Turn(MessageReceived heard, int first, int[] spins)
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _here = first % 3;
        private int _come;
        private int _left = 3;

        public Task Ended => _ended.Task;

        public async Task ReplyAsync(IBot bot, string text)
        {
            if (Interlocked.Increment(ref _come) == 3)
            {
                _all.SetResult();
            }

            await _all.Task;
            Thread.SpinWait(spins[Interlocked.Increment(ref _here) % 3]);
            await bot.ReplyAsync(heard, new Message(text).Via(DeliveryWay.Passive));
            if (Interlocked.Decrement(ref _left) == 0)
            {
                _ended.SetResult();
            }
        }
    }

    /// <summary>Many people in many places, and a bot whose three plugins answer each message.</summary>
    private sealed class Crowd : IAsyncDisposable
    {
        private readonly SimulatedPlatform _platform;
        private readonly Dictionary<string, (Target Place, string Text)> _said = [];
        private readonly SemaphoreSlim _atOnce = new(AtOnce);
        private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<IBot> _plugins = [];
        private SimulatedBot _bot = null!;
        private int _left = Messages;

        private Crowd(SimulatedPlatform platform) => _platform = platform;

        public static async Task<Crowd> StartAsync(SimulatedPlatform platform, PlatformLimits limits)
        {
            await platform.ChangeAsync(new
            {
                users = Enumerable.Range(0, Places).Select(i => new { openid = $"U{i}", username = $"u{i}" }),
                groups = Enumerable.Range(0, Places).Select(i => new { openid = $"G{i}", name = $"g{i}", members = new[] { new { openid = $"U{i}" } } }),
            });
            var crowd = new Crowd(platform);
            crowd._bot = await SimulatedBot.StartAsync(platform, [crowd.Answer, crowd._plugins.Add, crowd._plugins.Add], new() { Limits = limits });
            return crowd;
        }

        /// <summary>Has people write all messages, and waits until the bot has answered them.</summary>
        /// <param name="before">Is called with the number of each message before it is written.</param>
        public async Task TalkAsync(Action<int> before)
        {
            for (var i = 0; i < Messages; i++)
            {
                (await _atOnce.WaitAsync(SimulatedPlatform.Patience)).Should().BeTrue($"one of {AtOnce} messages is answered in time\n{_bot.Log.All}");
                before(i);
                var place = i % 2 == 0 ? Target.Group($"G{i / 2 % Places}") : Target.C2C($"U{i / 2 % Places}");
                _said[await _platform.SayAsync(place, $"{i}")] = (place, $"{i}");
            }

            await _answered.Task.WaitAsync(SimulatedPlatform.Patience);
        }

        /// <summary>Looks at what people see.</summary>
        public async Task AllSeenOnceAsync()
        {
            var seen = (await _platform.SeenAsync()).ToLookup(message => message.ReplyTo() ?? "");
            _said.Keys.Should().HaveCount(Messages).And.OnlyContain(id => seen.Contains(id));
            seen.Should().HaveCount(Messages);
            foreach (var (id, (place, text)) in _said)
            {
                seen[id].Select(SeenMessage.Text).Order().Should().Equal(Enumerable.Range(0, Replies).Select(i => $"{text} {i}"));
                seen[id].Select(SeenMessage.Number).Order().Should().Equal(Enumerable.Range(1, Replies));
                seen[id].Select(message => message.GetProperty("conversation").GetString()).Distinct().Should().Equal(place.Id);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _bot.DisposeAsync();
            _atOnce.Dispose();
        }

        private void Answer(IBot bot)
        {
            _plugins.Add(bot);
            bot.On<MessageReceived>(async message =>
            {
                await Task.WhenAll(_plugins.Select((plugin, index) => plugin.ReplyAsync(message, $"{message.Text} {index}")));
                _atOnce.Release();
                if (Interlocked.Decrement(ref _left) == 0)
                {
                    _answered.SetResult();
                }
            });
        }
    }
}
