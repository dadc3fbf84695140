using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Core.Gateway;

internal sealed record HelloData(int HeartbeatInterval);

internal sealed record ReadyData(string? SessionId, ReadyUser? User);

internal sealed record ReadyUser(string? Id, string? Username);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(TextConverter), typeof(NumberConverter<int>)])]
[JsonSerializable(typeof(HelloData))]
[JsonSerializable(typeof(ReadyData))]
internal sealed partial class GatewayJson : JsonSerializerContext;
