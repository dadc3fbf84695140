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

    /// <summary>Makes a channel: <c>POST /guilds/{guild_id}/channels</c>. For private-domain bots (私域) that are admins. 50 calls a second.</summary>
    /// <remarks>Errors: 130008, 2000xx. Platform page: server-inter/channel/manage/channel/post_channels.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<Channel> CreateAsync(string guildId, ChannelBody body, CancellationToken cancellationToken = default) =>
        _client.CallAsync(
            HttpMethod.Post, $"guilds/{guildId}/channels", ApiJson.Content(body, ApiJson.Types.ChannelBody), ApiJson.Types.Channel, cancellationToken);

    /// <summary>Changes a channel: <c>PATCH /channels/{channel_id}</c>. For private-domain bots (私域) that are admins.</summary>
    /// <remarks>Platform page: server-inter/channel/manage/channel/patch_channel.md.</remarks>
    /// <param name="channelId">The channel.</param>
    /// <param name="change">What becomes different.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>The channel as it is now.</returns>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<Channel> UpdateAsync(string channelId, ChannelChange change, CancellationToken cancellationToken = default) =>
        _client.CallAsync(
            HttpMethod.Patch, $"channels/{channelId}", ApiJson.Content(change, ApiJson.Types.ChannelChange), ApiJson.Types.Channel, cancellationToken);

    /// <summary>Deletes a channel, for ever: <c>DELETE /channels/{channel_id}</c>. For private-domain bots (私域) that are admins.</summary>
    /// <remarks>Platform page: server-inter/channel/manage/channel/delete_channel.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task DeleteAsync(string channelId, CancellationToken cancellationToken = default) =>
        _client.DoAsync(HttpMethod.Delete, $"channels/{channelId}", null, cancellationToken);

    /// <summary>Counts the people in a voice or live channel: <c>GET /channels/{channel_id}/online_nums</c>.</summary>
    /// <remarks>Platform page: server-inter/channel/role/get_online_nums.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public async Task<int> OnlineNumsAsync(string channelId, CancellationToken cancellationToken = default) =>
        (await _client.GetAsync($"channels/{channelId}/online_nums", ApiJson.Types.OnlineNumbers, cancellationToken).ConfigureAwait(false)).OnlineNums;

    /// <summary>Reads who is in a voice channel: <c>GET /channels/{channel_id}/voice/members</c>. No page of the platform describes it.</summary>
    /// <remarks>Known from the official Go SDK.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<IReadOnlyList<GuildMember>> VoiceMembersAsync(string channelId, CancellationToken cancellationToken = default) =>
        _client.ListAsync($"channels/{channelId}/voice/members", "members", ApiJson.Types.GuildMemberArray, cancellationToken);
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
/// <param name="Permissions">What the bot may do in it.</param>
public sealed record Channel(
    string Id = "",
    string GuildId = "",
    string Name = "",
    [property: JsonConverter(typeof(NumberedConverter<ChannelKind>))] ChannelKind Type = ChannelKind.Text,
    ChannelSubType SubType = ChannelSubType.Chat,
    int Position = 0,
    string ParentId = "",
    string OwnerId = "",
    ChannelPrivacy PrivateType = ChannelPrivacy.Public,
    SpeakRight SpeakPermission = SpeakRight.Unknown,
    string ApplicationId = "",
    ChannelPermissions Permissions = ChannelPermissions.None);

/// <summary>A channel to be made. What is null is not sent.</summary>
public sealed record ChannelBody
{
    /// <summary>The name shown.</summary>
    public string? Name { get; init; }

    /// <summary>What the channel is for.</summary>
    [JsonConverter(typeof(NumberedConverter<ChannelKind>))]
    public ChannelKind? Type { get; init; }

    /// <summary>What a text channel is for.</summary>
    public ChannelSubType? SubType { get; init; }

    /// <summary>
    /// Its place in the list, from 1, and from 2 for a category. One that is taken inserts before; without one, or with one too large, it comes last.
    /// </summary>
    public int? Position { get; init; }

    /// <summary>The category it is in.</summary>
    public string? ParentId { get; init; }

    /// <summary>Who sees it.</summary>
    public ChannelPrivacy? PrivateType { get; init; }

    /// <summary>The user ids of the listed members, with <see cref="ChannelPrivacy.AdminsAndListed"/>.</summary>
    public IReadOnlyList<string>? PrivateUserIds { get; init; }

    /// <summary>Who may speak in it.</summary>
    public SpeakRight? SpeakPermission { get; init; }

    /// <summary>For an application channel, which application: 1000000, 1000001, 1000010, 1000050, 1000051, 1000070 and 1010000 are known.</summary>
    public string? ApplicationId { get; init; }
}

/// <summary>What becomes different in a channel. What is null stays.</summary>
public sealed record ChannelChange
{
    /// <summary>The name shown.</summary>
    public string? Name { get; init; }

    /// <summary>Its place in the list, from 1.</summary>
    public int? Position { get; init; }

    /// <summary>The category it is in.</summary>
    public string? ParentId { get; init; }

    /// <summary>Who sees it.</summary>
    public ChannelPrivacy? PrivateType { get; init; }

    /// <summary>Who may speak in it.</summary>
    public SpeakRight? SpeakPermission { get; init; }
}

internal sealed record OnlineNumbers(int OnlineNums = 0);

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
