using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using QQBotKit.Core.Plugins;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Tests.Plugins;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Tests.Scopes;

namespace QQBotKit.Core.Tests.Scripts;

/// <summary>What becomes of a script when something changes that it is made of, on a real bot.</summary>
public sealed class ScriptReloadTests : IAsyncDisposable, IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private readonly TestLog _log = new();
    private readonly PluginHost _host;

    public ScriptReloadTests() => _host = new PluginHost(clock: _clock, logs: new Gateway.RunningBot.LogsToOne(_log));

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_change_of_a_loaded_file_reloads_every_script_that_uses_it_and_no_other()
    {
        _host.WriteScript("a.csx", "#load \"parts/words.csx\"\nbot.Command(\"a\", () => Word());");
        _host.WriteScript("b.csx", "#load \"parts/more.csx\"\nbot.Command(\"b\", () => Word() + Word());");
        _host.WriteScript("c.csx", "bot.Command(\"c\", () => \"c\");");
        _host.WriteScript("parts/more.csx", "#load \"words.csx\"");
        _host.WriteScript("parts/words.csx", "string Word() => \"one\";");
        await LookAsync();
        (await _host.AskAsync("/b")).Should().Be("oneone");

        _host.WriteScript("parts/words.csx", "string Word() => \"two\";");
        await LookAsync();

        (await _host.AskAsync("/a")).Should().Be("two");
        (await _host.AskAsync("/b")).Should().Be("twotwo");
        _log.At(LogLevel.Information).Where(line => line.Contains(": reloaded")).Should().Equal("Script a : reloaded", "Script b : reloaded");
    }

    [Fact]
    public async Task A_change_of_an_assembly_beside_a_script_reloads_it()
    {
        _host.WriteScript("a.csx", "#r \"parts/Words.dll\"\nbot.Command(\"a\", () => Words.Word);");
        WriteAssembly(Path.Combine(_host.Scripts.Root, "parts", "Words.dll"), "public static class Words { public const string Word = \"one\"; }");
        await LookAsync();
        (await _host.AskAsync("/a")).Should().Be("one");

        WriteAssembly(Path.Combine(_host.Scripts.Root, "parts", "Words.dll"), "public static class Words { public const string Word = \"two\"; }");
        await LookAsync();

        (await _host.AskAsync("/a")).Should().Be("two");
    }

    [Fact]
    public async Task A_script_shares_the_types_of_a_plugin_and_follows_it_from_version_to_version()
    {
        WritePlugin("Counting", "one", 10);
        _host.WriteScript("a.csx", "#r \"plugin: Counting\"\nbot.Command(\"a\", () => $\"{Counter.Word} {++Counter.Value}\");");
        await LookAsync();
        (await _host.AskAsync("/a")).Should().Be("one 11", "the plugin has counted to 10 in the same variable");

        WritePlugin("Counting", "two", 20);
        await LookAsync();

        (await _host.AskAsync("/a")).Should().Be("two 21");

        // Built again, without a change of the code: the script must still follow, or it would count in a variable of its own.
        WritePlugin("Counting", "two", 30);
        await LookAsync();

        (await _host.AskAsync("/a")).Should().Be("two 31");
    }

    [Fact]
    public async Task A_plugin_that_fails_leaves_the_script_on_the_version_that_runs()
    {
        WritePlugin("Counting", "one", 10);
        _host.WriteScript("a.csx", "#r \"plugin: Counting\"\nbot.Command(\"a\", () => $\"{Counter.Word} {Counter.Value}\");");
        await LookAsync();

        WritePlugin("Counting", "two", 20, "if (bot is not null) throw new System.InvalidOperationException();");
        await LookAsync();
        _host.WriteScript("a.csx", "#r \"plugin: Counting\"\nbot.Command(\"b\", () => $\"{Counter.Word} {Counter.Value}\");");
        await LookAsync();

        (await _host.AskAsync("/b")).Should().Be("one 10");
    }

    [Fact]
    public async Task A_script_waits_for_its_plugin_and_keeps_running_without_it()
    {
        _host.WriteScript("a.csx", "#r \"plugin: Counting\"\nbot.Command(\"a\", () => Counter.Word);");
        await LookAsync();
        Error("a").Should().Contain("a.csx(1,1): CS0006").And.Contain("There is no plugin Counting that is live");

        WritePlugin("Counting", "one", 0);
        await LookAsync();
        (await _host.AskAsync("/a")).Should().Be("one", "it was loaded when its plugin came");

        Directory.Delete(_host["Counting"], recursive: true);
        await LookAsync();
        (await _host.AskAsync("/a")).Should().Be("one");
        Error("a").Should().Contain("There is no plugin Counting");
    }

    [Fact]
    public async Task A_contract_in_an_assembly_of_its_own_is_the_plugins()
    {
        var contract = PluginProject.Compile("Counting.Contract", "public interface ICounter { int Next(); } public static class Counters { public static ICounter Current = null!; }");
        Directory.CreateDirectory(_host["Counting"]);
        await File.WriteAllBytesAsync(Path.Combine(_host["Counting"], "Counting.Contract.dll"), contract);
        await File.WriteAllBytesAsync(Path.Combine(_host["Counting"], "Counting.dll"), PluginProject.Compile("Counting", """
            public sealed class MyPlugin : QQBotKit.BotPlugin, ICounter
            {
                private int _value;
                public int Next() => ++_value;
                public override void Configure(QQBotKit.IBot bot) => Counters.Current = this;
            }
            """, contract));
        _host.WriteScript("a.csx", "#r \"plugin: Counting/Counting.Contract\"\nbot.Command(\"a\", () => $\"{Counters.Current.Next()}\");");

        await LookAsync();

        (await _host.AskAsync("/a")).Should().Be("1");
    }

    [Fact]
    public async Task Ended_versions_of_a_plugin_and_of_its_script_leave_the_process()
    {
        var ended = new List<WeakReference>();
        for (var version = 0; version < 5; version++)
        {
            ended.AddRange(await RunVersionAsync(version));
        }

        Directory.Delete(_host["Counting"], recursive: true);
        File.Delete(Path.Combine(_host.Scripts.Root, "a.csx"));
        await LookAsync();

        Unloading.Wait(() => !ended.Exists(context => context.IsAlive), _host.Extensions.Unloads.Look).Should().BeTrue();
    }

    /// <summary>The benchmark <c>scripts soak</c> does the same with 1,500 edits, and looks at the memory.</summary>
    [Fact]
    public async Task Of_a_script_that_is_edited_a_hundred_times_the_last_version_alone_is_in_memory()
    {
        var versions = new List<WeakReference>();
        for (var edit = 0; edit < 100; edit++)
        {
            versions.Add(await EditAsync(edit));
        }

        Unloading.Wait(() => versions.Count(context => context.IsAlive) == 1, _host.Extensions.Unloads.Look).Should().BeTrue();
        versions[^1].IsAlive.Should().BeTrue("it is live");
        (await _host.AskAsync("/edited")).Should().Be("99");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> EditAsync(int edit)
    {
        _host.WriteScript("edited.csx", $$"""
            var count = {{edit}};
            _ = Task.Run(async () => { while (true) { await Task.Delay(10); count += 0; } });
            bot.Command("edited", () => $"{count}").Describe("Version {{edit}}");
            bot.On<RawEvent>(_ => count++);
            """);
        await LookAsync();
        (await _host.AskAsync("/edited")).Should().Be($"{edit}");
        return _host.Extensions.ContextOf(ExtensionKind.Script, "edited")!;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference[]> RunVersionAsync(int version)
    {
        WritePlugin("Counting", $"{version}", version);
        _host.WriteScript("a.csx", $"#r \"plugin: Counting\"\nbot.Command(\"a\", () => Counter.Word + {version});");
        await LookAsync();
        (await _host.AskAsync("/a")).Should().Be($"{version}{version}");
        return [_host.Extensions.ContextOf(ExtensionKind.Plugin, "Counting")!, _host.Extensions.ContextOf(ExtensionKind.Script, "a")!];
    }

    private async Task LookAsync()
    {
        while (await _host.Extensions.LookAsync(_host.Source, default))
        {
            _clock.Advance(PluginSource.Settle);
        }

        await _host.Extensions.LookAsync(_host.Scripts, default);
    }

    private string? Error(string script) => _host.Extensions.Status().Single(extension => extension.Name == script).Error;

    private void WritePlugin(string name, string word, int value, string onConfigure = "") => WriteAssembly(
        Path.Combine(_host[name], name + ".dll"),
        $$"""
        public static class Counter { public static int Value; public static string Word => "{{word}}"; }
        public sealed class MyPlugin : QQBotKit.BotPlugin
        {
            public override void Configure(QQBotKit.IBot bot) { {{onConfigure}} Counter.Value = {{value}}; }
        }
        """);

    private static void WriteAssembly(string path, string code)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, PluginProject.Compile(Path.GetFileNameWithoutExtension(path), code));
    }
}
