using System.Text.Json.Serialization;
using QQBotKit.Core.Events;

namespace QQBotKit.Core.Gateway;

internal sealed record HelloData(int? HeartbeatInterval);

internal sealed record ReadyData(string? SessionId, ReadyUser? User);

internal sealed record ReadyUser(string? Id, string? Username);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    Converters = [typeof(LenientStringConverter)])]
[JsonSerializable(typeof(HelloData))]
[JsonSerializable(typeof(ReadyData))]
internal sealed partial class GatewayJson : JsonSerializerContext;
