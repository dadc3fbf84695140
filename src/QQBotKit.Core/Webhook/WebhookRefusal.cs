using Microsoft.AspNetCore.Http;

namespace QQBotKit.Core.Webhook;

/// <summary>Why a webhook request is refused: every reason there is.</summary>
internal sealed class WebhookRefusal
{
    public static readonly WebhookRefusal UnknownBot = new(
        "unknown_bot", StatusCodes.Status404NotFound, "no bot of that name has events: webhook");

    public static readonly WebhookRefusal WrongApp = new(
        "wrong_app", StatusCodes.Status404NotFound, "X-Bot-Appid is not the app_id of the bot");

    public static readonly WebhookRefusal NotPost = new(
        "not_post", StatusCodes.Status405MethodNotAllowed, "it is not a POST");

    public static readonly WebhookRefusal NoSignature = new(
        "no_signature", StatusCodes.Status401Unauthorized, "the headers of the signature are missing, or not as documented");

    public static readonly WebhookRefusal BadSignature = new(
        "bad_signature", StatusCodes.Status401Unauthorized,
        "the signature is not one of the bot's secret; if this concerns every request, compare the secret with the platform's console");

    public static readonly WebhookRefusal Stale = new(
        "stale", StatusCodes.Status401Unauthorized,
        "it was signed too long ago or in the future; if this concerns every request, set the clock of this machine");

    public static readonly WebhookRefusal TooLarge = new(
        "too_large", StatusCodes.Status413PayloadTooLarge, "the body is too large");

    public static readonly WebhookRefusal Incomplete = new(
        "incomplete", StatusCodes.Status400BadRequest, "the body did not come to its end");

    public static readonly WebhookRefusal NotJson = new(
        "not_json", StatusCodes.Status400BadRequest, "the body is not the JSON of an event");

    public static readonly WebhookRefusal BadValidation = new(
        "bad_validation", StatusCodes.Status400BadRequest,
        "it asks for the signature of something that is not the platform's validation; this is how an event would be forged");

    public static readonly WebhookRefusal NotRunning = new(
        "not_running", StatusCodes.Status503ServiceUnavailable, "the bot is starting or has been stopped");

    public static readonly WebhookRefusal Full = new(
        "full", StatusCodes.Status503ServiceUnavailable, "too many events wait for their handlers; the platform will try again");

    private WebhookRefusal(string name, int status, string words) => (Name, Status, Words) = (name, status, words);

    /// <summary>The reason in summaries and as a tag of the metric.</summary>
    public string Name { get; }

    /// <summary>The HTTP status of the answer.</summary>
    public int Status { get; }

    /// <summary>The reason in words for the owner.</summary>
    public string Words { get; }

    public override string ToString() => Name;
}
