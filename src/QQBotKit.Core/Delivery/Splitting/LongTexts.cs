using Microsoft.Extensions.Logging;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Delivery.Forms;
using QQBotKit.Limits;

namespace QQBotKit.Core.Delivery.Splitting;

/// <summary>Sends a text that is too long for one message as several, in order.</summary>
internal sealed partial class LongTexts(PlatformLimits limits, DeliverySettings settings, Texts texts, ILogger log)
{
    private const int TooLong = 40054007;

    // A text is not cut into shorter parts than this, whatever the platform says.
    private const int Floor = 200;

    // What one character can become at most: in guilds &amp;, elsewhere one more between it and the next.
    private const int MostInGuilds = 5;
    private const int MostElsewhere = 2;
    private const int LongestToken = 80;
    private const int LongestEscape = 9;

    // What no scene makes too long of a text: most texts are shorter.
    private readonly int[] _short = [.. SceneRules.Scenes.Order().Select(scene => (limits.Of(scene).Text ?? int.MaxValue) / GrowthIn(scene))];

    /// <summary>Whether a text is longer than the platform takes.</summary>
    public bool IsLong(Scene scene, Message message) => message.MoreThanText is { } parts
        ? IsLong(scene, message, parts)
        : message.Text.Length > _short[(int)scene] && IsLonger(scene, message);

    private bool IsLong(Scene scene, Message message, MessageParts parts)
    {
        var most = parts.Text.Length;
        if (parts.TextParts is { } pieces)
        {
            foreach (var piece in pieces)
            {
                most += piece.Token is { } token ? LongestToken + (LongestEscape * (token.Value.Length + (token.Show ?? token.Value).Length)) : 0;
            }
        }

        return most > _short[(int)scene] && CanBeCut(message) && IsLonger(scene, message);
    }

    private bool IsLonger(Scene scene, Message message) =>
        limits.Of(scene).Text is { } longest && TextSplitter.Length(OutgoingText.For(scene, message.Parts)) > longest;

    private static int GrowthIn(Scene scene) => scene is Scene.Channel or Scene.Direct ? MostInGuilds : MostElsewhere;

    /// <summary>Whether something was refused for its length.</summary>
    public static bool IsTooLong(DeliveryException refused) => refused is { Code: TooLong, OutcomeUnknown: false };

    /// <summary>Whether a message was refused for its length, and may be shorter.</summary>
    public static bool IsTooLong(DeliveryException refused, Scene scene, Message message) => IsTooLong(refused)
        && CanBeCut(message) && TextSplitter.Length(OutgoingText.For(scene, message.Parts)) > Floor;

    /// <summary>Sends a text in parts.</summary>
    /// <param name="scene">The scene, by which the text is written.</param>
    /// <param name="parts">The message: what it quotes and its picture go with the first part, its buttons with the last.</param>
    /// <param name="isRefused">Whether the platform has refused the text as a whole, which is no longer than it should be.</param>
    /// <param name="send">Sends the first of the parts that are left. Those that must wait wait together.</param>
    /// <exception cref="DeliveryException">There would be too many parts, or one could not be sent.</exception>
    public async Task<SentMessage> SendAsync(Scene scene, MessageParts parts, bool isRefused, Func<IReadOnlyList<Message>, Task<SentMessage>> send)
    {
        var text = OutgoingText.For(scene, parts);
        var longest = isRefused ? Shorter(scene, TextSplitter.Length(text)) : limits.Of(scene).Text ?? int.MaxValue;
        var (splitter, cuts) = CutAll(text, parts, longest);
        List<SentMessage> sent = [];
        while (cuts.Count > 0)
        {
            var rest = PartsOf(parts, cuts, sent.Count);
            try
            {
                var next = await send(rest);
                sent.AddRange(Enumerable.Repeat(next, next.Way == DeliveryWay.Queued ? rest.Count : 1));
                cuts.RemoveRange(0, next.Way == DeliveryWay.Queued ? rest.Count : 1);
            }
            catch (DeliveryException refused) when (IsTooLong(refused, scene, rest[0]))
            {
                longest = Shorter(scene, TextSplitter.Length(rest[0].Text));
                cuts = Cut(splitter, cuts[0].Start, longest, sent.Count);
            }
            catch (DeliveryException failure) when (sent.Count > 0)
            {
                throw Partly(failure, sent, sent.Count + rest.Count);
            }
        }

        return Together(sent);
    }

    /// <summary>The messages that a message becomes: one, if it is not too long. None of none.</summary>
    /// <exception cref="DeliveryException">There would be too many.</exception>
    public async Task<IReadOnlyList<Message>> PartsOfAsync(Scene scene, Message? message, CancellationToken cancellationToken)
    {
        if (message?.MoreThanText is { Pieces: { } pieces } growing)
        {
            message = new Message(growing with { Pieces = null, Text = await MessageDelivery.GatherAsync(pieces, cancellationToken) });
        }

        return message is null ? []
            : !IsLong(scene, message) ? [message]
            : PartsOf(message.Parts, CutAll(OutgoingText.For(scene, message.Parts), message.Parts, limits.Of(scene).Text!.Value).Cuts, 0);
    }

    /// <summary>A text that the platform has called too long, in shorter ones.</summary>
    /// <returns>Null where it cannot be cut any shorter.</returns>
    public IReadOnlyList<string>? CutShorter(Scene scene, string text, bool isMarkdown)
    {
        var length = TextSplitter.Length(text);
        if (length <= Floor)
        {
            return null;
        }

        var splitter = new TextSplitter(text, isMarkdown);
        return splitter.Split(splitter.First, Shorter(scene, length)) is { Count: > 1 } cuts ? [.. cuts.Select(cut => cut.Text)] : null;
    }

    /// <summary>The rest of a text whose beginning is sent.</summary>
    public static Message GoingOn(MessageParts parts, string rest) =>
        PartOf(parts with { Pieces = null, Fallback = null }, rest, isFirst: false, isLast: true);

    /// <summary>Several messages that are one to their author.</summary>
    public static SentMessage Together(IReadOnlyList<SentMessage> sent) => sent.Count == 1
        ? sent[0]
        : sent[0] with { Parts = [.. sent.SelectMany(part => part.Parts.Count > 0 ? part.Parts : [part])] };

    /// <summary>Tells that not all of a text was sent.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="sent">What was.</param>
    /// <param name="count">How many parts there are; null where it is not known.</param>
    public DeliveryException Partly(DeliveryException failure, IReadOnlyList<SentMessage> sent, int? count) => new(
        texts.Of(
            $"Part {sent.Count + 1}{(count is { } all ? $" of {all}" : "")} of a long text could not be sent, {(sent.Count == 1 ? "part 1 was" : $"parts 1 to {sent.Count} were")}. {failure.Message}",
            $"长文本的第 {sent.Count + 1} 条{(count is { } total ? $"（共 {total} 条）" : "")}未能发送，前 {sent.Count} 条已发送。{failure.Message}"),
        failure.InnerException)
    {
        Code = failure.Code,
        TraceId = failure.TraceId,
        EndsAt = failure.EndsAt,
        OutcomeUnknown = failure.OutcomeUnknown,
        Arrived = [.. sent, .. failure.Arrived],
    };

    private static bool CanBeCut(Message message) => message.MoreThanText is null or { TemplateId: null, Ark: null, Embed: null, TypingSeconds: 0, Pieces: null };

    private int Shorter(Scene scene, int refused)
    {
        LogShorter(scene, refused);
        return Math.Max(Floor, refused / 2);
    }

    private (TextSplitter Splitter, List<TextCut> Cuts) CutAll(string text, MessageParts parts, int longest)
    {
        if (parts.IsWakeUp)
        {
            throw new DeliveryException(texts.Of(
                $"A wake-up message is one message, and this text is longer than one may be ({longest} characters): shorten it.",
                $"互动召回只能是一条消息，而文本超过单条上限（{longest} 个字符）：请缩短文本。"));
        }

        // Looked at more closely only when there could be few enough.
        var count = (TextSplitter.Length(text) + (longest - 1L)) / longest;
        if (count <= settings.MostParts)
        {
            var splitter = new TextSplitter(text, parts.IsMarkdown);
            var cuts = Cut(splitter, splitter.First, longest, 0);
            if (cuts.Count <= settings.MostParts)
            {
                // Nothing but blanks, beside a picture.
                return (splitter, cuts.Count > 0 ? cuts : [new TextCut("", splitter.First, null)]);
            }

            count = cuts.Count;
        }

        throw new DeliveryException(texts.Of(
            $"The text would be {count} messages of at most {longest} characters, and delivery.most_parts in bot.yaml allows {settings.MostParts}: send a file, or less text.",
            $"文本需要拆成 {count} 条消息（每条最多 {longest} 个字符），而 bot.yaml 的 delivery.most_parts 只允许 {settings.MostParts} 条：请改发文件，或缩短文本。"));
    }

    private List<TextCut> Cut(TextSplitter splitter, TextPlace from, int longest, int before)
    {
        for (var digits = 1; ; digits++)
        {
            var cuts = splitter.Split(from, settings.NumberParts ? longest - LongestMark(digits) : longest);
            if (!settings.NumberParts || before + cuts.Count < Math.Pow(10, digits))
            {
                return cuts;
            }
        }
    }

    private static int LongestMark(int digits) => "\n\n(/)".Length + (2 * digits);

    // A line of its own in markdown is a paragraph: below a list or a table it would belong to that.
    private static string Marked(string text, bool isMarkdown, int number, int count) => $"{text}{(isMarkdown ? "\n\n" : "\n")}({number}/{count})";

    private List<Message> PartsOf(MessageParts parts, List<TextCut> cuts, int before)
    {
        var count = before + cuts.Count;
        return [.. cuts.Select((cut, i) => PartOf(
            parts,
            settings.NumberParts && count > 1 ? Marked(cut.Text, parts.IsMarkdown, before + i + 1, count) : cut.Text,
            before + i == 0,
            i == cuts.Count - 1))];
    }

    private static Message PartOf(MessageParts parts, string text, bool isFirst, bool isLast) => new(parts with
    {
        Text = text,
        TextParts = OutgoingText.Written(text, parts.TextParts?.Any(static piece => piece.Token?.Kind == TokenKind.Everyone) == true),
        Media = isFirst ? parts.Media : null,
        QuotedId = isFirst ? parts.QuotedId : null,
        QuotedIndex = isFirst ? parts.QuotedIndex : null,
        Fallback = isFirst ? parts.Fallback : null,
        Keyboard = isLast ? parts.Keyboard : null,
    });

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The platform takes no text of {Length} characters in {Scene}: it is cut shorter. A file of limits can say so from the start (limits: in bot.yaml)")]
    private partial void LogShorter(Scene scene, int length);
}
