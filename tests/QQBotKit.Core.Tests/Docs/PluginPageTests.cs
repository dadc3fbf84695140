using Microsoft.Extensions.Time.Testing;
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

    [Fact]
    public void Both_languages_show_the_same_snippets()
    {
        foreach (var language in new[] { "csharp", "xml", "sh" })
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
}
