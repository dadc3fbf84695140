using System.Text;
using QQBotKit.Core.Events;

namespace QQBotKit.Core.Tests.Events;

/// <summary>Reads frames as a bot does that knows who it is.</summary>
internal static class Reading
{
    /// <summary>The id of the bot of the sample frames, in guilds.</summary>
    public const string Self = "15566780912234417093";

    /// <summary>Reads a sample frame, which must be as documented.</summary>
    public static TEvent Sample<TEvent>(string name) where TEvent : BotEvent
    {
        var e = Frame(Samples.Read(name), out var problem).Should().BeOfType<TEvent>().Subject;
        problem.Should().BeNull();
        return e;
    }

    /// <summary>Reads an event with this data.</summary>
    public static TEvent Event<TEvent>(string type, string data) where TEvent : BotEvent
    {
        var e = Frame(FrameOf(type, data), out var problem).Should().BeOfType<TEvent>(problem).Subject;
        problem.Should().BeNull();
        return e;
    }

    public static string FrameOf(string type, string data) => $$"""{"op":0,"s":1,"t":"{{type}}","id":"{{type}}:1","d":{{data}}}""";

    public static BotEvent Frame(string frame, out string? problem) => Frame(Encoding.UTF8.GetBytes(frame), out problem);

    public static BotEvent Frame(byte[] bytes, out string? problem)
    {
        Core.Gateway.Frame.TryRead(bytes, out var frame, out var error).Should().BeTrue(error);
        return new EventReader { SelfId = Self }.Read(frame, EventTypes.Find(frame.Type.Span), out problem);
    }
}
