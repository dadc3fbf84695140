using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace QQBotKit;

/// <summary>
/// What a bot says. Immutable: every method makes a new one. A <see cref="string"/> converts to it, and so does an interpolated string, in which
/// holes of type <see cref="Token"/> are mentions and the like, and everything else is text.
/// </summary>
/// <remarks>
/// Only a <see cref="Token"/> is ever a mention, a link to a channel or a command: what looks like one in a text, whoever wrote it, stays text.
/// <code>await context.ReplyAsync($"{Token.Mention(context.Sender)} you said {words}");</code>
/// Platform pages: server-inter/message/overview.html and server-inter/message/type.
/// </remarks>
[InterpolatedStringHandler]
public sealed record Message
{
    // The text alone while there is nothing else: the message that most are is one object.
    private object _content;

    /// <summary>A message of plain text.</summary>
    public Message(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _content = text;
    }

    /// <summary>A card (ark 消息). In guilds only.</summary>
    public Message(Ark ark)
    {
        ArgumentNullException.ThrowIfNull(ark);
        _content = new MessageParts { Ark = ark };
    }

    /// <summary>An embed. In guilds only.</summary>
    public Message(Embed embed)
    {
        ArgumentNullException.ThrowIfNull(embed);
        _content = new MessageParts { Embed = embed };
    }

    /// <summary>A picture, video, voice message or file. <see cref="Attach"/> adds one to a text.</summary>
    public Message(Media media)
    {
        ArgumentNullException.ThrowIfNull(media);
        _content = new MessageParts { Media = media };
    }

    /// <summary>Begins an interpolated string; for the compiler.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Message(int literalLength, int formattedCount)
    {
        _content = "";
        if (literalLength > 0 || formattedCount > 0)
        {
            _content = new TextBuilder(literalLength, formattedCount);
        }
    }

    internal Message(MessageParts parts) => _content = parts;

    /// <summary>The text as a person would read it: tokens as the words that they show. Empty where the message has no text.</summary>
    public string Text => _content as string ?? Parts.Text;

    /// <summary>All that the message consists of.</summary>
    public MessageParts Parts => _content switch
    {
        MessageParts parts => parts,
        string text => new MessageParts { Text = text },
        _ => throw new InvalidOperationException("The interpolated string of the message is not finished."),
    };

    /// <summary>All that the message consists of; null if that is nothing but a plain text.</summary>
    internal MessageParts? MoreThanText => _content is string ? null : Parts;

    /// <summary>A message of plain text.</summary>
    public static implicit operator Message(string text) => new(text);

    /// <summary>A picture, video, voice message or file.</summary>
    public static implicit operator Message(Media media) => new(media);

    /// <summary>
    /// A text with the platform's markdown in it: headings, bold, links, lists, quotes. <c>Message.Markdown($"# {title}")</c>. What is put into it keeps its
    /// markdown, but forms no token.
    /// </summary>
    /// <param name="text">The markdown. Tokens may be in it; nothing else than text.</param>
    /// <param name="verifyImages">Whether the message is refused, instead of sent without them, when pictures in it cannot be fetched.</param>
    /// <exception cref="ArgumentException">There is more than text in <paramref name="text"/>.</exception>
    /// <remarks>Platform page: server-inter/message/type/markdown.html.</remarks>
    public static Message Markdown(Message text, bool verifyImages = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.MoreThanText is { IsTextOnly: false }
            ? throw new ArgumentException("Markdown is made of a text; add everything else to the message that this returns.", nameof(text))
            : new(text.Parts with { IsMarkdown = true, VerifyImages = verifyImages });
    }

    /// <summary>A markdown template of the bot's console, filled in.</summary>
    /// <param name="templateId">The id of the template: <c>custom_template_id</c>.</param>
    /// <param name="parameters">The values. Tokens cannot be in them.</param>
    public static Message MarkdownTemplate(string templateId, params IReadOnlyList<MarkdownParam> parameters)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(templateId);
        ArgumentNullException.ThrowIfNull(parameters);
        return new(new MessageParts { TemplateId = templateId, TemplateParams = parameters });
    }

    /// <summary>
    /// A message whose text comes piece by piece, and is seen to grow (流式消息). In C2C, as a reply. The kit gathers the pieces to a few updates in a second.
    /// </summary>
    /// <param name="pieces">The pieces, each the continuation of the one before. Enumerated once, while the message is sent.</param>
    /// <param name="markdown">Whether the text is markdown.</param>
    /// <param name="wholeElsewhere">Whether the message is sent when it is whole, where the scene cannot stream it; else that is an error.</param>
    /// <remarks>Platform page: autogen/api/v2_users_user_openid_stream_messages.post.html.</remarks>
    public static Message Stream(IAsyncEnumerable<string> pieces, bool markdown = false, bool wholeElsewhere = false)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        return new(new MessageParts { Pieces = pieces, IsMarkdown = markdown, WholeElsewhere = wholeElsewhere });
    }

    /// <summary>
    /// The sign that the bot is typing (输入状态), until it says something. In C2C, as a reply to a message. See also <see cref="BotExtensions.TypingAsync"/>.
    /// </summary>
    /// <param name="seconds">How long it is shown at most, from 1 to 60.</param>
    public static Message Typing(int seconds = 60)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seconds, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seconds, 60);
        return new(new MessageParts { TypingSeconds = seconds });
    }

    /// <summary>Adds buttons below markdown: <c>.Keyboard([Button.Callback(…), Button.Link(…)], [Button.Command(…)])</c>.</summary>
    /// <param name="rows">At most 5 rows of at most 5 buttons.</param>
    public Message Keyboard(params IReadOnlyList<IReadOnlyList<Button>> rows) => Keyboard(new Keyboard(rows));

    /// <summary>Adds buttons below markdown.</summary>
    public Message Keyboard(Keyboard keyboard)
    {
        ArgumentNullException.ThrowIfNull(keyboard);
        return new(Parts with { Keyboard = keyboard });
    }

    /// <summary>Adds a picture to a text. A video, a voice message or a file goes alone.</summary>
    /// <exception cref="InvalidOperationException">There is one already: a message carries one.</exception>
    public Message Attach(Media media)
    {
        ArgumentNullException.ThrowIfNull(media);
        return Parts.Media is null
            ? new(Parts with { Media = media })
            : throw new InvalidOperationException("A message carries one picture or file: send another message.");
    }

    /// <summary>Quotes a message that the bot received.</summary>
    public Message Quote(MessageReceived message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new(Parts with { QuotedId = message.Id, QuotedIndex = message.Index });
    }

    /// <summary>Quotes a message that the bot sent.</summary>
    public Message Quote(SentMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new(Parts with { QuotedId = message.Id, QuotedIndex = message.Index });
    }

    /// <summary>Quotes a message.</summary>
    /// <param name="reference">Its index (<c>REFIDX_…</c>) in groups and C2C, its id in guilds.</param>
    public Message Quote(string reference)
    {
        ArgumentException.ThrowIfNullOrEmpty(reference);
        return new(Parts with { QuotedId = reference, QuotedIndex = reference });
    }

    /// <summary>
    /// Says what is sent instead, where the scene cannot take this message or the platform refuses its form, as it does when the bot has no right
    /// to markdown, to keyboards or to a card. Without this that is a <see cref="DeliveryException"/>.
    /// </summary>
    public Message OrElse(Message fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return new(Parts with { Fallback = fallback });
    }

    /// <summary>
    /// Makes it a wake-up message (互动召回): an active message in C2C to somebody who has not written for a while. The platform takes one in each of four
    /// periods after the person's last message: the same day, days 1 to 3, 3 to 7 and 7 to 30.
    /// </summary>
    public Message WakeUp() => new(Parts with { IsWakeUp = true });

    /// <summary>
    /// Says by which ways the message may go, in the order in which they are tried, in place of those of bot.yaml (<c>delivery.ways</c>):
    /// <c>.Via(DeliveryWay.Passive)</c> is a reply or an error, and spends no active message.
    /// </summary>
    /// <exception cref="ArgumentException">No way is named.</exception>
    public Message Via(params IReadOnlyList<DeliveryWay> ways)
    {
        ArgumentNullException.ThrowIfNull(ways);
        return ways.Count > 0 ? new(Parts with { Ways = ways }) : throw new ArgumentException("Name at least one way.", nameof(ways));
    }

    /// <summary>Adds what stands between the holes of an interpolated string; for the compiler.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void AppendLiteral(string value)
    {
        var builder = Unfinished;
        builder.AppendLiteral(value);
        Finish(builder);
    }

    /// <summary>Adds a hole of an interpolated string; for the compiler.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void AppendFormatted<T>(T value, int alignment = 0, string? format = null)
    {
        var builder = Unfinished;
        builder.AppendFormatted(value, alignment, format);
        Finish(builder);
    }

    /// <summary>Adds a hole of an interpolated string; for the compiler.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void AppendFormatted(ReadOnlySpan<char> value)
    {
        var builder = Unfinished;
        builder.AppendFormatted(value);
        Finish(builder);
    }

    /// <summary>The text.</summary>
    public override string ToString() => Text;

    private TextBuilder Unfinished => _content as TextBuilder ?? throw new InvalidOperationException("A message does not change.");

    private void Finish(TextBuilder builder)
    {
        // Known to be whole from the counts that the compiler gave: from here on nothing changes.
        if (builder.IsFinished)
        {
            _content = builder.Finish();
        }
    }
}
