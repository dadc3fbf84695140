using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Tests.Plugins;

/// <summary>A plugin is replaced again and again while people write to it.</summary>
public sealed class ReloadUnderLoadTests
{
    private const int Versions = 12;
    private const int Conversations = 6;

    // Types of the framework, so that both sides know them.
    private const string Code = """
        using System; using System.Collections.Concurrent; using System.Threading; using System.Threading.Tasks; using QQBotKit;
        public sealed class Live : BotPlugin
        {
            private static readonly ConcurrentQueue<string> Seen = (ConcurrentQueue<string>)AppContext.GetData("reload-under-load")!;
            public override void Configure(IBot bot)
            {
                bot.Use(async (message, next) => { Seen.Enqueue($"around VERSION {message.Id}"); await next(); });
                bot.Command("count", async (MessageReceived message) =>
                {
                    await Task.Delay(message.Id.Length % 3);
                    await bot.Store.UpdateAsync<int>("count", count => count + 1);
                    Seen.Enqueue($"command VERSION {message.Id}");
                });
                bot.On<MessageReceived>(async message => { await Task.Yield(); Seen.Enqueue($"first VERSION {message.Id}"); });
                bot.On<MessageReceived>(message => Seen.Enqueue($"second VERSION {message.Id}"));
            }
        }
        """;

    [Fact]
    public async Task No_message_is_lost_or_handled_twice_and_none_waits_for_the_reload()
    {
        var seen = new ConcurrentQueue<string>();
        AppContext.SetData("reload-under-load", seen);
        await using var host = new PluginHost(clock: new FakeTimeProvider());
        var versions = Enumerable.Range(0, Versions).Select(version => PluginProject.Compile("Live", Code.Replace("VERSION", $"v{version}"))).ToArray();
        await ReplaceAsync(host, versions[0]);

        using var end = new CancellationTokenSource();
        var slowest = new ConcurrentBag<TimeSpan>();
        var people = Enumerable.Range(0, Conversations).Select(person => Task.Run(() => TalkAsync(host, person, slowest, end.Token))).ToArray();
        foreach (var version in versions[1..])
        {
            await Task.Delay(40);
            await ReplaceAsync(host, version);
        }

        await end.CancelAsync();
        var said = (await Task.WhenAll(people)).SelectMany(messages => messages).ToArray();

        said.Should().HaveCountGreaterThan(Versions * Conversations);
        var expected = said.Where(id => id.StartsWith('c')).Select(id => $"command {id}")
            .Concat(said.Where(id => id.StartsWith('h')).SelectMany(id => new[] { $"first {id}", $"second {id}" }))
            .Concat(said.Select(id => $"around {id}"));
        seen.Select(WithoutVersion).Order(StringComparer.Ordinal).Should().Equal(expected.Order(StringComparer.Ordinal), "each message is handled once");
        seen.Select(line => line.Split(' ')[1]).Distinct().Should().HaveCount(Versions, "each version had its part");
        (await host.Bot.CreateScope(ExtensionKind.Plugin, "Live").Store.GetAsync<int>("count"))
            .Should().Be(said.Count(id => id.StartsWith('c')), "each version goes on where the last one was");
        slowest.Max().Should().BeLessThan(TimeSpan.FromSeconds(5), "nobody waits for a reload");
    }

    [Theory]
    [InlineData("hello", "first new, second new")]
    [InlineData("/work", "work new")]
    public async Task A_message_on_its_way_meets_the_version_that_took_the_place_of_the_one_it_set_out_to(string text, string expected)
    {
        await using var host = new PluginHost();
        var (entered, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var seen = new ConcurrentQueue<string>();
        var before = host.Bot.CreateScope(ExtensionKind.Plugin, "before");
        before.Use(async (_, next) =>
        {
            entered.TrySetResult();
            await go.Task;
            await next();
        });
        before.On<MessageReceived>(_ => go.Task);
        host.Bot.Registry.Swap(null, before);
        var old = Register("old");
        host.Bot.Registry.Swap(null, old);

        var handled = host.SayAsync(text);
        await entered.Task;
        var young = Register("new");
        host.Bot.Registry.Swap(old, young);
        await old.EndAsync(TimeSpan.Zero, TimeProvider.System);
        go.SetResult();
        await handled;

        seen.Should().Equal($"around new, {expected}".Split(", "));

        BotScope Register(string version)
        {
            var scope = host.Bot.CreateScope(ExtensionKind.Plugin, "live");
            scope.Use(async (_, next) =>
            {
                seen.Enqueue($"around {version}");
                await next();
            });
            scope.Command("work", () => seen.Enqueue($"work {version}"));
            scope.On<MessageReceived>(_ => seen.Enqueue($"first {version}"));
            scope.On<MessageReceived>(_ => seen.Enqueue($"second {version}"));
            return scope;
        }
    }

    [Theory]
    [InlineData("when it is created", "public Live() => throw new System.InvalidTimeZoneException(\"broken\");", "1")]
    [InlineData("by its options", "public sealed class O { [System.ComponentModel.DataAnnotations.Range(5, 9)] public int Broken { get; set; } = 1; }", "bot.Options<O>().Broken")]
    [InlineData("in Configure", "private int Boom() => throw new System.InvalidTimeZoneException(\"broken\");", "Boom()")]
    [InlineData("in StartAsync", "public override Task StartAsync(CancellationToken stopping) => Task.FromException(new System.InvalidTimeZoneException(\"broken\"));", "1")]
    [InlineData("by a command that another has", "", "bot.Command(\"broken\", () => \"mine\").Name")]
    public async Task A_new_version_that_fails_leaves_the_old_one_running_and_says_why(string where, string members, string inConfigure)
    {
        await using var host = new PluginHost(clock: new FakeTimeProvider());
        var other = host.Bot.CreateScope(ExtensionKind.Plugin, "other");
        other.Command("broken", () => "theirs");
        host.Bot.Registry.Swap(null, other);
        await ReplaceAsync(host, Version("", "0"));
        var old = host.Extensions.ContextOf(ExtensionKind.Plugin, "Live");

        await File.WriteAllBytesAsync(Path.Combine(host["Live"], "Live.dll"), Version(members, inConfigure));
        await host.LookAsync();

        host.Extensions.Status().Single().Error.Should().ContainEquivalentOf("broken", $"it fails {where}");
        host.Extensions.ContextOf(ExtensionKind.Plugin, "Live").Should().BeSameAs(old);
        await host.SayAsync("/works");
    }

    private static byte[] Version(string members, string inConfigure) => PluginProject.Compile("Live", $$"""
        using System.Threading; using System.Threading.Tasks; using QQBotKit;
        public sealed class Live : BotPlugin
        {
            {{members}}
            public override void Configure(IBot bot) { bot.Command("works", () => { }); _ = {{inConfigure}}; }
        }
        """);

    private static async Task<List<string>> TalkAsync(PluginHost host, int person, ConcurrentBag<TimeSpan> times, CancellationToken end)
    {
        var said = new List<string>();
        while (!end.IsCancellationRequested)
        {
            var id = $"{(said.Count % 2 == 0 ? 'c' : 'h')}{person}-{said.Count}";
            said.Add(id);
            var since = Stopwatch.GetTimestamp();
            await host.HandleAsync(PluginHost.Message(id, said.Count % 2 == 1 ? "/count" : "hello", $"group{person}"));
            times.Add(Stopwatch.GetElapsedTime(since));
        }

        return said;
    }

    private static string WithoutVersion(string line) => line.Split(' ') is [var handler, _, var id] ? $"{handler} {id}" : line;

    private static async Task ReplaceAsync(PluginHost host, byte[] version)
    {
        Directory.CreateDirectory(host["Live"]);
        await File.WriteAllBytesAsync(Path.Combine(host["Live"], "Live.dll"), version);
        await host.LookAsync();
        host.Extensions.Status().Single().Error.Should().BeNull();
    }
}
