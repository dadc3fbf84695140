using System.Runtime.InteropServices;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Scripts;
using QQBotKit.Core.Scripts.Packages;
using QQBotKit.Core.Tests.Plugins;

namespace QQBotKit.Core.Tests.Scripts;

/// <summary>Packages that scripts name, from a folder and without any network.</summary>
public sealed class ScriptPackageTests : ScriptTestBase
{
    private readonly PackageFolder _feed;

    public ScriptPackageTests() => _feed = new PackageFolder(Folder["feed"]);

    private string Lock => Folder["scripts/nuget.lock.json"];

    [Fact]
    public async Task Packages_are_off_until_bot_yaml_allows_them()
    {
        var path = Folder.Write("scripts/a.csx", "// First line.\n#r \"nuget: Words, 1.0.0\"\nbot.Command(\"a\", () => Words.Word);");

        (await CheckAsync("a")).Should().ContainSingle().Which.ToString().Should()
            .StartWith($"{path}(2,1): Packages are off.").And.Contain("scripts: { nuget: { enabled: true } }").And.Contain("    #r \"nuget: Words, 1.0.0\"");
    }

    [Fact]
    public async Task A_script_uses_a_package_and_what_that_needs_and_the_lock_file_says_which()
    {
        _feed.Add("Inner", "1.0.0");
        _feed.Add("Inner", "1.1.0");
        _feed.Add("Inner", "2.0.0");
        _feed.Add("Words", "1.2.0", "Inner", PackageFolder.Needs("Inner", "1.1"));

        (await SayAsync("#r \"nuget: Words, 1.2\"")).Should().Be("Words 1.2.0, Inner 1.1.0");

        var locked = await File.ReadAllTextAsync(Lock);
        locked.Should().Contain("\"a\": [").And.Contain("\"version\": \"1.2.0\"").And.Contain("\"requested\": \"1.2\"").And.Contain("\"version\": \"1.1.0\"");
        locked.Should().MatchRegex("\"sha512\": \"[0-9a-f]{128}\"");
    }

    [Fact]
    public async Task Once_there_packages_need_no_feed_any_more_neither_at_a_start_nor_for_an_edit()
    {
        _feed.Add("Words", "1.0.0");
        await SayAsync("#r \"nuget: Words, 1.0.0\"");
        Directory.Delete(_feed.Path, recursive: true);

        (await SayAsync("#r \"nuget: Words, 1.0.0\"")).Should().Be("Words 1.0.0");
        (await SayAsync("// Edited.\n#r \"nuget: Words, 1.0.0\"")).Should().Be("Words 1.0.0");
    }

    [Fact]
    public async Task What_the_lock_file_says_comes_again_to_the_byte()
    {
        _feed.Add("Inner", "1.5.0");
        _feed.Add("Words", "1.0.0", "Inner", PackageFolder.Needs("Inner", "1.0"));
        (await SayAsync("#r \"nuget: Words, 1.0.0\"")).Should().Be("Words 1.0.0, Inner 1.5.0");
        _feed.Add("Inner", "1.0.0");

        // A machine that got the scripts and nothing else.
        Directory.Delete(Folder["cache"], recursive: true);
        (await SayAsync("#r \"nuget: Words, 1.0.0\"")).Should().Be("Words 1.0.0, Inner 1.5.0", "it is locked, though 1.0.0 would be chosen now");

        Directory.Delete(Folder["cache"], recursive: true);
        _feed.Remove("Inner", "1.5.0");
        _feed.AddFiles("Inner", "1.5.0", "", ("lib/net8.0/Inner.dll", PluginProject.Compile("Inner", "public static class Inner { public static string Word => \"evil\"; }")));
        (await FindingAsync("#r \"nuget: Words, 1.0.0\"")).Should().Contain("Inner.1.5.0 is not what nuget.lock.json says");
    }

    [Fact]
    public async Task What_needs_the_same_package_gets_the_lowest_version_that_fits_all()
    {
        foreach (var version in new[] { "1.0.0", "1.1.0", "1.2.0-beta", "1.2.0", "1.3.0" })
        {
            _feed.Add("Inner", version);
        }

        _feed.Add("Left", "1.0.0", "Inner", PackageFolder.Needs("Inner", "1.0"));
        _feed.Add("Right", "1.0.0", "Inner", PackageFolder.Needs("Inner", "(1.1, 2.0)"));
        _feed.Add("Old", "1.0.0", "Inner", PackageFolder.Needs("Inner", "[1.0.0]"));

        (await SayAsync("#r \"nuget: Left, 1.0.0\"\n#r \"nuget: right, 1.0.0\"", "Left.Word + \" | \" + Right.Word"))
            .Should().Be("Left 1.0.0, Inner 1.2.0 | Right 1.0.0, Inner 1.2.0");
        (await FindingAsync("#r \"nuget: Right, 1.0.0\"\n#r \"nuget: Old, 1.0.0\"")).Should().Contain("No version of Inner fits all").And.ContainAll("Right.1.0.0 needs", "Old.1.0.0 needs");
        (await FindingAsync("#r \"nuget: Right, 1.0.0\"\n#r \"nuget: Inner, 1.0.0\"")).Should().Contain("Right.1.0.0 needs Inner").And.Contain("the script names 1.0.0");
    }

    [Theory]
    [InlineData("#r \"nuget: Words, 1.0.0\"\n#r \"nuget: Missing, 1.0.0\"", "There is no package Missing 1.0.0 in ", 2)]
    [InlineData("#r \"nuget: Words, 9.0.0\"", "There is no package Words 9.0.0 in ")]
    [InlineData("#r \"nuget: Words\"", "Say which version: #r \"nuget: Words, 1.2.3\"")]
    [InlineData("#r \"nuget: Words, latest\"", "is no version of a package")]
    [InlineData("#r \"nuget: ../../Words, 1.0.0\"", "../../Words")]
    [InlineData("#r \"nuget: Words, 1.0.0\"\n#r \"nuget: WORDS, 2.0.0\"", "two versions of Words")]
    [InlineData("#r \"nuget: Needy, 1.0.0\"", "There is no package Absent in ")]
    [InlineData("#r \"nuget: Future, 1.0.0\"", "Future.1.0.0 has nothing for net10.0")]
    public async Task A_package_that_cannot_be_had_is_a_finding_with_its_line(string text, string expected, int line = 1)
    {
        _feed.Add("Words", "1.0.0");
        _feed.Add("Words", "2.0.0");
        _feed.Add("Needy", "1.0.0", needs: PackageFolder.Needs("Absent", "1.0"));
        _feed.AddFiles("Future", "1.0.0", "", ("lib/net99.0/Future.dll", PluginProject.Compile("Future", "")));

        (await FindingAsync(text)).Should().StartWith($"{Folder["scripts/a.csx"]}({line},1): ").And.Contain(expected);
    }

    [Fact]
    public async Task A_feed_that_cannot_be_asked_is_a_finding_and_no_wait()
    {
        (await FindingAsync("#r \"nuget: Words, 1.0.0\"", "http://127.0.0.1:1/index.json")).Should().Contain("http://127.0.0.1:1/index.json cannot be asked for the package Words 1.0.0");
    }

    [Theory]
    [InlineData("{ not json", "nuget.lock.json")]
    [InlineData("""{ "scripts": { "a": [{ "id": "../../x", "version": "1.0.0", "sha512": "" }, { "id": "Words", "version": "1.0.0", "requested": "1.0.0", "sha512": "" }] } }""", "../../x")]
    public async Task A_damaged_lock_file_is_a_finding(string text, string expected)
    {
        _feed.Add("Words", "1.0.0");
        Folder.Write("scripts/nuget.lock.json", text);

        (await FindingAsync("#r \"nuget: Words, 1.0.0\"")).Should().Contain(expected);
    }

    [Fact]
    public async Task Two_scripts_may_use_two_versions_and_scripts_that_are_gone_are_forgotten()
    {
        _feed.Add("Words", "1.0.0");
        _feed.Add("Words", "2.0.0");
        await SayAsync("#r \"nuget: Words, 1.0.0\"");
        File.Move(Folder["scripts/a.csx"], Folder["scripts/b.csx"]);
        Bot.Commands.Clear();
        await using var other = await RunAsync("b", Source());

        (await SayAsync("#r \"nuget: Words, 2.0.0\"", command: "c")).Should().Be("Words 2.0.0");
        Bot.Say("a").Should().Be("Words 1.0.0");
        (await File.ReadAllTextAsync(Lock)).Should().ContainAll("\"a\"", "\"b\"");

        File.Delete(Folder["scripts/b.csx"]);
        await SayAsync("#r \"nuget: Words, 1.0.0\"", command: "d");
        (await File.ReadAllTextAsync(Lock)).Should().Contain("\"a\"").And.NotContain("\"b\"");
    }

    [Fact]
    public async Task What_is_a_part_of_the_framework_is_taken_from_there()
    {
        _feed.AddFiles(
            "Bundle", "1.0.0", PackageFolder.Needs("QQBotKit.Abstractions", "[99.0.0]"),
            ("lib/net8.0/System.Text.Json.dll", PluginProject.Compile("System.Text.Json", "public static class Old;")),
            ("lib/net8.0/QQBotKit.Abstractions.dll", PluginProject.Compile("QQBotKit.Abstractions", "public static class Other;")),
            ("lib/net8.0/Bundle.dll", PluginProject.Compile("Bundle", "public static class Bundle { public static string Word => System.Text.Json.JsonSerializer.Serialize(1); }")));

        (await SayAsync("#r \"nuget: Bundle, 1.0.0\"", "System.Text.Json.JsonSerializer.Serialize(2) + Bundle.Word")).Should().Be("21");
    }

    [Fact]
    public async Task Files_for_this_machine_and_texts_in_other_languages_are_found()
    {
        static byte[] Words(string word) => PluginProject.Compile("Words", $$"""
            using System.Globalization; using System.Resources;
            public static class Words
            {
                public static string Word => "{{word}} " + new ResourceManager("Words", typeof(Words).Assembly).GetString("word", CultureInfo.GetCultureInfo("zh-CN"));
            }
            """);
        _feed.AddFiles(
            "Words", "1.0.0", "",
            ("lib/net8.0/Words.dll", Words("common")),
            ("lib/net8.0/zh-CN/Words.resources.dll", PluginProject.CompileResources("Words", "zh-CN", "Words", "word", "词")),
            ($"runtimes/{PackageStore.Runtimes[0]}/lib/net6.0/Words.dll", Words("special")));

        (await SayAsync("#r \"nuget: Words, 1.0.0\"")).Should().Be("special 词");
    }

    [Fact]
    public async Task A_native_library_is_found()
    {
        var sqlite = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native")).First();
        _feed.AddFiles("Native", "1.0.0", "", ($"runtimes/{PackageStore.Runtimes[0]}/native/libkitnative{Path.GetExtension(sqlite)}", await File.ReadAllBytesAsync(sqlite)));

        (await SayAsync("using System.Runtime.InteropServices;\n#r \"nuget: Native, 1.0.0\"", "$\"{Sqlite.sqlite3_libversion_number()}\"", """
            static class Sqlite { [DllImport("kitnative")] public static extern int sqlite3_libversion_number(); }
            """)).Should().MatchRegex("^3[0-9]{6}$");
    }

    private async Task<string?> SayAsync(string references, string expression = "Words.Word", string code = "", string command = "a")
    {
        Folder.Write("scripts/a.csx", string.Join('\n', references.Split('\n').OrderByDescending(line => line.StartsWith('#'))) + $"\nbot.Command(\"{command}\", () => {expression});\n{code}");
        Bot.Commands.Remove(command);
        await using var script = await RunAsync("a", Source());
        return Bot.Say(command);
    }

    private async Task<string> FindingAsync(string references, string? feed = null)
    {
        Folder.Write("scripts/a.csx", references);
        var source = Source(feed);
        return (await source.CheckAsync(source.Scan().Single(), default)).Should().ContainSingle().Which.ToString();
    }

    private ScriptSource Source(string? feed = null) => Source(new ScriptSettings
    {
        Path = Folder["scripts"],
        Cache = Folder["cache"],
        Packages = new PackageSettings { Enabled = true, Sources = [feed ?? _feed.Path] },
    });
}
