using System.Collections.Concurrent;
using System.Diagnostics;
using QQBotKit.Core.Tests.Plugins;
using Xunit.Abstractions;

namespace QQBotKit.Testing.Tests.Reload;

/// <summary>The file of a plugin is replaced again and again while people write: from the platform's socket to its calls, as in a host.</summary>
public sealed class ReloadUnderLoadTests(ITestOutputHelper output)
{
    private const int Versions = 6;
    private const int People = 24;

    /// <summary>Each writes so often: with all of them, some 800 messages a second.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(30);

    /// <summary>What people are told: whoever writes during a reload is answered no later than this. On a machine with nothing else to do it is a tenth of it.</summary>
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task No_message_is_lost_or_handled_twice_and_nobody_waits_for_the_reload()
    {
        var seen = new ConcurrentQueue<(int Version, string Message, long At)>();
        AppContext.SetData("reload-in-tests", (Action<int, string>)((version, message) => seen.Enqueue((version, message, Stopwatch.GetTimestamp()))));
        using var plugin = new LivePlugin();
        var versions = Enumerable.Range(0, Versions).Select(static version => LivePlugin.Compile(version)).ToArray();
        await plugin.WriteAsync(versions[0]);
        await using var test = await BotTest.StartAsync(plugin.Dll, new BotTestOptions().With<SlowPlugin>());

        using var end = new CancellationTokenSource();
        var began = Stopwatch.GetTimestamp();
        var people = Enumerable.Range(0, People).Select(person => Task.Run(() => TalkAsync(test, $"person{person}", end.Token))).ToArray();
        for (var version = 1; version < Versions; version++)
        {
            await Task.Delay(200);
            await LivePlugin.ReplaceAsync(test, versions[version], reloads: version);
        }

        await Task.Delay(200);
        await end.CancelAsync();
        var said = (await Task.WhenAll(people)).SelectMany(static messages => messages).ToDictionary(static message => message.Text, static message => message.At);
        var rate = said.Count / Stopwatch.GetElapsedTime(began).TotalSeconds;
        await UntilAsync(() => seen.Count >= 2 * said.Count, () => $"{seen.Count} of {2 * said.Count} handlers were called");

        var handled = seen.Where(static one => !one.Message.StartsWith(LivePlugin.Around, StringComparison.Ordinal)).ToArray();
        var gap = handled.Max(one => Stopwatch.GetElapsedTime(said[one.Message], one.At));
        output.WriteLine($"{said.Count} messages, {rate:0} a second; {Versions - 1} reloads; the longest wait {gap.TotalMilliseconds:0} ms");
        handled.Select(static one => one.Message).Order(StringComparer.Ordinal).Should().Equal(said.Keys.Order(StringComparer.Ordinal), "each message is handled once");
        seen.Except(handled).Select(static one => one.Message).Order(StringComparer.Ordinal)
            .Should().Equal(said.Keys.Select(static text => LivePlugin.Around + text).Order(StringComparer.Ordinal), "the middleware sees each message once");
        handled.Select(static one => one.Version).Distinct().Should().HaveCount(Versions, "each version had its part");
        var commands = said.Keys.Where(static text => text.StartsWith('/')).ToArray();
        (await test.User("last", Scene.C2C).SayAsync("/count last")).Should().Be($"v{Versions - 1}: {commands.Length + 1}", "each version goes on where the last one was");
        gap.Should().BeLessThan(LongestGap);
        await EachCommandWasAnsweredOnceAsync(test, commands);
    }

    [Theory]
    [InlineData("it is no assembly", "", "", "Live.dll")]
    [InlineData("it cannot be created", "public Live() => throw new InvalidTimeZoneException(\"broken\");", "", "broken")]
    [InlineData("its options are not valid", "public sealed class O { [System.ComponentModel.DataAnnotations.Range(5, 9)] public int Broken { get; set; } = 1; }", "bot.Options<O>();", "broken")]
    [InlineData("Configure fails", "", "throw new InvalidTimeZoneException(\"broken\");", "broken")]
    [InlineData("StartAsync fails", "public override Task StartAsync(CancellationToken stopping) => throw new InvalidTimeZoneException(\"broken\");", "", "broken")]
    [InlineData("a command is another's", "", "bot.Command(\"broken\", () => \"mine\");", "broken")]
    public async Task A_new_version_that_fails_leaves_the_old_one_answering_and_says_why(string where, string members, string inConfigure, string why)
    {
        AppContext.SetData("reload-in-tests", (Action<int, string>)((_, _) => { }));
        using var plugin = new LivePlugin();
        await plugin.WriteAsync(LivePlugin.Compile(0));
        await using var test = await BotTest.StartAsync(plugin.Dll, new BotTestOptions().With<OtherPlugin>());
        using var end = new CancellationTokenSource();
        var talking = Task.Run(() => TalkAsync(test, "somebody", end.Token));

        await LivePlugin.PutAsync(test, where == "it is no assembly" ? new byte[5000] : LivePlugin.Compile(1, members, inConfigure));
        await UntilAsync(
            () => test.Log.Any(line => line.Text.Contains("its last good version keeps running", StringComparison.Ordinal)),
            () => $"Nothing was said of the version that fails since {where}: {string.Join('\n', test.Log.TakeLast(10))}");

        var reason = test.Log.First(line => line.Text.Contains("keeps running", StringComparison.Ordinal)).Text;
        reason.Should().StartWith("Plugin Live was changed").And.ContainEquivalentOf(why);
        (await test.User("else", Scene.C2C).SayAsync("/count x")).Should().StartWith("v0: ");
        await end.CancelAsync();
        await talking;

        await LivePlugin.ReplaceAsync(test, LivePlugin.Compile(2), reloads: 1);
        (await test.User("else", Scene.C2C).SayAsync("/count y")).Should().StartWith("v2: ", "a version that is whole again takes over");
    }

    private static async Task<List<(string Text, long At)>> TalkAsync(BotTest test, string person, CancellationToken end)
    {
        var conversation = Stage.PlaceOf(Scene.C2C, person, "");
        var said = new List<(string, long)>();
        await test.Stage.EnterAsync(person, conversation, "");
        using var pace = new PeriodicTimer(Pace);
        while (!end.IsCancellationRequested)
        {
            var text = $"{(said.Count % 10 == 0 ? "/count" : "hello")} {person}-{said.Count}";
            said.Add((text, Stopwatch.GetTimestamp()));
            await test.Stage.SayAsync(Stage.OpenidOf(person), conversation, text);
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }

        return said;
    }

    private static async Task EachCommandWasAnsweredOnceAsync(BotTest test, string[] commands)
    {
        var answers = new List<BotMessage>();
        await UntilAsync(
            async () =>
            {
                var (messages, _) = await test.Stage.ReadAsync(0);
                answers = [.. messages];
                return answers.Count > commands.Length;
            },
            () => $"{answers.Count} answers to {commands.Length} commands");
        answers.Select(static answer => answer.ReplyTo).Should().OnlyHaveUniqueItems("no command is answered twice");
        answers.Should().HaveCount(commands.Length + 1);
    }

    private static Task UntilAsync(Func<bool> isSo, Func<string> what) => UntilAsync(() => Task.FromResult(isSo()), what);

    private static async Task UntilAsync(Func<Task<bool>> isSo, Func<string> what)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            Stopwatch.GetElapsedTime(since).Should().BeLessThan(Patience, what());
            await Task.Delay(10);
        }
    }

    /// <summary>Stands before the plugin that is replaced: many messages are between the two when a version ends.</summary>
    private sealed class SlowPlugin : BotPlugin
    {
        private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(5);

        public override void Configure(IBot bot)
        {
            bot.Use(async (_, next) =>
            {
                await Task.Delay(Moment);
                await next();
            });
            bot.On<MessageReceived>(_ => Task.Delay(Moment));
        }
    }

    private sealed class OtherPlugin : BotPlugin
    {
        public override void Configure(IBot bot) => bot.Command("broken", () => "theirs");
    }

    /// <summary>A plugin that says which version it is, and counts in its store.</summary>
    private sealed class LivePlugin : IDisposable
    {
        public const string Around = "around ";
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qqbot-live-");

        public string Dll => Path.Combine(_folder.FullName, "Live.dll");

        public static byte[] Compile(int version, string members = "", string inConfigure = "") => PluginProject.Compile("Live", $$"""
            using System; using System.Threading; using System.Threading.Tasks; using QQBotKit;
            public sealed class Live : BotPlugin
            {
                private static readonly Action<int, string> Seen = (Action<int, string>)AppContext.GetData("reload-in-tests")!;
                {{members}}
                public override void Configure(IBot bot)
                {
                    {{inConfigure}}
                    bot.Use(async (message, next) => { Seen({{version}}, $"{{Around}}{message.Text}"); await next(); });
                    bot.Command("count", async (MessageReceived message, string id) =>
                    {
                        var count = await bot.Store.UpdateAsync<int>("count", count => count + 1);
                        Seen({{version}}, message.Text);
                        return $"v{{version}}: {count}";
                    });
                    bot.On<MessageReceived>(message => Seen({{version}}, message.Text));
                }
            }
            """);

        public Task WriteAsync(byte[] version) => File.WriteAllBytesAsync(Dll, version);

        public static Task PutAsync(BotTest test, byte[] version) => File.WriteAllBytesAsync(Path.Combine(test.Folder, "plugins", "Live", "Live.dll"), version);

        public static async Task ReplaceAsync(BotTest test, byte[] version, int reloads)
        {
            await PutAsync(test, version);
            await UntilAsync(
                () => test.Log.Count(static line => line.Text.EndsWith(": reloaded", StringComparison.Ordinal)) >= reloads,
                () => $"The new version does not take over: {string.Join('\n', test.Log.TakeLast(10))}");
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
