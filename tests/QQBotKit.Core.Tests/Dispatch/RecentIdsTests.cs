using QQBotKit.Core.Dispatch;

namespace QQBotKit.Core.Tests.Dispatch;

public class RecentIdsTests
{
    [Fact]
    public void A_message_that_comes_as_two_events_is_new_once()
    {
        var recent = new RecentIds(10);

        recent.TryAdd(Message("GROUP_AT_MESSAGE_CREATE", "e1", "m1")).Should().BeTrue();
        recent.TryAdd(Message("GROUP_MESSAGE_CREATE", "e2", "m1")).Should().BeFalse();
    }

    [Fact]
    public void An_event_is_known_by_its_event_id_and_is_always_new_without_one()
    {
        var recent = new RecentIds(10);

        recent.TryAdd(new RawEvent { Type = "FRIEND_ADD", EventId = "1" }).Should().BeTrue();
        recent.TryAdd(new RawEvent { Type = "FRIEND_ADD", EventId = "1" }).Should().BeFalse();
        recent.TryAdd(new RawEvent { Type = "FRIEND_ADD" }).Should().BeTrue();
        recent.TryAdd(new RawEvent { Type = "FRIEND_ADD" }).Should().BeTrue();
    }

    [Fact]
    public void The_oldest_are_forgotten_first()
    {
        var recent = new RecentIds(2);
        foreach (var id in new[] { "1", "2", "3" })
        {
            recent.TryAdd(new RawEvent { Type = "X", EventId = id });
        }

        recent.TryAdd(new RawEvent { Type = "X", EventId = "3" }).Should().BeFalse();
        recent.TryAdd(new RawEvent { Type = "X", EventId = "1" }).Should().BeTrue();
    }

    private static MessageReceived Message(string type, string eventId, string id) => new()
    {
        Type = type,
        EventId = eventId,
        Id = id,
        Conversation = Target.Group("g"),
        Sender = new Sender("s", ""),
        Content = "",
        Text = "",
    };
}
