using System.Globalization;
using System.Net;

namespace QQBotKit.Api;

/// <summary>What may be done about an error.</summary>
[Flags]
public enum ErrorActions
{
    /// <summary>Nothing is known.</summary>
    None = 0,

    /// <summary>Repeating the same call will not help: something must be changed first.</summary>
    Fail = 1,

    /// <summary>The call may be repeated a few times. A send keeps its <c>msg_seq</c>.</summary>
    Retry = 2,

    /// <summary>The call may be repeated once.</summary>
    RetryOnce = 4,

    /// <summary>A new token is needed, and then the call may be repeated once.</summary>
    RefreshToken = 8,

    /// <summary>Too many calls or messages: wait, then go on more slowly.</summary>
    SlowDown = 16,

    /// <summary>What was asked for is already so. For a repeated send: the first attempt was delivered.</summary>
    Delivered = 32,

    /// <summary>Accepted; the result comes as an event.</summary>
    Wait = 64,
}

/// <summary>Where an error code belongs. A few codes mean something else at the token service.</summary>
public enum ErrorArea
{
    /// <summary>The token service.</summary>
    Token,

    /// <summary>Authentication, rights and the gateway of the API: any call.</summary>
    Platform,

    /// <summary>Sending to people and groups.</summary>
    Messages,

    /// <summary>Recall.</summary>
    Recall,

    /// <summary>Answers to clicks.</summary>
    Interactions,

    /// <summary>Menus and command panels.</summary>
    Panels,

    /// <summary>Guilds.</summary>
    Guild,
}

/// <summary>A text in both languages.</summary>
/// <param name="English">The text in English.</param>
/// <param name="Chinese">The text in Chinese.</param>
public sealed record BothLanguages(string English, string Chinese)
{
    /// <summary>The text in the language of <paramref name="culture"/>.</summary>
    public string In(CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(culture);
        return culture.TwoLetterISOLanguageName == "zh" ? Chinese : English;
    }
}

/// <summary>One code of the platform, or a range of codes with one meaning.</summary>
/// <param name="First">The first code.</param>
/// <param name="Last">The last code; equal to <paramref name="First"/> for a single one.</param>
/// <param name="Area">Where it belongs.</param>
/// <param name="Actions">What may be done about it.</param>
/// <param name="Meaning">What it means; without a full stop.</param>
public sealed record ErrorCode(int First, int Last, ErrorArea Area, ErrorActions Actions, BothLanguages Meaning)
{
    /// <summary>What to do about this very code, where that is more than its <see cref="Actions"/> say.</summary>
    public BothLanguages? Hint { get; init; }

    /// <summary>Whether the platform refuses the form of the message, such as markdown, a keyboard or a card, so that a plainer one may go.</summary>
    public bool IsAboutForm { get; init; }

    /// <summary>What to do.</summary>
    public string Advice(CultureInfo culture) => (Hint ?? ErrorCodes.AdviceOn(Actions)).In(culture);
}

/// <summary>The error codes of the platform: what they mean and what to do.</summary>
/// <remarks>Platform pages: dev-prepare/api-call-guide.html and the error tables of the pages of each call.</remarks>
public static class ErrorCodes
{
    /// <summary>Every row. Where several fit a code, the first does.</summary>
    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        .. ErrorTable.Token, .. ErrorTable.Platform, .. ErrorTable.Messages, .. ErrorTable.Recall, .. ErrorTable.Interactions,
        .. ErrorTable.Panels, .. ErrorTable.Guild, .. ErrorTable.Families,
    ];

    /// <summary>What a code means; null for a code that the platform's pages do not list.</summary>
    public static ErrorCode? Find(int code) => Find(code, ErrorArea.Platform);

    /// <summary>What a code means in an answer of the token service; null for a code that the platform's pages do not list.</summary>
    public static ErrorCode? FindForToken(int code) => Find(code, ErrorArea.Token);

    /// <summary>What may be done about an answer whose code says nothing.</summary>
    public static ErrorActions ActionsOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => ErrorActions.RefreshToken,
        HttpStatusCode.TooManyRequests => ErrorActions.SlowDown | ErrorActions.Retry,
        >= HttpStatusCode.InternalServerError => ErrorActions.Retry,
        _ => ErrorActions.Fail,
    };

    private static ErrorCode? Find(int code, ErrorArea area)
    {
        ErrorCode? elsewhere = null;
        foreach (var row in All)
        {
            if (code < row.First || code > row.Last)
            {
                continue;
            }

            if ((row.Area == ErrorArea.Token) == (area == ErrorArea.Token))
            {
                return row;
            }

            elsewhere ??= row;
        }

        return elsewhere;
    }

    internal static BothLanguages AdviceOn(ErrorActions actions) => actions switch
    {
        _ when actions.HasFlag(ErrorActions.Wait) => new(
            "It was accepted; the result comes as an event.", "平台已受理，结果会以事件通知。"),
        _ when actions.HasFlag(ErrorActions.Delivered) => new(
            "Nothing needs to be done.", "无需处理。"),
        _ when actions.HasFlag(ErrorActions.RefreshToken) => new(
            "A new token is needed; if it is refused too, check app_id and secret.", "需要新的 token；若仍被拒绝，请检查 app_id 与 secret。"),
        _ when actions.HasFlag(ErrorActions.SlowDown) => new(
            "Wait, then go on more slowly.", "请稍候，并降低调用频率。"),
        _ when actions.HasFlag(ErrorActions.RetryOnce) => new(
            "The platform failed inside; the call may be repeated once.", "平台内部出错，可重试一次。"),
        _ when actions.HasFlag(ErrorActions.Retry) => new(
            "The platform failed inside; try again later.", "平台内部出错，请稍后重试。"),
        _ => new(
            "Repeating it will not help; correct the call, or the bot's settings in the console.", "重试无效，请修正调用，或检查机器人在管理端的设置。"),
    };
}
