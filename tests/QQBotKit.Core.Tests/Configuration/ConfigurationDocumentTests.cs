using QQBotKit.Core.Tests.Docs;
using QQBotKit.Limits;

namespace QQBotKit.Core.Tests.Configuration;

public sealed class ConfigurationDocumentTests
{
    private static readonly string[] Documents =
    [
        "docs/configuration.md", "docs/configuration.zh-CN.md", "docs/authors.md", "docs/authors.zh-CN.md", "README.md", "README.zh-CN.md",
        "docs/webhook.md", "docs/webhook.zh-CN.md", "docs/scripts.md", "docs/scripts.zh-CN.md",
    ];

    public static TheoryData<string, int> Snippets()
    {
        var data = new TheoryData<string, int>();
        foreach (var document in Documents)
        {
            for (var i = 0; i < SnippetsOf(document).Length; i++)
            {
                data.Add(document, i);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Snippets))]
    public void Every_snippet_is_a_file_that_loads(string document, int index)
    {
        var snippet = SnippetsOf(document)[index];
        using var file = snippet.StartsWith("bots:", StringComparison.Ordinal) ? new YamlFile(snippet) : YamlFile.WithBot(snippet);
        file.Environment["QQBOT_SECRET"] = "a secret";
        file.Load().Findings.Should().BeEmpty();
    }

    [Fact]
    public void Both_languages_show_the_same_snippets() =>
        SnippetsOf("docs/configuration.md").Should().Equal(SnippetsOf("docs/configuration.zh-CN.md")).And.HaveCountGreaterThan(10);

    [Theory]
    [InlineData("docs/configuration.md")]
    [InlineData("docs/configuration.zh-CN.md")]
    public void The_file_of_limits_that_is_shown_is_one(string document)
    {
        using var file = YamlFile.WithBot("limits: shown.yaml");
        File.WriteAllText(Path.Combine(file.Folder, "shown.yaml"), Pages.Snippets(document, "yaml limits").Single());

        var limits = file.Settings().Limits;

        limits.Group.Replies.Count.Should().Be(10);
        limits.Calls["POST /v2/groups/{group_openid}/messages"].Should().Equal(new Rate(50, TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData("docs/configuration.md")]
    [InlineData("docs/configuration.zh-CN.md")]
    public void Every_key_has_its_row(string document)
    {
        // What a finding lists as valid is what the reader reads.
        const string Wrong = "{ zzzzzzzzzz: 1 }";
        using var file = YamlFile.WithBot($"    zzzzzzzzzz: 1\nzzzzzzzzzz: 1\n{string.Join('\n', Sections().Select(section => $"{section}: {Wrong}"))}");
        var keys = file.Findings()
            .SelectMany(finding => finding[(finding.IndexOf("the keys are: ", StringComparison.Ordinal) + 14)..].Split(", "))
            .Except(["bots", "plugins", "scripts", "delivery", "webhook", "rates", "nuget", .. Sections()])
            .ToList();

        keys.Should().Contain(["app_id", "shards", "prefixes", "owners", "disabled", "cache", "path", "url", "levels"]);
        var text = Pages.Read(document);
        keys.Should().OnlyContain(key => text.Contains($"\n| `{key}` |", StringComparison.Ordinal));
        text.Should().ContainAll(
            "\n| `delivery.ways` |", "\n| `delivery.keep` |", "\n| `delivery.number_parts` |", "\n| `delivery.most_parts` |", "\n| `webhook.max_age` |",
            "\n| `nuget.enabled` |", "\n| `nuget.sources` |");
        Sections().Should().OnlyContain(section => text.Contains($"\n## {section}\n", StringComparison.Ordinal));
    }

    [Fact]
    public void The_sample_in_the_repository_loads()
    {
        using var file = new YamlFile(File.ReadAllText(Path.Combine(Pages.Root, "bot.yaml")));
        file.Settings().Bots["main"].Secret.Should().Be("simulator");
    }

    private static string[] Sections() => ["commands", "handlers", "access", "plugins", "scripts", "storage", "simulator", "web", "logging"];

    private static string[] SnippetsOf(string document) => Pages.Snippets(document, "yaml");
}
