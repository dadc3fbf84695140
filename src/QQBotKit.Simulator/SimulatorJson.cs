using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using QQBotKit.Simulator.Gateway;
using QQBotKit.Simulator.Groups;
using QQBotKit.Simulator.Interactions;
using QQBotKit.Simulator.Media;
using QQBotKit.Simulator.Menus;
using QQBotKit.Simulator.Rest;

namespace QQBotKit.Simulator;

/// <summary>Reads what clients send. What the platform says is written with <see cref="Utf8JsonWriter"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 64, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ClientFrame))]
[JsonSerializable(typeof(IdentifyData))]
[JsonSerializable(typeof(ResumeData))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(V2Body))]
[JsonSerializable(typeof(StreamBody))]
[JsonSerializable(typeof(GuildBody))]
[JsonSerializable(typeof(ChannelBody))]
[JsonSerializable(typeof(RemovalBody))]
[JsonSerializable(typeof(RoleBody))]
[JsonSerializable(typeof(RoleChannelBody))]
[JsonSerializable(typeof(PermissionBody))]
[JsonSerializable(typeof(DemandBody))]
[JsonSerializable(typeof(GuildMuteBody))]
[JsonSerializable(typeof(GuideBody))]
[JsonSerializable(typeof(DirectBody))]
[JsonSerializable(typeof(AnnouncementBody))]
[JsonSerializable(typeof(ScheduleBody))]
[JsonSerializable(typeof(SinceBody))]
[JsonSerializable(typeof(AudioBody))]
[JsonSerializable(typeof(ThreadBody))]
[JsonSerializable(typeof(UploadBody))]
[JsonSerializable(typeof(PrepareBody))]
[JsonSerializable(typeof(PartBody))]
[JsonSerializable(typeof(ShareLinkBody))]
[JsonSerializable(typeof(MembersBody))]
[JsonSerializable(typeof(OldMembersBody))]
[JsonSerializable(typeof(ApprovalBody))]
[JsonSerializable(typeof(MuteBody))]
[JsonSerializable(typeof(StrategyBody))]
[JsonSerializable(typeof(WhitelistBody))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(AcknowledgementBody))]
[JsonSerializable(typeof(KeyboardMessage))]
internal sealed partial class SimulatorJson : JsonSerializerContext
{
    /// <summary>Text goes out as UTF-8, as the platform sends it.</summary>
    public static JsonWriterOptions Relaxed { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
}
