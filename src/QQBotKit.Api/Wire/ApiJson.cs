using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace QQBotKit.Api.Wire;

/// <summary>The JSON of the platform: strict in what is written, and in what is read as loose as the platform is.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(TextConverter), typeof(BoolConverter), typeof(TimeConverter), typeof(SecondsConverter),
        typeof(NumberConverter<int>), typeof(NumberConverter<long>), typeof(NumberConverter<uint>),
    ])]
[JsonSerializable(typeof(SendResult))]
[JsonSerializable(typeof(MessageBody))]
[JsonSerializable(typeof(GuildMessageBody))]
[JsonSerializable(typeof(StreamPiece))]
[JsonSerializable(typeof(StreamResult))]
[JsonSerializable(typeof(GatewayAddress))]
[JsonSerializable(typeof(GatewayAdvice))]
[JsonSerializable(typeof(Credentials))]
[JsonSerializable(typeof(AppAccessToken))]
[JsonSerializable(typeof(BotProfile))]
[JsonSerializable(typeof(Guild))]
[JsonSerializable(typeof(Guild[]))]
[JsonSerializable(typeof(MessageSetting))]
[JsonSerializable(typeof(Channel))]
[JsonSerializable(typeof(Channel[]))]
[JsonSerializable(typeof(ChannelBody))]
[JsonSerializable(typeof(ChannelChange))]
[JsonSerializable(typeof(OnlineNumbers))]
[JsonSerializable(typeof(GuildMember))]
[JsonSerializable(typeof(GuildMember[]))]
[JsonSerializable(typeof(GuildUser[]))]
[JsonSerializable(typeof(MemberDeletion))]
[JsonSerializable(typeof(RoleList))]
[JsonSerializable(typeof(RoleResult))]
[JsonSerializable(typeof(RoleBody))]
[JsonSerializable(typeof(RoleOfChannel))]
[JsonSerializable(typeof(UserPermissions))]
[JsonSerializable(typeof(RolePermissions))]
[JsonSerializable(typeof(PermissionChange))]
[JsonSerializable(typeof(MuteBody))]
[JsonSerializable(typeof(ApiAccess[]))]
[JsonSerializable(typeof(ApiPermissionDemand))]
[JsonSerializable(typeof(ApiPermissionDemandBody))]
[JsonSerializable(typeof(GuildMessage))]
[JsonSerializable(typeof(GuildMessage[]))]
[JsonSerializable(typeof(DirectMessageSession))]
[JsonSerializable(typeof(DirectMessageBody))]
[JsonSerializable(typeof(SettingGuideBody))]
[JsonSerializable(typeof(InteractionAck))]
[JsonSerializable(typeof(Announcement))]
[JsonSerializable(typeof(AnnouncementBody))]
[JsonSerializable(typeof(PinnedMessages))]
[JsonSerializable(typeof(Schedule))]
[JsonSerializable(typeof(Schedule[]))]
[JsonSerializable(typeof(WrappedSchedule))]
[JsonSerializable(typeof(AudioControl))]
[JsonSerializable(typeof(ForumThreads))]
[JsonSerializable(typeof(ForumThread))]
[JsonSerializable(typeof(ThreadBody))]
[JsonSerializable(typeof(PostedThread))]
[JsonSerializable(typeof(RichText))]
[JsonSerializable(typeof(GroupInfo))]
[JsonSerializable(typeof(GroupBotState))]
[JsonSerializable(typeof(GroupMember))]
[JsonSerializable(typeof(GroupMember[]))]
[JsonSerializable(typeof(MemberRemoval))]
[JsonSerializable(typeof(RemovedMembers))]
[JsonSerializable(typeof(BlacklistedMember[]))]
[JsonSerializable(typeof(BlacklistChange))]
[JsonSerializable(typeof(GroupMutes))]
[JsonSerializable(typeof(GroupMuteBody))]
[JsonSerializable(typeof(JoinRequest[]))]
[JsonSerializable(typeof(JoinRequestAnswer))]
[JsonSerializable(typeof(JoinStrategy[]))]
[JsonSerializable(typeof(JoinStrategyBody))]
[JsonSerializable(typeof(JoinStrategyChange))]
[JsonSerializable(typeof(JoinStrategyState))]
[JsonSerializable(typeof(WhitelistChange))]
[JsonSerializable(typeof(JoinWhitelist))]
[JsonSerializable(typeof(MenuAnswer))]
[JsonSerializable(typeof(Panel))]
[JsonSerializable(typeof(Panel[]))]
[JsonSerializable(typeof(PanelBody))]
[JsonSerializable(typeof(WrappedPanel))]
[JsonSerializable(typeof(PanelTargetChange))]
[JsonSerializable(typeof(ShareLinkBody))]
[JsonSerializable(typeof(ShareLink))]
[JsonSerializable(typeof(UploadBody))]
[JsonSerializable(typeof(UploadedFile))]
[JsonSerializable(typeof(PrepareBody))]
[JsonSerializable(typeof(PreparedUpload))]
[JsonSerializable(typeof(PartBody))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(bool))]
internal sealed partial class ApiJsonContext : JsonSerializerContext;

internal static class ApiJson
{
    /// <summary>Chinese is written as it is, not as escapes of twice the length: no body of ours is put into HTML.</summary>
    public static ApiJsonContext Types { get; } = new(new JsonSerializerOptions(ApiJsonContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    private static readonly MediaTypeHeaderValue ContentType = new("application/json");

    /// <summary>The body of a call, encoded once into an exact buffer, so that the call can be repeated as it is.</summary>
    public static HttpContent Content<T>(T body, JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(body);
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = ContentType;
        return content;
    }
}
