using QQBotKit.Core.Events;
using QQBotKit.Tests;

namespace QQBotKit.Core.Tests.Events;

/// <summary>Holds the table of events to the platform's documentation, and to the contract.</summary>
public class EventTableTests(Coverage coverage) : IClassFixture<Coverage>
{
    private static readonly string[][] Documented =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Events", "documented.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..4]),
    ];

    [Fact]
    public void Every_documented_event_has_a_record() => coverage.Complete(
        "events typed",
        Samples.Names.Where(name => !name.StartsWith('_'))
            .Select(name => Reading.Frame(Samples.Read(name), out _)).Where(e => e is not RawEvent).Select(e => e.Type),
        "documented",
        Documented.Select(row => row[0]));

    [Fact]
    public void Every_record_has_a_documented_event()
    {
        var records = typeof(BotEvent).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(BotEvent)) && !type.IsAbstract);

        records.Should().BeEquivalentTo(EventTypes.Records).And.OnlyContain(type => type.IsSealed);
        EventTypes.All.Select(type => type.Name).Should().BeEquivalentTo(Documented.Select(row => row[0]));
    }

    [Fact]
    public void Events_come_by_the_intent_and_are_answered_by_the_id_that_is_documented()
    {
        EventTypes.All.Select(type => (type.Name, (int)type.Intent, type.CanBeAnswered)).Should().BeEquivalentTo(
            Documented.Select(row => (row[0], 1 << int.Parse(row[1]), row[2].Length > 0)));
    }

    [Fact]
    public void Every_record_shows_all_that_it_can_know()
    {
        // A property that is never filled in any sample is a promise that nothing keeps.
        var filled = Samples.Names.Where(name => !name.StartsWith('_')).Select(name => Reading.Frame(Samples.Read(name), out _))
            .Where(e => e is not RawEvent)
            .SelectMany(e => e.GetType().GetProperties().Where(property => IsFilled(property.GetValue(e))).Select(property => $"{property.DeclaringType!.Name}.{property.Name}"))
            .ToHashSet();

        EventTypes.Records.SelectMany(type => type.GetProperties().Select(property => $"{property.DeclaringType!.Name}.{property.Name}")).Distinct()
            .Except(filled)
            .Should().BeEquivalentTo(
                [
                    "MessageReceived.EditedAt", "MessageReceived.MentionsEveryone", "MessageReceived.Context", "SubscriptionChanged.GroupOpenid",
                    "GroupJoinRequested.IsBot", "GroupJoinRequested.UnionOpenid", "GroupJoinRequested.RiskTips", "GroupJoinRequested.ApprovedByStrategy",
                    "InteractionCreated.Action", "ChannelEvent.SubKind", "GuildMemberEvent.IsBot", "ReactionEvent.TargetKind",
                    "ForumPublishAudited.Error", "ForumPublishAudited.PostId", "ForumPublishAudited.ReplyId",
                ],
                "these are filled by tests of their own");
    }

    private static bool IsFilled(object? value) => value switch
    {
        null or false or 0 or "" => false,
        System.Collections.ICollection list => list.Count > 0,
        Enum => Convert.ToInt32(value) > 0,
        _ => true,
    };
}
