using System.Globalization;
using QQBotKit.Api;

namespace QQBotKit.Core.Delivery.Forms;

/// <summary>
/// Finds out before any call what the platform would refuse or lose, and says it so that the author knows what to change: the platform's own refusals
/// rarely do.
/// </summary>
internal sealed class MessageCheck(Texts texts)
{
    private const int LongestCommand = 100;
    private readonly KeyboardCheck _keyboards = new(texts);

    /// <summary>What is wrong with a message that says nothing.</summary>
    public string Empty => texts.Of("An empty message cannot be sent: the platform refuses it.", "不能发送空消息：平台会拒绝。");

    /// <summary>What is wrong with a message that has a file and something that does not go with it.</summary>
    public string FileAlone => texts.Of(
        "A picture goes alone or with plain text, and a video, a voice message or a file goes alone: send two messages.",
        "图片只能单独或与纯文本一起发送，视频、语音、文件只能单独发送：请分两条发送。");

    /// <summary>Whether a text can stand beside a file; null is a kind that only the content tells.</summary>
    public static bool GoesWith(MediaKind? kind, string text) => text.Length == 0 || kind is null or MediaKind.Image;

    /// <returns>What is wrong, in words for the author; null if nothing is.</returns>
    public string? ProblemOf(Route route, MessageParts parts) =>
        IsJustText(parts) && string.IsNullOrWhiteSpace(parts.Text) ? Empty
        : ProblemOfBody(route, parts)
            ?? (parts.TextParts is { } pieces ? ProblemOfTokens(route.To.Scene, pieces, parts.IsMarkdown) : null)
            ?? (parts.Keyboard is { } keyboard ? _keyboards.ProblemOf(route.To.Scene, keyboard) : null)
            ?? ProblemOfMix(route, parts)
            ?? (parts.IsWakeUp ? ProblemOfWakeUp(route) : null);

    private static bool IsJustText(MessageParts parts) =>
        parts is { TemplateId: null, Pieces: null, TypingSeconds: 0, Ark: null, Embed: null, Media: null };

    private string? ProblemOf(Scene scene, SceneRule rule)
    {
        if (rule.Scenes.Contains(scene))
        {
            return null;
        }

        var here = SceneRules.NameOf(scene);
        var there = SceneRules.Scenes.Where(rule.Scenes.Contains).Select(SceneRules.NameOf).ToArray();
        return texts.Of(
            $"{Capital(rule.Name.English)} cannot be sent to {here.English}, only to {string.Join(" and ", there.Select(name => name.English))}. "
            + Instead(rule).English,
            $"{here.Chinese}不支持{rule.Name.Chinese}，仅可用于：{string.Join("、", there.Select(name => name.Chinese))}。{Instead(rule).Chinese}");
    }

    private static (string English, string Chinese) Instead(SceneRule rule) => rule.Place == TokenPlace.None
        ? ("Send something else there, or say what with OrElse.", "请改发其他内容，或用 OrElse 指定替代消息。")
        : ("Leave it out there, or say with Or what words stand in its place.", "请去掉它，或用 Or 指定替代文字。");

    private string? ProblemOfBody(Route route, MessageParts parts)
    {
        var scene = route.To.Scene;
        return parts switch
        {
            { TypingSeconds: > 0 } => ProblemOf(scene, SceneRules.Of(Part.Typing)) ?? (route.Way == DeliveryWay.Passive ? null : texts.Of(
                "The sign of typing is shown as a reply to a message: use ReplyAsync with a message.", "输入状态只能作为对消息的回复发送：请对收到的消息使用 ReplyAsync。")),
            { Pieces: not null } => ProblemOf(scene, SceneRules.Of(Part.Stream)) ?? (route.InboundId is not null || parts.IsWakeUp ? null : texts.Of(
                "A text grows (stream) only as a reply or as a wake-up message: use ReplyAsync, or allow the whole with wholeElsewhere.",
                "流式消息只能作为回复或互动召回消息发送：请使用 ReplyAsync，或用 wholeElsewhere 允许整条发送。")),
            { Ark: not null } => ProblemOf(scene, SceneRules.Of(Part.Ark)),
            { Embed: not null } => ProblemOf(scene, SceneRules.Of(Part.Embed)),
            { Media.Kind: { } kind } => ProblemOf(scene, SceneRules.Of(kind)),
            { TemplateId: not null } => ProblemOfTemplate(parts.TemplateParams),
            _ => null,
        };
    }

    private string? ProblemOfTemplate(IReadOnlyList<MarkdownParam> parameters)
    {
        foreach (var (key, values) in parameters)
        {
            if (values.Count == 0 || values.Any(string.IsNullOrEmpty))
            {
                return texts.Of(
                    $"The parameter \"{key}\" of the markdown template is empty: the platform refuses that. Give it a value, such as a blank.",
                    $"markdown 模板参数 “{key}” 为空，平台会拒绝。请提供值，例如一个空格。");
            }

            if (values.Any(value => value.AsSpan().IndexOfAny('\r', '\n') >= 0))
            {
                return texts.Of(
                    $"The parameter \"{key}\" of the markdown template has a line break: the platform refuses that. Use a parameter for each line.",
                    $"markdown 模板参数 “{key}” 含换行，平台会拒绝。请为每一行使用一个参数。");
            }
        }

        return null;
    }

    private string? ProblemOfTokens(Scene scene, IReadOnlyList<TextPart> pieces, bool inMarkdown)
    {
        foreach (var piece in pieces)
        {
            if (piece.Token is { } token && ProblemOf(scene, token, inMarkdown) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private string? ProblemOf(Scene scene, Token token, bool inMarkdown)
    {
        if (SceneRules.Of(token.Kind) is not { } rule || (token.Words is not null && !OutgoingText.CanCarry(scene, inMarkdown, rule)))
        {
            return null;
        }

        if (token.Kind is TokenKind.CommandEnter or TokenKind.CommandInput && (IsNoCommand(token.Value) || IsNoCommand(token.Show ?? token.Value)))
        {
            return texts.Of(
                $"The text of a command token is from 1 to {LongestCommand} characters long, and so is what it shows: \"{token.Value}\" is not.",
                $"指令 Token 的文本与显示文字须为 1 至 {LongestCommand} 个字符：“{token.Value}” 不符合。");
        }

        return ProblemOf(scene, rule) ?? (rule.Place.HasFlag(inMarkdown ? TokenPlace.Markdown : TokenPlace.Text) ? null : inMarkdown
            ? texts.Of(
                $"{Capital(rule.Name.English)} is not known in markdown. {Instead(rule).English}", $"markdown 中不支持{rule.Name.Chinese}。{Instead(rule).Chinese}")
            : texts.Of(
                $"{Capital(rule.Name.English)} works in markdown only: make the message with Message.Markdown.",
                $"{rule.Name.Chinese}仅在 markdown 中有效：请用 Message.Markdown 构造消息。"));
    }

    private static bool IsNoCommand(string text) => string.IsNullOrWhiteSpace(text) || new StringInfo(text).LengthInTextElements > LongestCommand;

    private string? ProblemOfMix(Route route, MessageParts parts)
    {
        if (parts.Keyboard is not null && parts is not ({ TemplateId: not null } or { IsMarkdown: true, Pieces: null }))
        {
            return texts.Of(
                "Buttons go with markdown only, and with nothing else: make the text with Message.Markdown.",
                "按钮只能与 markdown 一起发送：请用 Message.Markdown 构造正文。");
        }

        if (parts.Media is { } media && (!IsJustTextBut(parts) || !GoesWith(media.Kind ?? MediaFormat.OfName(media.FileName)?.Kind, parts.Text)))
        {
            return FileAlone;
        }

        return parts.Pieces is not null && parts.QuotedId is not null && route.To.Scene == Scene.C2C
            ? texts.Of("A text that grows (stream) quotes nothing: leave the quote out.", "流式消息不能引用其他消息：请去掉引用。")
            : null;
    }

    private static bool IsJustTextBut(MessageParts parts) => !parts.IsMarkdown && IsJustText(parts with { Media = null });

    private string? ProblemOfWakeUp(Route route) => ProblemOf(route.To.Scene, SceneRules.Of(Part.WakeUp)) ?? (route.InboundId is null ? null : texts.Of(
        "A wake-up message is an active one: use SendAsync.", "互动召回消息是主动消息：请使用 SendAsync。"));

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
