using System.Globalization;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Tests.Scripts;

/// <summary>What the author of a script reads when it does not compile, or fails.</summary>
public sealed class ScriptDiagnosticsTests : ScriptTestBase
{
    [Fact]
    public async Task Every_error_is_told_with_its_file_line_and_column()
    {
        var path = Folder.Write("scripts/wrong.csx", "var a = 1\nbot.Nope();\n#warning careful\n");

        var findings = await CheckAsync("wrong");

        findings.Should().BeEquivalentTo([new { Path = path, Line = 1, Column = 10 }, new { Path = path, Line = 2, Column = 5 }]);
        findings[0].Message.Should().Be("CS1002: ; expected");
        findings[1].Message.Should().StartWith("CS1061: ").And.Contain("Nope");
    }

    [Fact]
    public async Task The_line_is_shown_with_a_caret_under_the_place()
    {
        var path = Folder.Write("scripts/wrong.csx", "// A comment.\n\tbot.Command(\"天气\", () => 1 +);");

        (await CheckAsync("wrong")).Should().ContainSingle().Which.ToString().Should().Be($"""
            {path}(2,29): CS1525: Invalid expression term ')'
                bot.Command("天气", () => 1 +);
                                             ^
            """);
    }

    [Fact]
    public async Task A_long_line_is_cut_around_the_place()
    {
        Folder.Write("scripts/long.csx", $"var a = \"{new string('a', 300)}\"; nope(); var b = \"{new string('b', 300)}\";");

        var lines = (await CheckAsync("long")).Should().ContainSingle().Which.Excerpt.Split(Environment.NewLine);

        lines[0].Length.Should().BeLessThan(120);
        lines[0][(lines[1].Length - 1)..].Should().StartWith("nope();");
    }

    [Fact]
    public async Task The_compiler_speaks_the_language_of_the_author()
    {
        Texts = new Texts(CultureInfo.GetCultureInfo("zh-CN"));
        Folder.Write("scripts/wrong.csx", "var a = 1");
        Folder.Write("scripts/wrong.csx", "var a = 1\nvar b = 2;\nBot.Nope();");

        (await CheckAsync("wrong")).Select(finding => finding.Message).Should().Equal(
            "CS1002: 应输入 ;", "CS0103: 当前上下文中不存在名称“Bot”。是不是想写 bot？");
    }

    [Fact]
    public async Task An_error_in_a_loaded_file_is_told_of_that_file()
    {
        Folder.Write("scripts/main.csx", "#load \"parts/part.csx\"\nint one = Broken();");
        var part = Folder.Write("scripts/parts/part.csx", "// A part.\nint Broken() => \"text\";");

        var load = () => LoadAsync("main");

        (await load.Should().ThrowAsync<ExtensionLoadException>()).Which.Findings
            .Should().ContainSingle().Which.Should().BeEquivalentTo(new { Path = part, Line = 2, Column = 17 });
    }

    [Fact]
    public async Task Warnings_do_not_keep_a_script_from_loading()
    {
        Folder.Write("scripts/warned.csx", "#warning careful\nint Unused() { int x; return 1; }");

        (await CheckAsync("warned")).Should().BeEmpty();
    }

    [Theory]
    [InlineData("namespace Mine;\nclass A;", 1, 1, "namespace")]
    [InlineData("namespace Mine { class A; }", 1, 1, "namespace")]
    [InlineData("using var file = File.OpenRead(\"x\");\nfile.ReadByte();", 1, 1, "`using var`")]
    [InlineData("bot.Command(\"a\", () => 1);\n  using var file = File.OpenRead(\"x\");\nfile.ReadByte();", 2, 3, "`using var`")]
    [InlineData("using Stream file = File.OpenRead(\"x\");", 1, 1, "`using var`")]
    [InlineData("await using var file = File.OpenRead(\"x\");", 1, 1, "`using var`")]
    [InlineData("bot.Command(\"a\"，() => 1);", 1, 16, "full-width character, as Chinese input methods type it: write ,")]
    [InlineData("bot.Command（\"a\", () => 1);", 1, 12, "write (")]
    [InlineData("var text = “a\";", 1, 12, "write \"")]
    [InlineData("var text = 'ab';", 1, 12, "double quotes")]
    [InlineData("Bot.Command(\"a\", () => 1);", 1, 1, "Did you mean `bot`?")]
    [InlineData("bot.Comand(\"a\", () => 1);", 1, 5, "Did you mean `Command`?")]
    [InlineData("Console.WritLine(1);", 1, 9, "Did you mean `WriteLine`?")]
    [InlineData("var text = JsonSerializer.Serialize(1);", 1, 12, "Write `using System.Text.Json;` at the top of the file")]
    [InlineData("Regex? none = null;", 1, 1, "`using System.Text.RegularExpressions;`")]
    [InlineData("var size = bot.Http.GetStringAsync(\"x\").Length;", 1, 41, "await")]
    [InlineData("string text = bot.Http.GetStringAsync(\"x\");", 1, 15, "await")]
    [InlineData("class A { void F() => bot.ToString(); }", 1, 23, "hand them over as parameters")]
    [InlineData("static class A { public static int Twice(this int a) => 2 * a; }", 1, 36, "out of its class")]
    public async Task What_scripts_cannot_say_is_explained(string text, int line, int column, string hint)
    {
        Folder.Write("scripts/odd.csx", text);

        (await CheckAsync("odd")).Should().ContainSingle().Which.Should().Match<Finding>(
            finding => finding.Line == line && finding.Column == column && finding.Message.Contains(hint));
    }

    [Fact]
    public async Task Real_errors_are_told_beside_a_using_declaration()
    {
        Folder.Write("scripts/odd.csx", "using var file = File.OpenRead(1);\nint text = \"\";\nvoid Fine() { using var other = File.OpenRead(\"x\"); nope(); }");

        (await CheckAsync("odd")).Select(finding => finding.Line).Should().Equal([1, 1, 2, 3]);
    }

    [Fact]
    public async Task Columns_are_those_of_the_author_also_in_guarded_loops()
    {
        Folder.Write("scripts/loop.csx", "while (true) for (;;) { int text = \"\"; }");

        (await CheckAsync("loop")).Should().ContainSingle().Which.Column.Should().Be(36);
    }

    [Fact]
    public async Task A_script_in_another_encoding_is_refused()
    {
        var path = Folder.Write("scripts/gbk.csx", "");
        await File.WriteAllBytesAsync(path, [(byte)'/', (byte)'/', 0xC4, 0xE3, 0xBA, 0xC3]);

        (await CheckAsync("gbk")).Should().ContainSingle().Which.Message.Should().Contain("UTF-8");
    }
}
