using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using QQBotKit.Api.Wire;

namespace QQBotKit.Core.Gateway;

/// <summary>The <c>d</c> of Hello.</summary>
internal sealed record HelloData(int HeartbeatInterval)
{
    private const int Documented = 45_000;

    /// <summary>The milliseconds between heartbeats; the documented number where the frame has none.</summary>
    public static int Interval(ReadOnlySpan<byte> data) =>
        GatewayJson.TryRead(data, GatewayJson.Default.HelloData) is { HeartbeatInterval: > 0 and var interval } ? interval : Documented;
}

/// <summary>Who the bot is, from READY.</summary>
/// <param name="SessionId">The session, by which it is resumed.</param>
/// <param name="UserId">The bot's own id in guilds; null where READY has none.</param>
/// <param name="UserName">The bot's name; null where READY has none.</param>
internal sealed record ReadyInfo(string SessionId, string? UserId, string? UserName)
{
    /// <summary>A bot that receives over HTTP: it has no session, and is told who it is later.</summary>
    public static ReadyInfo WithoutSession { get; } = new("", null, null);

    /// <summary>Reads the <c>d</c> of READY; null where it names no session.</summary>
    public static ReadyInfo? Read(ReadOnlySpan<byte> data) =>
        GatewayJson.TryRead(data, GatewayJson.Default.ReadyData) is { SessionId: { Length: > 0 } id } ready
            ? new ReadyInfo(id, ready.User?.Id, ready.User?.Username)
            : null;
}

internal sealed record ReadyData(string? SessionId, ReadyUser? User);

internal sealed record ReadyUser(string? Id, string? Username);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(TextConverter), typeof(NumberConverter<int>)])]
[JsonSerializable(typeof(HelloData))]
[JsonSerializable(typeof(ReadyData))]
internal sealed partial class GatewayJson : JsonSerializerContext
{
    /// <summary>Reads what can be read; null where the shape is another one.</summary>
    public static T? TryRead<T>(ReadOnlySpan<byte> data, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(data, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
