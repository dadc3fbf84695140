using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.Extensions.Logging.Abstractions;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Scripts;
using QQBotKit.Core.Tests.Scopes;

namespace QQBotKit.Core.Tests.Scripts;

public sealed class ScriptSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeBot _bot = new();

    public void Dispose()
    {
        _bot.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_script_registers_its_commands_on_the_bot()
    {
        _folder.Write("scripts/hello.csx", """bot.Command("hello", (string who) => $"Hello, {who}!");""");

        await using var script = await LoadAsync("hello");
        await script.ConfigureAsync(_bot);

        script.Kind.Should().Be(ExtensionKind.Script);
        script.Name.Should().Be("hello");
        _bot.Say("hello", "QQ").Should().Be("Hello, QQ!");
    }

    [Fact]
    public async Task A_script_may_await_and_use_its_own_types_and_variables()
    {
        _folder.Write("scripts/rich.csx", """
            record Pair(int Left, int Right);
            static int Sum(this Pair pair) => pair.Left + pair.Right;
            string? nothing = null;
            await Task.Yield();
            var text = await Task.FromResult("sum");
            bot.Command("sum", () => $"{text} {new Pair(1, 2).Sum()}{nothing}");
            return 0;
            """);

        await using var script = await LoadAsync("rich");
        await script.ConfigureAsync(_bot);

        _bot.Say("sum").Should().Be("sum 3");
    }

    [Fact]
    public async Task Each_bot_gets_variables_of_its_own()
    {
        _folder.Write("scripts/count.csx", """var count = 0; bot.Command("count", () => $"{bot.Name} {++count}");""");
        using var other = new FakeBot("other");

        await using var script = await LoadAsync("count");
        await script.ConfigureAsync(_bot);
        await script.ConfigureAsync(other);

        _bot.Say("count").Should().Be("main 1");
        _bot.Say("count").Should().Be("main 2");
        other.Say("count").Should().Be("other 1");
    }

    [Theory]
    [InlineData("")]
    [InlineData("// Nothing yet.\n/* still nothing */\n")]
    public async Task A_script_without_code_does_nothing(string text)
    {
        _folder.Write("scripts/empty.csx", text);

        for (var time = 0; time < 2; time++)
        {
            await using var script = await LoadAsync("empty");
            await script.ConfigureAsync(_bot);
        }

        _bot.Commands.Should().BeEmpty();
    }

    [Fact]
    public void Only_files_directly_in_the_folder_are_scripts()
    {
        Source().Scan().Should().BeEmpty("a missing folder has none");
        _folder.Write("scripts/b.csx", "");
        _folder.Write("scripts/a.csx", "");
        _folder.Write("scripts/.hidden.csx", "");
        _folder.Write("scripts/notes.txt", "");
        _folder.Write("scripts/parts/part.csx", "");

        Source().Scan().Select(file => file.Name).Should().Equal("a", "b");
    }

    [Fact]
    public async Task Every_error_is_told_with_its_file_line_and_column()
    {
        var path = _folder.Write("scripts/wrong.csx", "var a = 1\nbot.Nope();\n#warning careful\n");

        var findings = await CheckAsync("wrong");

        findings.Should().Equal(
            new Finding(path, 1, 10, "CS1002: ; expected"),
            new Finding(path, 2, 5, findings[1].Message));
        findings[1].Message.Should().StartWith("CS1061: ").And.Contain("Nope");
    }

    [Fact]
    public async Task An_error_in_a_loaded_file_is_told_of_that_file()
    {
        _folder.Write("scripts/main.csx", "#load \"parts/part.csx\"\nint one = Broken();");
        var part = _folder.Write("scripts/parts/part.csx", "// A part.\nint Broken() => \"text\";");

        var load = () => LoadAsync("main");

        (await load.Should().ThrowAsync<ExtensionLoadException>()).Which.Findings
            .Should().ContainSingle().Which.Should().BeEquivalentTo(new { Path = part, Line = 2, Column = 17 });
    }

    [Fact]
    public async Task Warnings_do_not_keep_a_script_from_loading()
    {
        _folder.Write("scripts/warned.csx", "#warning careful\nint Unused() { int x; return 1; }");

        (await CheckAsync("warned")).Should().BeEmpty();
    }

    [Theory]
    [InlineData("namespace Mine;\nclass A;", 1, 1, "namespace")]
    [InlineData("namespace Mine { class A; }", 1, 1, "namespace")]
    [InlineData("using var file = File.OpenRead(\"x\");\nfile.ReadByte();", 1, 1, "`using var`")]
    [InlineData("bot.Command(\"a\", () => 1);\n  using var file = File.OpenRead(\"x\");\nfile.ReadByte();", 2, 3, "`using var`")]
    [InlineData("using Stream file = File.OpenRead(\"x\");", 1, 1, "`using var`")]
    [InlineData("await using var file = File.OpenRead(\"x\");", 1, 1, "`using var`")]
    [InlineData("#r \"nuget: Some.Package, 1.0\"\nbot.ToString();", 1, 1, "beside the script")]
    public async Task What_scripts_cannot_say_is_explained(string text, int line, int column, string hint)
    {
        _folder.Write("scripts/odd.csx", text);

        (await CheckAsync("odd")).Should().ContainSingle().Which.Should().Match<Finding>(
            finding => finding.Line == line && finding.Column == column && finding.Message.Contains(hint));
    }

    [Fact]
    public async Task Real_errors_are_told_beside_a_using_declaration()
    {
        _folder.Write("scripts/odd.csx", "using var file = File.OpenRead(1);\nint text = \"\";\nvoid Fine() { using var other = File.OpenRead(\"x\"); nope(); }");

        (await CheckAsync("odd")).Select(finding => finding.Line).Should().Equal([1, 1, 2, 3]);
    }

    [Fact]
    public async Task A_script_in_another_encoding_is_refused()
    {
        var path = _folder.Write("scripts/gbk.csx", "");
        await File.WriteAllBytesAsync(path, [(byte)'/', (byte)'/', 0xC4, 0xE3, 0xBA, 0xC3]);

        (await CheckAsync("gbk")).Should().ContainSingle().Which.Message.Should().Contain("UTF-8");
    }

    [Fact]
    public async Task A_script_that_went_away_is_a_finding()
    {
        var path = _folder.Write("scripts/gone.csx", "");
        var source = Source();
        var file = source.Scan().Single();
        File.Delete(path);

        (await source.CheckAsync(file, default)).Should().ContainSingle().Which.Path.Should().Be(path);
        source.ContentKey(file).Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_failing_script_shows_its_lines_in_the_stack_trace()
    {
        var part = _folder.Write("scripts/parts/part.csx", "\n\nvoid Fail() => throw new InvalidOperationException(\"on purpose\");");
        var main = _folder.Write("scripts/fails.csx", "#load \"parts/part.csx\"\n// A line.\nFail();");

        for (var time = 0; time < 2; time++)
        {
            await using var script = await LoadAsync("fails");
            var configure = () => script.ConfigureAsync(_bot);

            (await configure.Should().ThrowAsync<InvalidOperationException>()).Which.StackTrace
                .Should().Contain($"{part}:line 3").And.Contain($"{main}:line 3");
        }
    }

    [Fact]
    public async Task A_change_of_a_loaded_file_changes_every_script_that_uses_it()
    {
        _folder.Write("scripts/a.csx", "#load \"parts/outer.csx\"\nbot.Command(\"a\", () => Word());");
        _folder.Write("scripts/b.csx", "bot.Command(\"b\", () => \"b\");");
        _folder.Write("scripts/parts/outer.csx", "  # load \"inner.csx\" // nested");
        _folder.Write("scripts/parts/inner.csx", "string Word() => \"one\";");
        var source = Source();
        var before = source.Scan();
        source.Scan().Should().Equal(before, "nothing changed");
        (await LoadAsync("a", source)).Name.Should().Be("a");
        source.Scan().Should().Equal(before, "loading changes no file");
        var keys = before.Select(source.ContentKey).ToList();

        _folder.Write("scripts/parts/inner.csx", "string Word() => \"another\";");
        var after = source.Scan();

        after[0].Stamp.Should().NotBe(before[0].Stamp);
        after[1].Should().Be(before[1]);
        source.ContentKey(after[0]).Should().NotBe(keys[0]);
        source.ContentKey(after[1]).Should().Be(keys[1]);
        await using var script = await LoadAsync("a", source);
        await script.ConfigureAsync(_bot);
        _bot.Say("a").Should().Be("another");
    }

    [Fact]
    public void A_loaded_file_that_appears_later_changes_the_script()
    {
        _folder.Write("scripts/a.csx", "#load \"parts/later.csx\"");
        var source = Source();
        var before = source.Scan().Single();

        _folder.Write("scripts/parts/later.csx", "");

        source.Scan().Single().Stamp.Should().NotBe(before.Stamp);
    }

    [Theory]
    [InlineData("#load \"nope.csx\"", "CS1504")]
    [InlineData("#load \"\"", "CS1504")]
    [InlineData("#load \"a\0b\"", "CS1504")]
    [InlineData("#r \"nope.dll\"", "CS0006")]
    [InlineData("#load \"self.csx\"\nint same = 1;", "CS0102")]
    public async Task A_file_that_cannot_be_loaded_is_a_finding_and_no_crash(string text, string id)
    {
        _folder.Write("scripts/self.csx", text);

        (await CheckAsync("self")).Should().ContainSingle().Which.Message.Should().StartWith(id + ": ");
    }

    [Fact]
    public void Touching_a_script_changes_its_stamp_but_not_its_content_key()
    {
        var path = _folder.Write("scripts/a.csx", "// text");
        var source = Source();
        var before = source.Scan().Single();
        File.SetLastWriteTimeUtc(path, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var after = source.Scan().Single();

        after.Stamp.Should().NotBe(before.Stamp);
        source.ContentKey(after).Should().Be(source.ContentKey(before));
    }

    [Fact]
    public async Task A_script_uses_an_assembly_beside_it_and_what_that_needs()
    {
        var inner = Emit("Inner", "public static class Inner { public static string Word => \"from a dll\"; }");
        Emit("Outer", "public static class Outer { public static string Word => Inner.Word; }", inner);
        _folder.Write("scripts/uses.csx", "#r \"parts/Outer.dll\"\n#r \"System.Xml.Linq\"\nbot.Command(\"a\", () => Outer.Word);");

        await using var script = await LoadAsync("uses");
        await script.ConfigureAsync(_bot);

        _bot.Say("a").Should().Be("from a dll");
    }

    [Fact]
    public async Task A_script_sees_the_contract_and_not_the_runtime()
    {
        _folder.Write("scripts/nosy.csx", "QQBotKit.Core.Configuration.QQBotSettings? settings = null;");

        (await CheckAsync("nosy")).Should().NotBeEmpty();
    }

    [Fact]
    public async Task The_samples_compile_and_answer()
    {
        var source = new ScriptSource(Path.Combine(Repository(), "scripts"), _folder["cache"], new Texts(CultureInfo.InvariantCulture), NullLogger.Instance);
        foreach (var file in source.Scan())
        {
            (await source.CheckAsync(file, default)).Should().BeEmpty();
            await using var script = await source.LoadAsync(file, default);
            await script.ConfigureAsync(_bot);
        }

        _bot.Say("ping").Should().Be("pong");
        _bot.Say("echo|复读", "  as \"sent\"").Should().Be("  as \"sent\"");
        _bot.Say("dice|掷骰子", 6).Should().MatchRegex("^🎲 [1-6]$");
        _bot.Say("dice|掷骰子", 0).Should().Contain("2");
    }

    [Fact]
    public async Task Versions_of_a_script_leave_the_process()
    {
        var ended = new List<ScriptExtension>();
        for (var version = 0; version < 30; version++)
        {
            _folder.Write("scripts/live.csx", $"await Task.Yield(); bot.Command(\"live\", () => \"{version}\");");
            ended.Add(await RunOnceAsync(version.ToString(CultureInfo.InvariantCulture)));
        }

        // The last one may still be held by a frame of this method.
        Unloading.CountAlive([.. ended.Select(script => script.LoadContext!)]).Should().BeLessThanOrEqualTo(1);
        GC.KeepAlive(ended);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<ScriptExtension> RunOnceAsync(string expected)
    {
        using var bot = new FakeBot();
        await using var script = await LoadAsync("live");
        await script.ConfigureAsync(bot);
        bot.Say("live").Should().Be(expected);
        return (ScriptExtension)script;
    }

    private ScriptSource Source() =>
        new(_folder["scripts"], _folder["cache"], new Texts(CultureInfo.InvariantCulture), NullLogger.Instance);

    private Task<Extension> LoadAsync(string name, ScriptSource? source = null)
    {
        source ??= Source();
        return source.LoadAsync(source.Scan().Single(file => file.Name == name), default);
    }

    private Task<IReadOnlyList<Finding>> CheckAsync(string name)
    {
        var source = Source();
        return source.CheckAsync(source.Scan().Single(file => file.Name == name), default);
    }

    private string Emit(string name, string code, params string[] references)
    {
        var path = _folder[$"scripts/parts/{name}.dll"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        CSharpCompilation.Create(
                name,
                [CSharpSyntaxTree.ParseText(code)],
                [MetadataReference.CreateFromFile(HostAssemblies.Trusted["System.Private.CoreLib"]), MetadataReference.CreateFromFile(HostAssemblies.Trusted["System.Runtime"]), .. references.Select(reference => MetadataReference.CreateFromFile(reference))],
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
            .Emit(path).Success.Should().BeTrue();
        return path;
    }

    private static string Repository([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
