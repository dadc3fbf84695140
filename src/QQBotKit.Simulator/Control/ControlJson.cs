using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using QQBotKit.Simulator.Control.World;
using QQBotKit.Simulator.Webhook;

namespace QQBotKit.Simulator.Control;

/// <summary>Reads what callers of the control API send.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SaidMessage))]
[JsonSerializable(typeof(ButtonClick))]
[JsonSerializable(typeof(PostedEvent))]
[JsonSerializable(typeof(AuditRule))]
[JsonSerializable(typeof(AuditDecision))]
[JsonSerializable(typeof(ClockMove))]
[JsonSerializable(typeof(RuleSetting))]
[JsonSerializable(typeof(WebhookSetting))]
[JsonSerializable(typeof(GrantSetting))]
[JsonSerializable(typeof(GuildSetting))]
[JsonSerializable(typeof(WorldChange))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class ControlJson : JsonSerializerContext;
