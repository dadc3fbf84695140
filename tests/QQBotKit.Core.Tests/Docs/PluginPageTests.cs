using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using QQBotKit.Core.Capabilities;
using QQBotKit.Core.Plugins;
using QQBotKit.Core.Tests.Plugins;

namespace QQBotKit.Core.Tests.Docs;

/// <summary>Every C# snippet of the page about plugins is a plugin that comes to life, answers, and is reloaded.</summary>
public sealed class PluginPageTests
{
    [Theory]
    [InlineData("docs/plugins.md")]
    [InlineData("docs/plugins.zh-CN.md")]
    public async Task Every_snippet_is_a_plugin_that_works(string page)
    {
        await using var host = new PluginHost(clock: new FakeTimeProvider());
        foreach (var (index, code) in Pages.Snippets(page, "csharp").Index())
        {
            var name = $"Snippet{index}";
            Directory.CreateDirectory(host[name]);
            await File.WriteAllBytesAsync(Path.Combine(host[name], $"{name}.dll"), PluginProject.Compile(name, code));
        }

        await host.LookAsync();

        host.Extensions.Status().Should().HaveCount(3).And.AllSatisfy(plugin =>
        {
            plugin.Error.Should().BeNull();
            plugin.Commands.Should().ContainSingle();
        });
        host.Extensions.Status().SelectMany(plugin => plugin.Commands).Should().Equal("hello", "ticks", "visit");
    }

    [Theory]
    [InlineData("docs/plugins.md")]
    [InlineData("docs/plugins.zh-CN.md")]
    public async Task The_services_of_the_page_meet(string page)
    {
        await using var host = new PluginHost(clock: new FakeTimeProvider());
        var contract = PluginProject.Compile("Points.Contract", Snippet(page, "contract"));
        Install(host, "Points", "[assembly: System.Reflection.AssemblyMetadata(\"QQBotKit.Contract\", \"Points.Contract\")]", Snippet(page, "provider"), contract);
        await File.WriteAllBytesAsync(Path.Combine(host["Points"], "Points.Contract.dll"), contract);
        Install(host, "Quiz", "", Snippet(page, "user"), contract);
        host.WriteScript("points.csx", Snippet(page, "script"));

        await host.LookAsync();
        await host.Extensions.LookAsync(host.Scripts, default);

        host.Extensions.Status().Should().HaveCount(3).And.AllSatisfy(extension => extension.Error.Should().BeNull());
        (await host.AskAsync("/answer 42")).Should().Be("You have 10 points.");
        (await host.AskAsync("/points")).Should().Be("10");
    }

    /// <summary>The items are given to MSBuild as a project would, and what the compiler is told is what the host reads.</summary>
    [Fact]
    public void The_items_of_the_page_are_those_of_the_targets()
    {
        var targets = Pages.Read("src/QQBotKit.Abstractions/build/QQBotKit.Abstractions.targets");
        targets.Should().Contain($"\"{PluginManifest.Contract}\" Value=\"%(QQBotContract.Identity)\"").And.Contain($"\"{PluginManifest.Capability}\" Value=\"%(QQBotCapability.Identity)\"");
        Regex.Matches(Snippet("docs/plugins.md", "capabilities", "xml"), "QQBotCapability Include=\"(.*?)\"").Select(match => match.Groups[1].Value)
            .Should().HaveCount(3).And.BeSubsetOf(CapabilitySet.Known);
    }

    [Fact]
    public void Both_languages_show_the_same_snippets()
    {
        foreach (var language in new[] { "csharp", "csharp contract", "csharp provider", "csharp user", "csharp script", "xml", "xml provider", "xml user", "xml capabilities", "sh" })
        {
            Pages.Snippets("docs/plugins.zh-CN.md", language).Should().Equal(Pages.Snippets("docs/plugins.md", language)).And.NotBeEmpty();
        }
    }

    [Fact]
    public void The_project_is_that_of_the_samples()
    {
        var shown = Pages.Snippets("docs/plugins.md", "xml").Single();
        Pages.Read("plugins/Dice/Dice.csproj").Split('\n').Where(line => line.Contains("ProjectReference") || line.Contains("EnableDynamicLoading"))
            .Should().HaveCount(2).And.OnlyContain(line => shown.Contains(line.Trim()));
    }

    private static string Snippet(string page, string part, string language = "csharp") => Pages.Snippets(page, $"{language} {part}").Single();

    private static void Install(PluginHost host, string name, string attributes, string code, byte[] contract)
    {
        Directory.CreateDirectory(host[name]);
        File.WriteAllBytes(Path.Combine(host[name], $"{name}.dll"), PluginProject.Compile(name, code.Replace("\npublic sealed", $"\n{attributes}\npublic sealed"), contract));
    }
}
