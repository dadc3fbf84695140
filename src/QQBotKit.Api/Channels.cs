using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Channels of guilds (子频道).</summary>
public sealed class ChannelsApi
{
    private readonly ApiClient _client;

    internal ChannelsApi(ApiClient client) => _client = client;

    /// <summary>Reads a channel: <c>GET /channels/{channel_id}</c>.</summary>
    /// <remarks>Platform page: server-inter/channel/manage/channel/get_channel.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<Channel> GetAsync(string channelId, CancellationToken cancellationToken = default) =>
        _client.GetAsync($"channels/{channelId}", ApiJson.Types.Channel, cancellationToken);
}

/// <summary>A channel of a guild (子频道). A text is empty and a number 0 where the platform sent none.</summary>
/// <param name="Id">The channel id.</param>
/// <param name="GuildId">The guild it belongs to.</param>
/// <param name="Name">The name shown.</param>
/// <param name="Type">What the channel is for.</param>
/// <param name="SubType">What a text channel is for.</param>
/// <param name="Position">Its place in the list, from 1.</param>
/// <param name="ParentId">The category it is in.</param>
/// <param name="OwnerId">The user id of the one who made it.</param>
/// <param name="PrivateType">Who sees it.</param>
/// <param name="SpeakPermission">Who may speak in it.</param>
/// <param name="ApplicationId">For an application channel, which application.</param>
/// <param name="Permissions">What the bot may do in it: a sum of bits as decimal text (1 see, 2 manage, 4 speak, 8 go live).</param>
public sealed record Channel(
    string Id = "",
    string GuildId = "",
    string Name = "",
    ChannelType Type = ChannelType.Text,
    ChannelSubType SubType = ChannelSubType.Chat,
    int Position = 0,
    string ParentId = "",
    string OwnerId = "",
    ChannelPrivacy PrivateType = ChannelPrivacy.Public,
    SpeakRight SpeakPermission = SpeakRight.Unknown,
    string ApplicationId = "",
    string Permissions = "");

/// <summary>What a channel is for. The platform may add values.</summary>
[JsonConverter(typeof(NumberedConverter<ChannelType>))]
public enum ChannelType
{
    /// <summary>Text (文字子频道).</summary>
    Text = 0,

    /// <summary>Voice (语音子频道).</summary>
    Voice = 2,

    /// <summary>A category that holds other channels (子频道分组).</summary>
    Category = 4,

    /// <summary>Live (直播子频道).</summary>
    Live = 10005,

    /// <summary>An application (应用子频道).</summary>
    Application = 10006,

    /// <summary>A forum (论坛子频道).</summary>
    Forum = 10007,
}

/// <summary>What a text channel is for. The platform may add values.</summary>
[JsonConverter(typeof(NumberedConverter<ChannelSubType>))]
public enum ChannelSubType
{
    /// <summary>Talk (闲聊).</summary>
    Chat = 0,

    /// <summary>Notices (公告).</summary>
    Notice = 1,

    /// <summary>Guides (攻略).</summary>
    Guide = 2,

    /// <summary>Finding players (开黑).</summary>
    TeamUp = 3,
}

/// <summary>Who sees a channel.</summary>
[JsonConverter(typeof(NumberedConverter<ChannelPrivacy>))]
public enum ChannelPrivacy
{
    /// <summary>Everyone.</summary>
    Public = 0,

    /// <summary>The owner and admins.</summary>
    Admins = 1,

    /// <summary>The owner, admins and listed members.</summary>
    AdminsAndListed = 2,
}

/// <summary>Who may speak in a channel.</summary>
[JsonConverter(typeof(NumberedConverter<SpeakRight>))]
public enum SpeakRight
{
    /// <summary>Not told.</summary>
    Unknown = 0,

    /// <summary>Everyone.</summary>
    Everyone = 1,

    /// <summary>The owner, admins and listed members.</summary>
    AdminsAndListed = 2,
}
