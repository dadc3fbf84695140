using QQBotKit.Core.Delivery.Replies;
using QQBotKit.Core.Tests.Scopes;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>The newest event of each conversation, over processes of which none says good-bye.</summary>
public sealed class NewestEventsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["replies.newest"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_next_process_knows_the_newest_event_of_each_conversation()
    {
        using (var events = new NewestEvents(Path))
        {
            events.Set(Target.Group("A"), "E:1");
            events.Set(Target.C2C("A"), "E:2");
            events.Set(Target.Group("A"), "E:3 群");
        }

        using var next = new NewestEvents(Path);
        next.In(Target.Group("A")).Should().Be("E:3 群");
        next.In(Target.C2C("A")).Should().Be("E:2");
        next.In(Target.Channel("A")).Should().BeNull();
    }

    [Fact]
    public void The_oldest_make_room_and_the_file_does_not_grow()
    {
        long before;
        using (var events = new NewestEvents(Path))
        {
            before = new FileInfo(Path).Length;
            for (var i = 0; i <= NewestEvents.Capacity; i++)
            {
                events.Set(Target.Group($"{i}"), $"E:{i}");
            }
        }

        using var next = new NewestEvents(Path);
        next.In(Target.Group("0")).Should().BeNull();
        next.In(Target.Group("1")).Should().Be("E:1");
        next.In(Target.Group($"{NewestEvents.Capacity}")).Should().Be($"E:{NewestEvents.Capacity}");
        new FileInfo(Path).Length.Should().Be(before);
    }

    [Fact]
    public void An_id_that_is_too_long_for_the_file_is_known_to_this_process_alone()
    {
        var id = new string('x', 1000);
        using (var events = new NewestEvents(Path))
        {
            events.Set(Target.Group("A"), id);
            events.In(Target.Group("A")).Should().Be(id);
        }

        using var next = new NewestEvents(Path);
        next.In(Target.Group("A")).Should().BeNull();
    }
}
