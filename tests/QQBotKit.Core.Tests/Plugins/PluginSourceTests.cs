using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QQBotKit.Core.Plugins;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Storage;
using QQBotKit.Core.Tests.Scopes;

namespace QQBotKit.Core.Tests.Plugins;

public sealed class PluginSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _storage = new();
    private readonly FakeTimeProvider _time = new();
    private readonly FakeBot _bot = new();

    public void Dispose()
    {
        _bot.Dispose();
        _folder.Dispose();
        _storage.Dispose();
    }

    [Fact]
    public async Task A_plugin_is_configured_once_per_bot_and_its_assembly_says_what_it_is()
    {
        Install("Hello", PluginProject.Saying("$\"{++count}\"", members: "private int count;", attributes: """
            [assembly: AssemblyInformationalVersion("1.2.3-beta+0123abcd")]
            [assembly: AssemblyDescription("Says hello")]
            """));
        using var other = new FakeBot("other");

        await using var plugin = await LoadAsync("Hello");
        await plugin.ConfigureAsync(_bot);
        await plugin.ConfigureAsync(other);

        plugin.Should().BeEquivalentTo(new { Kind = ExtensionKind.Plugin, Name = "Hello", Version = "1.2.3-beta", Description = "Says hello" });
        _bot.Say("say").Should().Be("1");
        other.Say("say").Should().Be("2", "one object serves all bots");
    }

    [Fact]
    public async Task A_plugin_is_started_and_ended()
    {
        Install("Steps", PluginProject.Saying("steps", members: """
            private string steps = "";
            public override Task StartAsync(CancellationToken stopping) { steps += "started "; return Task.CompletedTask; }
            public override ValueTask DisposeAsync() { steps += "ended"; return default; }
            """));

        var plugin = await LoadAsync("Steps");
        await plugin.ConfigureAsync(_bot);
        await plugin.StartAsync(default);
        await plugin.DisposeAsync();
        await plugin.DisposeAsync();

        _bot.Say("say").Should().Be("started ended");
        var configure = () => plugin.ConfigureAsync(_bot);
        await configure.Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task The_samples_that_were_built_load()
    {
        var source = new PluginSource(Path.Combine(Repository(), "plugins"), _storage.Path, [], new Texts(CultureInfo.InvariantCulture), _time, NullLogger.Instance);

        foreach (var file in source.Scan().Where(file => File.Exists(file.Path)))
        {
            (await source.CheckAsync(file, default)).Should().BeEmpty();
            await using var plugin = await source.LoadAsync(file, default);
            using var bot = new FakeBot();
            await plugin.ConfigureAsync(bot);
            plugin.Version.Should().Be("0.1.0");
        }
    }

    [Fact]
    public async Task Two_plugins_use_different_versions_of_one_library()
    {
        foreach (var version in new[] { "1", "2" })
        {
            var library = PluginProject.Compile("Library", $$"""
                [assembly: System.Reflection.AssemblyVersion("{{version}}.0.0.0")]
                public static class Library { public static string V{{version}} => typeof(Library).Assembly.GetName().Version!.ToString(); }
                """);
            Install("Uses" + version, PluginProject.Saying($"Library.V{version}"), library);
            File.WriteAllBytes(_folder[$"Uses{version}/Library.dll"], library);
        }

        await using var first = await LoadAsync("Uses1");
        await using var second = await LoadAsync("Uses2");
        using var other = new FakeBot();
        await first.ConfigureAsync(_bot);
        await second.ConfigureAsync(other);

        _bot.Say("say").Should().Be("1.0.0.0");
        other.Say("say").Should().Be("2.0.0.0");
    }

    [Fact]
    public async Task A_plugin_brings_its_texts_in_other_languages()
    {
        Install("Polite", PluginProject.Saying(
            "new System.Resources.ResourceManager(\"Texts\", typeof(MyPlugin).Assembly).GetString(\"hello\", new System.Globalization.CultureInfo(\"zh-CN\"))"));
        Directory.CreateDirectory(_folder["Polite/zh-CN"]);
        await File.WriteAllBytesAsync(
            _folder["Polite/zh-CN/Polite.resources.dll"], PluginProject.CompileResources("Polite", "zh-CN", "Texts", "hello", "您好"));

        await using var plugin = await LoadAsync("Polite");
        await plugin.ConfigureAsync(_bot);

        _bot.Say("say").Should().Be("您好");
    }

    [Fact]
    public async Task A_library_that_is_needed_late_is_the_one_that_came_with_the_plugin()
    {
        byte[] Library(string text) => PluginProject.Compile("Late", $"public static class Late {{ public static string Text => \"{text}\"; }}");
        Install("Mine", PluginProject.Saying("Late.Text"), Library("then"));
        await File.WriteAllBytesAsync(_folder["Mine/Late.dll"], Library("then"));
        await using var plugin = await LoadAsync("Mine");
        await plugin.ConfigureAsync(_bot);

        await File.WriteAllBytesAsync(_folder["Mine/Late.dll"], Library("now"));

        _bot.Say("say").Should().Be("then");
    }

    [Fact]
    public async Task Copies_of_processes_that_were_killed_are_deleted_and_nothing_else()
    {
        var own = ProcessStamp.Own;
        var killed = own with { Started = own.Started.AddMinutes(-1) };
        _storage.Write($"plugins.running/{killed}/Mine-1/Mine.dll", "");
        _storage.Write("plugins.running/mine.txt", "");
        Install("Mine", PluginProject.Saying("1"));

        await using (await LoadAsync("Mine"))
        {
            Directory.Exists(_storage[$"plugins.running/{killed}"]).Should().BeFalse();
            Directory.GetDirectories(_storage[$"plugins.running/{own}"]).Should().ContainSingle();
            await using var other = await LoadAsync("Mine");
            Directory.GetDirectories(_storage[$"plugins.running/{own}"]).Should().HaveCount(2, "a second host of this process spares the first");
        }

        Directory.GetDirectories(_storage[$"plugins.running/{own}"]).Should().BeEmpty();
        File.Exists(_storage["plugins.running/mine.txt"]).Should().BeTrue();
    }

    [Fact]
    public async Task A_plugin_overwritten_while_it_runs_keeps_running_and_loads_anew()
    {
        Install("Live", PluginProject.Saying("\"old\""));
        var source = Source();
        var before = source.Scan().Single();
        var oldKey = source.ContentKey(before);
        await using var old = await source.LoadAsync(before, default);

        Install("Live", PluginProject.Saying("\"brand new\""));
        var after = source.Scan().Single();
        await using var young = await source.LoadAsync(after, default);
        using var other = new FakeBot();
        await old.ConfigureAsync(_bot);
        await young.ConfigureAsync(other);

        after.Stamp.Should().NotBe(before.Stamp);
        source.ContentKey(after).Should().NotBe(oldKey);
        _bot.Say("say").Should().Be("old");
        other.Say("say").Should().Be("brand new");
    }

    [Fact]
    public void A_dependency_is_part_of_the_plugin_and_its_data_is_not()
    {
        Install("Mine", PluginProject.Saying("1"));
        var source = Source();
        var before = source.Scan().Single();
        var key = source.ContentKey(before);

        _folder.Write("Mine/data.json", "{}");
        source.Scan().Should().Equal(before);
        _folder.Write("Mine/Library.dll", "");
        source.Scan().Single().Stamp.Should().NotBe(before.Stamp);
        source.ContentKey(before).Should().NotBe(key);
    }

    [Fact]
    public void Touching_a_plugin_changes_its_stamp_but_not_its_content_key()
    {
        Install("Mine", PluginProject.Saying("1"));
        var source = Source();
        var before = source.Scan().Single();
        var key = source.ContentKey(before);

        File.SetLastWriteTimeUtc(before.Path, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        source.Scan().Single().Stamp.Should().NotBe(before.Stamp);
        source.ContentKey(before).Should().Be(key);
    }

    [Fact]
    public void A_project_built_in_place_is_found_where_it_was_built_last()
    {
        Source("missing").Scan().Should().BeEmpty();
        var old = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        _folder.Write("Mine/Mine.csproj", "");
        foreach (var (path, age) in new[]
        {
            ("Mine/obj/Debug/net10.0/Mine.dll", 9), ("Mine/bin/Debug/net10.0/ref/Mine.dll", 9), ("Mine/bin/Debug/net10.0/refint/Mine.dll", 9),
            ("Mine/bin/Debug/net10.0/Mine.dll", 1), ("Mine/bin/Release/net10.0/Mine.dll", 2), ("Mine/bin/Release/net10.0/publish/Mine.dll", 2),
            ("Mine/bin/Release/net10.0/Other.dll", 9),
        })
        {
            File.SetLastWriteTimeUtc(_folder.Write(path, ""), old.AddDays(age));
        }

        Source().Scan().Single().Path.Should().Be(_folder["Mine/bin/Release/net10.0/publish/Mine.dll"]);
        _folder.Write("Mine/Mine.dll", "");
        Source().Scan().Single().Path.Should().Be(_folder["Mine/Mine.dll"]);
    }

    [Fact]
    public void Disabled_and_hidden_folders_are_left_out()
    {
        foreach (var name in new[] { "B", "A", "Off", ".git" })
        {
            Directory.CreateDirectory(_folder[name]);
        }

        Source(disabled: "off").Scan().Select(file => file.Name).Should().Equal("A", "B");
    }

    [Fact]
    public async Task A_folder_without_an_assembly_says_what_is_missing()
    {
        Directory.CreateDirectory(_folder["Empty"]);
        _folder.Write("Project/Project.csproj", "");
        _folder.Write("Renamed/Other.dll", "");

        (await ProblemAsync("Empty")).Should().Contain("Empty/Empty.dll").And.Contain("named like its DLL");
        (await ProblemAsync("Renamed")).Should().Contain("Renamed/Renamed.dll");
        (await ProblemAsync("Project")).Should().Contain($"dotnet build {_folder["Project"]}");
    }

    [Fact]
    public async Task A_missing_dependency_is_named()
    {
        var library = PluginProject.Compile("Some.Library", "public static class Library { public static int One => 1; }");
        Install("Needs", PluginProject.Saying("Library.One"), library);

        (await ProblemAsync("Needs")).Should().Contain("Some.Library.dll is missing").And.Contain("EnableDynamicLoading");

        File.WriteAllBytes(_folder["Needs/Some.Library.dll"], library);
        (await CheckAsync("Needs")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_plugin_does_not_live_on_the_hosts_own_dependencies()
    {
        var yaml = await File.ReadAllBytesAsync(HostAssemblies.Trusted["YamlDotNet"]);
        Install("Borrows", PluginProject.Saying("new YamlDotNet.Serialization.DeserializerBuilder().ToString()"), yaml);

        (await ProblemAsync("Borrows")).Should().Contain("YamlDotNet.dll is missing");
    }

    [Fact]
    public async Task A_truncated_assembly_is_refused_at_every_length()
    {
        var whole = PluginProject.Compile("Cut", PluginProject.Saying("1"));
        Directory.CreateDirectory(_folder["Cut"]);
        for (var length = 0; length < whole.Length; length += 97)
        {
            await File.WriteAllBytesAsync(_folder["Cut/Cut.dll"], whole[..length]);

            (await ProblemAsync("Cut")).Should().Contain("not a whole .NET assembly", $"it has {length} of {whole.Length} bytes");
        }

        await File.WriteAllBytesAsync(_folder["Cut/Cut.dll"], new byte[whole.Length]);
        (await ProblemAsync("Cut")).Should().Contain("not a whole .NET assembly", "a copy may reserve its space first");
    }

    [Theory]
    [InlineData("1.0.0.0", null)]
    [InlineData("1.99.0.0", "update the host")]
    [InlineData("2.0.0.0", "update the host")]
    [InlineData("0.9.0.0", "no longer runs")]
    public async Task The_contract_decides_by_its_version(string version, string? problem)
    {
        Directory.CreateDirectory(_folder["Dated"]);
        await File.WriteAllBytesAsync(_folder["Dated/Dated.dll"], PluginProject.CompileForContract(version, "Dated"));

        var findings = await CheckAsync("Dated");

        if (problem is null)
        {
            findings.Should().BeEmpty();
        }
        else
        {
            findings.Should().ContainSingle().Which.Message.Should().Contain(problem).And.Contain(version[..3]).And.Contain("this host");
        }
    }

    [Theory]
    [InlineData("public class A { }", "does not use QQBotKit.Abstractions")]
    [InlineData("public class A { public QQBotKit.IBot? Bot; }", "no plugin class")]
    [InlineData("internal class A : QQBotKit.BotPlugin { public override void Configure(QQBotKit.IBot bot) { } }", "no plugin class")]
    [InlineData("public abstract class A : QQBotKit.BotPlugin { }", "no plugin class")]
    [InlineData("public class A : QQBotKit.BotPlugin { public override void Configure(QQBotKit.IBot bot) { } } public class B : A { }", "more than one plugin class (A, B)")]
    [InlineData("public class A : QQBotKit.BotPlugin { public A(int x) { } public override void Configure(QQBotKit.IBot bot) { } }", "A needs a public constructor")]
    [InlineData("public class A : QQBotKit.BotPlugin { internal A() { } public override void Configure(QQBotKit.IBot bot) { } }", "A needs a public constructor")]
    public async Task A_plugin_without_exactly_one_usable_class_is_refused(string code, string problem)
    {
        Install("Odd", code);

        (await ProblemAsync("Odd")).Should().Contain(problem);
    }

    [Fact]
    public async Task The_plugin_class_may_derive_through_bases_of_its_own()
    {
        Install("Deep", """
            namespace Deep.Inside;
            public abstract class Base<T> : QQBotKit.BotPlugin { public override void Configure(QQBotKit.IBot bot) => bot.Command("say", () => typeof(T).Name); }
            public abstract class Middle : Base<string> { }
            public sealed class Plugin : Middle { }
            """);

        await using var plugin = await LoadAsync("Deep");
        await plugin.ConfigureAsync(_bot);

        _bot.Say("say").Should().Be("String");
    }

    [Fact]
    public async Task A_shipped_copy_of_the_contract_is_told_and_not_used()
    {
        Install("Heavy", PluginProject.Saying("typeof(IBot).Assembly.GetName().Version!.Major"));
        File.Copy(HostAssemblies.Contract.Location, _folder["Heavy/QQBotKit.Abstractions.dll"]);
        var log = new ListLogger();

        var source = new PluginSource(_folder.Path, _storage.Path, [], new Texts(CultureInfo.InvariantCulture), _time, log);
        await using var plugin = await source.LoadAsync(source.Scan().Single(), default);
        await plugin.ConfigureAsync(_bot);

        _bot.Say("say").Should().Be("1");
        log.Lines.Should().ContainSingle().Which.Should().Contain("Heavy").And.Contain("QQBotKit.Abstractions.dll");
        (await source.CheckAsync(source.Scan().Single(), default)).Should().ContainSingle().Which.Message.Should().Contain("Plugin Heavy: It brings its own").And.Contain("delete the copy");
    }

    [Fact]
    public async Task A_failing_constructor_is_told_and_leaves_nothing_loaded()
    {
        Install("Fails", PluginProject.Saying("1", members: "public MyPlugin() => throw new InvalidOperationException(\"no luck\");"));

        await FailAsync();

        Unloading.Wait(() => Contexts() == 0).Should().BeTrue();

        [MethodImpl(MethodImplOptions.NoInlining)]
        async Task FailAsync() => (await ProblemAsync("Fails")).Should().Contain("InvalidOperationException: no luck");

        int Contexts() => AppDomain.CurrentDomain.GetAssemblies().Count(assembly => assembly.GetName().Name == "Fails");
    }

    [Fact]
    public async Task Versions_of_a_plugin_leave_the_process()
    {
        Install("Clean", PluginProject.Saying("\"clean\""));
        var ended = new List<PluginExtension>();
        for (var version = 0; version < 20; version++)
        {
            ended.Add(await RunOnceAsync());
        }

        // The last one may still be held by a frame of this method.
        Unloading.CountAlive([.. ended.Select(plugin => plugin.LoadContext!)]).Should().BeLessThanOrEqualTo(1);
        GC.KeepAlive(ended);
    }

    [Fact]
    public async Task Refusals_come_in_Chinese_too()
    {
        Directory.CreateDirectory(_folder["Empty"]);
        var source = new PluginSource(_folder.Path, _storage.Path, [], new Texts(new CultureInfo("zh-CN")), _time, NullLogger.Instance);

        (await source.CheckAsync(source.Scan().Single(), default)).Single().Message.Should().StartWith("插件 Empty：");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<PluginExtension> RunOnceAsync()
    {
        using var bot = new FakeBot();
        await using var plugin = await LoadAsync("Clean");
        await plugin.ConfigureAsync(bot);
        await plugin.StartAsync(default);
        bot.Say("say").Should().Be("clean");
        return (PluginExtension)plugin;
    }

    private void Install(string name, string code, params byte[][] references)
    {
        Directory.CreateDirectory(_folder[name]);
        File.WriteAllBytes(_folder[$"{name}/{name}.dll"], PluginProject.Compile(name, code, references));
    }

    private PluginSource Source(string path = "", params string[] disabled) =>
        new(_folder[path], _storage.Path, disabled, new Texts(CultureInfo.InvariantCulture), _time, NullLogger.Instance);

    private Task<Extension> LoadAsync(string name)
    {
        var source = Source();
        return source.LoadAsync(source.Scan().Single(file => file.Name == name), default);
    }

    private Task<IReadOnlyList<Finding>> CheckAsync(string name)
    {
        var source = Source();
        return source.CheckAsync(source.Scan().Single(file => file.Name == name), default);
    }

    /// <summary>The one line with which a plugin is refused.</summary>
    private async Task<string> ProblemAsync(string name)
    {
        var load = () => LoadAsync(name);
        var message = (await load.Should().ThrowAsync<ExtensionLoadException>()).Which.Findings.Should().ContainSingle().Which.Message;
        message.Should().StartWith($"Plugin {name}: ").And.NotContain("\n");
        return message;
    }

    private static string Repository([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
