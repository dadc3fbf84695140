using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Rest;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Scripts;
using QQBotKit.Core.Storage;

namespace QQBotKit.Core.Tests.Docs;

/// <summary>Every C# snippet of the pages is saved as a script and comes to life on a real bot.</summary>
public sealed class SnippetTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qqbot-docs-");

    public static TheoryData<string> Documents =>
    [
        "README.md", "README.zh-CN.md", "docs/authors.md", "docs/authors.zh-CN.md", "docs/api.md", "docs/api.zh-CN.md", "docs/events.md", "docs/events.zh-CN.md",
        "docs/errors.md", "docs/errors.zh-CN.md", "docs/media.md", "docs/media.zh-CN.md", "docs/messages.md", "docs/messages.zh-CN.md",
        "docs/jobs.md", "docs/jobs.zh-CN.md", "docs/buttons.md", "docs/buttons.zh-CN.md",
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Every_snippet_is_a_script_that_works(string page)
    {
        var snippets = Pages.Snippets(page, "csharp");
        snippets.Should().NotBeEmpty();
        var scripts = _folder.CreateSubdirectory("scripts").FullName;
        for (var i = 0; i < snippets.Length; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(scripts, $"snippet{i + 1}.csx"), snippets[i]);
        }

        var settings = new QQBotSettings
        {
            Bots = new() { ["main"] = new() { AppId = "1", Secret = "s", Platform = Platform.Production } },
            Storage = new() { Path = _folder.FullName },
        };
        var texts = new Texts(CultureInfo.InvariantCulture);
        await using var database = new Database(_folder.FullName, new Texts(System.Globalization.CultureInfo.InvariantCulture));
        await using var bot = new Bot(
            "main", settings, PlatformHosts.Of(settings.Bots["main"]), database, Inbox.InMemory(NullLogger.Instance), TimeProvider.System, NullLoggerFactory.Instance, texts);
        var source = new ScriptSource(
            new ScriptSettings { Path = scripts, Cache = Path.Combine(_folder.FullName, "cache") }, _ => null, TimeProvider.System, texts, NullLogger.Instance);
        await using var host = new ExtensionHost(
            [source], (kind, name) => [bot.CreateScope(kind, name)], [bot.Registry], TimeProvider.System, NullLoggerFactory.Instance, texts);

        await host.LookAsync(source, CancellationToken.None);

        host.Status().Should().HaveCount(snippets.Length).And.AllSatisfy(script => script.Error.Should().BeNull());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Both_readmes_show_the_same_commands()
    {
        Pages.Snippets("README.zh-CN.md", "sh").Should().Equal(Pages.Snippets("README.md", "sh"));
    }
}
