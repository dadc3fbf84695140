using System.Text;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using QQBotKit.Api.Wire;
using QQBotKit.Core.Gateway;

namespace QQBotKit.Core.Webhook;

/// <summary>
/// What the platform asks when an address is entered in its console: to sign a token. Whoever gets something signed could forge an event of it,
/// since both are signed alike, so nothing is signed that could hold an event: no JSON has the form of a token.
/// </summary>
/// <param name="PlainToken">The token.</param>
/// <param name="EventTs">The seconds since 1970, signed before the token.</param>
internal sealed partial record WebhookValidation(string? PlainToken, string? EventTs)
{
    /// <summary>Answers a validation.</summary>
    /// <param name="data">The <c>d</c> of the request.</param>
    /// <param name="key">The bot's key.</param>
    /// <returns>The JSON of the answer; null where this is not a validation of the documented form.</returns>
    public static byte[]? Answer(ReadOnlySpan<byte> data, WebhookKey key) =>
        GatewayJson.TryRead(data, WebhookJson.Default.WebhookValidation) is { PlainToken: { } token, EventTs: { } timestamp }
            && TokenForm.IsMatch(token) && TimestampForm.IsMatch(timestamp)
            ? Encoding.ASCII.GetBytes(
                $$"""{"plain_token":"{{token}}","signature":"{{key.Sign(Encoding.ASCII.GetBytes(timestamp + token))}}"}""")
            : null;

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TokenForm { get; }

    [GeneratedRegex(@"\A[0-9]{1,20}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TimestampForm { get; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(TextConverter)])]
[JsonSerializable(typeof(WebhookValidation))]
internal sealed partial class WebhookJson : JsonSerializerContext;
