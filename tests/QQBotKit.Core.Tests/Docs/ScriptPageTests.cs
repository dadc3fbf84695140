using QQBotKit.Core.Configuration;
using QQBotKit.Core.Plugins;
using QQBotKit.Core.Tests.Plugins;
using QQBotKit.Core.Tests.Scopes;
using QQBotKit.Core.Tests.Scripts;

namespace QQBotKit.Core.Tests.Docs;

/// <summary>The snippets of the page about scripts are the files of docs/scripts, and those run.</summary>
public sealed class ScriptPageTests : IDisposable
{
    private static readonly string Samples = Path.Combine(Pages.Root, "docs", "scripts");

    private readonly TemporaryFolder _feed = new();

    public void Dispose() => _feed.Dispose();

    [Theory]
    [InlineData("docs/scripts.md")]
    [InlineData("docs/scripts.zh-CN.md")]
    public void Every_snippet_is_a_file_and_every_file_a_snippet(string page) =>
        Pages.Snippets(page, "csharp").Should().BeEquivalentTo(Directory.EnumerateFiles(Samples, "*.csx", SearchOption.AllDirectories).Select(file => File.ReadAllText(file).ReplaceLineEndings("\n")));

    [Fact]
    public async Task The_files_do_what_the_page_says()
    {
        await using var host = Host();
        await host.Extensions.LookAsync(host.Source, default);
        await host.Extensions.LookAsync(host.Scripts, default);

        host.Extensions.Status().Should().AllSatisfy(extension => extension.Error.Should().BeNull());
        (await host.AskAsync("/hello")).Should().Be("Hello, world!");
        (await host.AskAsync("/hello Ann")).Should().Be("Hello, Ann!");
        (await GuessAsync(host)).Should().MatchRegex("^Yes, [0-9]+! · 猜对了，一共 [1-8] 次$");
        (await host.AskAsync("/score 3")).Should().StartWith("3 points in 1 games");
        (await host.AskAsync("/score 4")).Should().StartWith("7 points in 2 games");
        (await host.AskAsync("/length 3 4")).Should().Be("5");
        (await host.AskAsync("/quiz")).Should().StartWith("5 rounds!");
        (await host.AskAsync("/uptime")).Should().Be("0 min");
        (await host.AskAsync("/greet")).Should().StartWith("Good ");
        (await host.AskAsync("/word")).Should().Be("apple");
        (await host.AskAsync("/sides")).Should().Be("6");
        (await host.AskAsync("/ago 5")).Should().Be("5 minutes ago");

        // What it answers would go to the platform.
        host.Bot.Registry.Current.HooksOf(PluginHost.Message("1", "晚安")).Should().ContainSingle().Which.Scope.Owner.Should().Be("script.night");
        await host.SayAsync("good morning");
    }

    private PluginHost Host()
    {
        // As much of the package as the page uses: the tests need no network.
        new PackageFolder(_feed.Path).AddFiles("Humanizer.Core", "2.14.1", "", ("lib/net6.0/Humanizer.dll", PluginProject.Compile("Humanizer", """
            namespace Humanizer;
            public static class DateHumanizeExtensions
            {
                public static string Humanize(this System.DateTime time) => $"{(System.DateTime.UtcNow - time).Minutes} minutes ago";
            }
            """)));
        var host = new PluginHost(packages: new PackageSettings { Enabled = true, Sources = [_feed.Path] });
        foreach (var file in Directory.EnumerateFiles(Samples, "*.csx", SearchOption.AllDirectories))
        {
            host.WriteScript(Path.GetRelativePath(Samples, file), File.ReadAllText(file));
        }

        File.WriteAllBytes(
            Path.Combine(host.Scripts.Root, "shared", "Words.dll"), PluginProject.Compile("Words", "public static class Words { public static string Any() => \"apple\"; }"));
        Directory.CreateDirectory(host["Dice"]);
        File.Copy(PluginFiles.FindAssembly(Path.Combine(Pages.Root, "plugins", "Dice"))!, Path.Combine(host["Dice"], "Dice.dll"));
        return host;
    }

    private static async Task<string?> GuessAsync(PluginHost host)
    {
        for (var (low, high) = (1, 100); ;)
        {
            var middle = (low + high) / 2;
            var answer = await host.AskAsync($"/guess {middle}");
            if (answer is null || answer.StartsWith("Yes", StringComparison.Ordinal))
            {
                return answer;
            }

            (low, high) = answer.StartsWith("Higher", StringComparison.Ordinal) ? (middle + 1, high) : (low, middle - 1);
        }
    }
}
