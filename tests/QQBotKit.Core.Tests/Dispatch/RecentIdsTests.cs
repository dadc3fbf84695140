using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Tests.Scopes;

namespace QQBotKit.Core.Tests.Dispatch;

public class RecentIdsTests
{
    [Fact]
    public void A_message_that_comes_as_two_events_has_one_key()
    {
        var first = Key(Message("GROUP_AT_MESSAGE_CREATE", "e1", "m1"));

        Key(Message("GROUP_MESSAGE_CREATE", "e2", "m1")).Should().Be(first);
        Key(Message("GROUP_AT_MESSAGE_CREATE", "e1", "m2")).Should().NotBe(first);
    }

    [Fact]
    public void Another_event_is_known_by_its_event_id()
    {
        var first = Key(new RawEvent { Type = "FRIEND_ADD", EventId = "1" });

        Key(new RawEvent { Type = "FRIEND_ADD", EventId = "1" }, seq: 7, data: """{"a":1}""").Should().Be(first);
        Key(new RawEvent { Type = "FRIEND_ADD", EventId = "2" }).Should().NotBe(first);
    }

    [Fact]
    public void An_event_without_any_id_is_known_by_its_number_and_content()
    {
        var first = Key(new RawEvent { Type = "FRIEND_ADD" }, seq: 7, data: """{"a":1}""");

        Key(new RawEvent { Type = "FRIEND_ADD" }, seq: 7, data: """{"a":1}""").Should().Be(first, "a resume brings it again like this");
        Key(new RawEvent { Type = "FRIEND_ADD" }, seq: 8, data: """{"a":1}""").Should().NotBe(first);
        Key(new RawEvent { Type = "FRIEND_ADD" }, seq: 7, data: """{"a":2}""").Should().NotBe(first);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_oldest_are_forgotten_first(bool onDisk)
    {
        using var folder = new TemporaryFolder();
        using var recent = new RecentIds(3, onDisk ? Path.Combine(folder.Path, "ids") : null);
        foreach (var id in new ulong[] { 10, 11, 12, 13 })
        {
            recent.TryAdd(id);
        }

        recent.TryAdd(13).Should().BeFalse();
        recent.TryAdd(12).Should().BeFalse();
        recent.TryAdd(10).Should().BeTrue();
        recent.Contains(13).Should().BeTrue();
    }

    [Fact]
    public void A_file_keeps_them_in_their_order()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "ids");
        using (var first = new RecentIds(4, path))
        {
            for (var id = 1ul; id <= 6; id++)
            {
                first.TryAdd(id);
            }
        }

        using var second = new RecentIds(4, path);
        new ulong[] { 1, 2, 3, 4, 5, 6 }.Where(second.Contains).Should().Equal(3, 4, 5, 6);
        second.TryAdd(7);
        new ulong[] { 3, 4, 5, 6, 7 }.Where(second.Contains).Should().Equal(4, 5, 6, 7);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(48)]
    [InlineData(4096)]
    public void A_file_of_something_else_is_begun_anew(int size)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "ids");
        File.WriteAllBytes(path, [.. Enumerable.Repeat((byte)0xEE, size)]);

        using var recent = new RecentIds(4, path);

        recent.Contains(0xEEEE_EEEE_EEEE_EEEE).Should().BeFalse();
        recent.TryAdd(1).Should().BeTrue();
        recent.TryAdd(1).Should().BeFalse();
    }

    private static ulong Key(BotEvent e, long? seq = null, string data = "{}") => EventKey.Of(
        e, new Frame(Opcode.Dispatch, seq, "FRIEND_ADD"u8.ToArray(), default, System.Text.Encoding.UTF8.GetBytes(data)));

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
