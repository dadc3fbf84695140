using System.Buffers.Text;
using System.Globalization;
using QQBotKit.Limits;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Media;
using QQBotKit.Simulator.Rules;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Messages;

/// <summary>A message that was said on the simulated platform.</summary>
internal sealed class Message
{
    private volatile MessageEdit? _edit;
    private volatile StreamedText? _stream;
    private ReactionBoard? _reactions;
    private int _recalled;

    /// <summary>The place in the log over all conversations, from 1. The log sets it.</summary>
    public long Seq { get; set; }

    public required string Id { get; init; }

    public required Conversation Conversation { get; init; }

    /// <summary>The person who wrote it; null when a bot did.</summary>
    public Member? Author { get; init; }

    /// <summary>The bot that sent it; null when a person did.</summary>
    public Bot? Bot { get; init; }

    /// <summary>What a person reads.</summary>
    public required string Text
    {
        get => _edit?.Text ?? _stream?.Text ?? field;
        init;
    }

    /// <summary>The picture, video, voice or file of it.</summary>
    public MediaFile? Media { get; init; }

    /// <summary>What a person added to it.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>What was said before it, where a group lets bots know; null where it does not.</summary>
    public string? Context { get; init; }

    /// <summary>What it quotes.</summary>
    public Quotation? Quote { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>What answers to it are counted by; null for a bot's, which cannot be answered.</summary>
    public ReplySource? Source { get; init; }

    /// <summary>The type of its event; null for a bot's.</summary>
    public string? EventType { get; init; }

    /// <summary>The envelope id of its event; null for a bot's.</summary>
    public string? EventId { get; init; }

    /// <summary>The index to quote it by, in groups and C2C.</summary>
    public string RefIdx { get; init; } = "";

    /// <summary>Its number in the channel, in guilds.</summary>
    public long SeqInChannel { get; init; }

    /// <summary>Whether the bot was mentioned.</summary>
    public bool Mention { get; init; }

    /// <summary>The message that a bot answered.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>The event that a bot answered, by its envelope id.</summary>
    public string? ReplyToEvent { get; init; }

    public int? MsgType { get; init; }

    public int? MsgSeq { get; init; }

    /// <summary>The body of a bot's call.</summary>
    public byte[]? Raw
    {
        get => _edit?.Raw ?? field;
        init;
    }

    /// <summary>How far a message that a bot streams has come; null for any other.</summary>
    public StreamedText? Stream
    {
        get => _stream;
        set => _stream = value;
    }

    /// <summary>What a bot made of it later; null when it is as it was sent.</summary>
    public MessageEdit? Edit
    {
        get => _edit;
        set => _edit = value;
    }

    /// <summary>The reactions to it (表情表态).</summary>
    public ReactionBoard Reactions => Volatile.Read(ref _reactions) ?? Interlocked.CompareExchange(ref _reactions, new(), null) ?? _reactions;

    /// <summary>Whether it was taken back. It is then still shown to whoever watches the conversation from outside.</summary>
    public bool IsRecalled => Volatile.Read(ref _recalled) != 0;

    /// <summary>Takes it back. False when it already was.</summary>
    public bool TryRecall() => Interlocked.Exchange(ref _recalled, 1) == 0;
}

/// <summary>What a bot changed a message of its own to.</summary>
internal sealed record MessageEdit(string Text, byte[] Raw, DateTimeOffset At);

/// <summary>A quoted message, as it was when it was quoted.</summary>
internal sealed record Quotation(string Id, string RefIdx, string Text, Person? Author, IReadOnlyList<Attachment> Attachments)
{
    public static Quotation? Of(Message? message) =>
        message is null ? null : new(message.Id, message.RefIdx, message.Text, message.Author?.Person, message.Attachments);
}

/// <summary>A streamed message as it is now.</summary>
/// <param name="Text">All of the text so far.</param>
/// <param name="Index">The number of the last piece, from 0.</param>
/// <param name="IsFinished">Whether no piece follows.</param>
internal sealed record StreamedText(string Text, int Index, bool IsFinished)
{
    public const int Growing = 1;
    public const int Finished = 10;
}

/// <summary>New ids in the platform's shapes.</summary>
internal static class MessageIds
{
    public static string Robot()
    {
        Span<byte> bytes = stackalloc byte[32];
        Random.Shared.NextBytes(bytes);
        return $"ROBOT1.0_{Base64Url.EncodeToString(bytes)}!";
    }

    public static string Guild() => $"08{Random.Shared.NextInt64(1L << 56):x14}";

    public static string RefIdx()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.Shared.NextBytes(bytes);
        return $"REFIDX_{Convert.ToBase64String(bytes)}";
    }
}

/// <summary>The platform's clock: Beijing time.</summary>
internal static class PlatformTime
{
    public static DateTimeOffset Now(TimeProvider time) => Of(time.GetUtcNow());

    public static DateTimeOffset Of(DateTimeOffset at) => at.ToOffset(PlatformDay.Offset);

    public static string Format(DateTimeOffset at) => at.ToOffset(PlatformDay.Offset).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}

/// <summary>The three escapes of text in guilds.</summary>
internal static class GuildText
{
    public static string Escape(string text) => text.AsSpan().IndexOfAny('&', '<', '>') < 0
        ? text
        : text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);

    public static string Unescape(string text) => !text.Contains('&', StringComparison.Ordinal)
        ? text
        : text.Replace("&lt;", "<", StringComparison.Ordinal)
            .Replace("&gt;", ">", StringComparison.Ordinal)
            .Replace("&amp;", "&", StringComparison.Ordinal);
}
