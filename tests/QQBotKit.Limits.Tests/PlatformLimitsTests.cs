using YamlDotNet.RepresentationModel;

namespace QQBotKit.Limits.Tests;

/// <summary>The numbers of the platform, and a file of one's own over them.</summary>
public sealed class PlatformLimitsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void The_windows_for_replies_are_those_of_the_documentation()
    {
        var limits = PlatformLimits.Default;
        limits.C2C.Replies.Should().Be(new ReplyLimit(TimeSpan.FromMinutes(60), 4));
        limits.Group.Replies.Should().Be(new ReplyLimit(TimeSpan.FromMinutes(5), 5));
        limits.Channel.Replies.Should().Be(new ReplyLimit(TimeSpan.FromMinutes(5), null));
        limits.Direct.Replies.Should().Be(new ReplyLimit(TimeSpan.FromMinutes(5), null));
    }

    [Fact]
    public void The_quotas_of_active_messages_are_those_of_the_documentation()
    {
        var limits = PlatformLimits.Default;
        Text(limits.C2C.Active).Should().Be("5/s 30/m | 10/s | 20/m 1000/d");
        Text(limits.Group.Active).Should().Be("30/m | 60/m | 20/m 1000/d");
        Text(limits.Channel.Active).Should().Be(" |  | 20/d");
        Text(limits.Direct.Active).Should().Be("200/d | 200/d | 2/d");
        Text(limits.Channel.Sends).Should().Be("5/s");
        limits.ActiveChannelsPerGuild.Should().Be(2);
        limits.WakeUpPeriods.Select(end => end.TotalDays).Should().Equal(1, 3, 7, 30);
    }

    [Fact]
    public void Every_rate_that_the_list_of_calls_names_is_there()
    {
        var yaml = new YamlStream();
        using (var text = new StreamReader(Path.Combine(AppContext.BaseDirectory, "endpoints.yaml")))
        {
            yaml.Load(text);
        }

        var rows = (YamlSequenceNode)(yaml.Documents[0].RootNode is YamlMappingNode root ? root["endpoints"] : yaml.Documents[0].RootNode);
        var listed = rows.Cast<YamlMappingNode>()
            .Where(row => Value(row, "rate") != "")
            .ToDictionary(row => $"{Value(row, "method")} {Value(row, "path")}", row => Value(row, "rate").Replace(" QPS", "/s").Replace(" QPM", "/m"));

        listed.Should().HaveCountGreaterThan(40);
        PlatformLimits.Default.Calls.ToDictionary(call => call.Key, call => Text(call.Value)).Should().Equal(listed);
    }

    [Fact]
    public void A_file_needs_only_the_numbers_that_differ()
    {
        File.WriteAllText(_file, "group:\n  replies: { count: 9 }\n  active: { conversation: none }\ncalls:\n  GET /brand/new: 3/m\n  others: 7/s\n");
        var limits = PlatformLimits.Read(_file);
        limits.Group.Replies.Should().Be(new ReplyLimit(TimeSpan.FromMinutes(5), 9));
        limits.Group.Active.Conversation.Should().BeEmpty();
        limits.C2C.Should().BeEquivalentTo(PlatformLimits.Default.C2C);
        Text(limits.Calls["GET /brand/new"]).Should().Be("3/m");
        Text(limits.OtherCalls).Should().Be("7/s");
        PlatformLimits.Default.Group.Replies.Count.Should().Be(5, "the product's own numbers stay");
    }

    [Fact]
    public void An_empty_file_changes_nothing()
    {
        File.WriteAllText(_file, "# nothing yet\n");
        PlatformLimits.Read(_file).Should().BeEquivalentTo(PlatformLimits.Default);
    }

    [Theory]
    [InlineData("group:\n  replies: { cuont: 9 }", ":2:21: there is no limit 'group.replies.cuont'; there are group.replies.window, group.replies.count")]
    [InlineData("groups: 1", ":1:9: there is no limit 'groups'; there are c2c.replies.window, *")]
    [InlineData("group:\n  replies: { window: 5 }", ":2:22: 'group.replies.window' is '5', which is not a time, as 30s, 5m, 24h or 7d")]
    [InlineData("group:\n  replies: { count: 0 }", ":2:21: 'group.replies.count' is '0', which is not a number from 1, or none")]
    [InlineData("group:\n  sends: 5 per minute", ":2:10: 'group.sends' is '5 per minute', which is not rates with commas between, as 20/m, 1000/d, or none")]
    [InlineData("group:\n  sends: [5/s]", ":2:10: 'group.sends' has a list: write '20/m, 1000/d'")]
    [InlineData("uploads:\n  image: { soft: 20MB }", ":2:18: 'uploads.image.soft' is '20MB', which is not a size, as 500K, 20M or 1G")]
    [InlineData("uploads:\n  image: { soft: 300M }", "'uploads.image.hard' is '200M', which is not at least as large as soft")]
    [InlineData("wake_up: { periods: 1d 3d }", ":1:21: 'wake_up.periods' is '1d 3d', which is not times with commas between, as 1d, 3d, 7d")]
    [InlineData("group: [", ":2:1: *")]
    [InlineData("just text", ":1:1: a file of limits has keys, as group: or calls:")]
    public void What_is_wrong_is_told_with_its_place(string text, string told)
    {
        File.WriteAllText(_file, text);
        FluentActions.Invoking(() => PlatformLimits.Read(_file)).Should().Throw<LimitsException>().WithMessage($"*{told}");
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var missing = _file + ".not";
        FluentActions.Invoking(() => PlatformLimits.Read(missing)).Should().Throw<LimitsException>().WithMessage($"{missing}: cannot be read: *");
    }

    private static string Value(YamlMappingNode row, string key) => row.Children.TryGetValue(key, out var node) ? ((YamlScalarNode)node).Value! : "";

    private static string Text(ActiveLimit limit) => $"{Text(limit.Bot)} | {Text(limit.Certified)} | {Text(limit.Conversation)}";

    private static string Text(IReadOnlyList<Rate> rates) => string.Join(' ', rates.Select(rate => $"{rate.Count}/{rate.Per.TotalSeconds switch
    {
        1 => 's',
        60 => 'm',
        3600 => 'h',
        _ => 'd',
    }}"));
}
