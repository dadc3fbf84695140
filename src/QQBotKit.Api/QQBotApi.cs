using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>The REST calls of the QQ Open Platform, typed and grouped by resource.</summary>
/// <remarks>
/// Every call throws <see cref="QQApiException"/> when the platform refuses it. A call that gets no answer ends in an
/// <see cref="HttpRequestException"/> on a bot's own client, which has repeated it by then where that is safe; on another client also in a
/// <see cref="TaskCanceledException"/> after its time-out.
/// </remarks>
/// <param name="http">
/// A client whose base address, ending in <c>/</c>, is the platform and that puts the token on each call; a plugin's <c>bot.Http</c> is one.
/// </param>
public sealed class QQBotApi(HttpClient http)
{
    private readonly ApiClient _client = new(http);

    /// <summary>The client of the calls: it reaches whatever has no typed call.</summary>
    public HttpClient Http { get; } = http;

    /// <summary>The access token, for programs that use this library alone.</summary>
    public TokenApi Token => field ??= new(_client);

    /// <summary>Where the gateway (WebSocket) is.</summary>
    public GatewayApi Gateway => field ??= new(_client);

    /// <summary>The bot itself and the guilds it is in.</summary>
    public UsersApi Users => field ??= new(_client);

    /// <summary>Links by which people add the bot (分享链接).</summary>
    public ShareLinksApi ShareLinks => field ??= new(_client);

    /// <summary>The menu of the bot in chats with one person (单聊自定义菜单).</summary>
    public MenuApi Menu => field ??= new(_client);

    /// <summary>Command panels (指令面板).</summary>
    public PanelsApi Panels => field ??= new(_client);

    /// <summary>Messages, in every scene: sending, recall, reading.</summary>
    public MessagesApi Messages => field ??= new(_client);

    /// <summary>Uploads of pictures, videos, voice messages and files (富媒体), call by call.</summary>
    public MediaApi Media => field ??= new(_client);

    /// <summary>Answers to clicks on buttons and menus (互动).</summary>
    public InteractionsApi Interactions => field ??= new(_client);

    /// <summary>Groups (群聊).</summary>
    public GroupsApi Groups => field ??= new(_client);

    /// <summary>Members of groups (群成员).</summary>
    public GroupMembersApi GroupMembers => field ??= new(_client);

    /// <summary>Muting in groups (群禁言).</summary>
    public GroupMutesApi GroupMutes => field ??= new(_client);

    /// <summary>Blacklists of groups (群黑名单).</summary>
    public GroupBlacklistApi GroupBlacklist => field ??= new(_client);

    /// <summary>Requests to join groups (入群申请).</summary>
    public JoinRequestsApi JoinRequests => field ??= new(_client);

    /// <summary>Strategies by which people are let into groups (入群自动审批策略).</summary>
    public JoinStrategiesApi JoinStrategies => field ??= new(_client);

    /// <summary>Guilds (频道).</summary>
    public GuildsApi Guilds => field ??= new(_client);

    /// <summary>Channels of guilds (子频道).</summary>
    public ChannelsApi Channels => field ??= new(_client);

    /// <summary>Members of guilds (频道成员).</summary>
    public MembersApi Members => field ??= new(_client);

    /// <summary>Roles of guilds (身份组).</summary>
    public RolesApi Roles => field ??= new(_client);

    /// <summary>What members and roles may do in a channel (子频道权限).</summary>
    public PermissionsApi Permissions => field ??= new(_client);

    /// <summary>Muting in guilds (禁言).</summary>
    public MutesApi Mutes => field ??= new(_client);

    /// <summary>Which calls a guild lets the bot make (频道 API 权限).</summary>
    public ApiPermissionsApi ApiPermissions => field ??= new(_client);

    /// <summary>Sessions of direct messages of guilds (频道私信会话).</summary>
    public DirectMessagesApi DirectMessages => field ??= new(_client);

    /// <summary>Cards that lead to the settings of messages in guilds (消息设置引导).</summary>
    public SettingGuidesApi SettingGuides => field ??= new(_client);

    /// <summary>Reactions to messages of guilds (表情表态).</summary>
    public ReactionsApi Reactions => field ??= new(_client);

    /// <summary>Announcements of guilds (频道公告).</summary>
    public AnnouncementsApi Announcements => field ??= new(_client);

    /// <summary>Pinned messages of channels (精华消息).</summary>
    public PinsApi Pins => field ??= new(_client);

    /// <summary>Schedules of channels (日程).</summary>
    public SchedulesApi Schedules => field ??= new(_client);

    /// <summary>Sound in voice channels (音频).</summary>
    public AudioApi Audio => field ??= new(_client);

    /// <summary>Posts of forum channels (论坛).</summary>
    public ForumApi Forum => field ??= new(_client);
}

/// <summary>The typed calls on a plugin's view of a bot.</summary>
public static class BotApiExtensions
{
    extension(IBot bot)
    {
        /// <summary>The REST calls of the platform, typed, on <see cref="IBot.Http"/>.</summary>
        public QQBotApi Api => new(bot.Http);
    }
}
