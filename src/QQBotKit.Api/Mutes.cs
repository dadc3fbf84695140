using System.Globalization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Muting in guilds (禁言). Those of groups are in <see cref="QQBotApi.GroupMutes"/>.</summary>
public sealed class MutesApi
{
    private readonly ApiClient _client;

    internal MutesApi(ApiClient client) => _client = client;

    /// <summary>Mutes everyone in a guild but its admins: <c>PATCH /guilds/{guild_id}/mute</c>. For admins.</summary>
    /// <remarks>Errors: 502001–502010. Platform page: server-inter/channel/speak/patch_guild_mute.md.</remarks>
    /// <param name="guildId">The guild.</param>
    /// <param name="time">How long, or until when; <see cref="MuteTime.Lift"/> ends it.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task MuteGuildAsync(string guildId, MuteTime time, CancellationToken cancellationToken = default) =>
        _client.DoAsync(HttpMethod.Patch, $"guilds/{guildId}/mute", Content(time), cancellationToken);

    /// <summary>Mutes several members of a guild: <c>PATCH /guilds/{guild_id}/mute</c> with <c>user_ids</c>. For admins.</summary>
    /// <remarks>Errors: 502001–502010. Platform page: server-inter/channel/speak/patch_guild_mute_multi_member.md.</remarks>
    /// <param name="guildId">The guild.</param>
    /// <param name="userIds">The members.</param>
    /// <param name="time">How long, or until when; <see cref="MuteTime.Lift"/> ends it.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>The members for whom it was done.</returns>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<IReadOnlyList<string>> MuteMembersAsync(
        string guildId, IReadOnlyList<string> userIds, MuteTime time, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userIds);

        // Without one the call would mute the guild.
        return userIds.Count == 0
            ? throw new ArgumentException("It names nobody: leave the call out.", nameof(userIds))
            : _client.ListAsync(
                HttpMethod.Patch, $"guilds/{guildId}/mute", Content(time, userIds), "user_ids", ApiJson.Types.StringArray, cancellationToken);
    }

    /// <summary>Mutes one member of a guild: <c>PATCH /guilds/{guild_id}/members/{user_id}/mute</c>. For admins.</summary>
    /// <remarks>Errors: 502001–502010. Platform page: server-inter/channel/speak/patch_guild_member_mute.md.</remarks>
    /// <param name="guildId">The guild.</param>
    /// <param name="userId">The member.</param>
    /// <param name="time">How long, or until when; <see cref="MuteTime.Lift"/> ends it.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task MuteMemberAsync(string guildId, string userId, MuteTime time, CancellationToken cancellationToken = default) =>
        _client.DoAsync(HttpMethod.Patch, $"guilds/{guildId}/members/{userId}/mute", Content(time), cancellationToken);

    private static HttpContent Content(MuteTime time, IReadOnlyList<string>? userIds = null) =>
        ApiJson.Content(new(time.EndTimestamp, time.Seconds, userIds), ApiJson.Types.MuteBody);
}

/// <summary>How long a mute lasts. A <see cref="TimeSpan"/> and a <see cref="DateTimeOffset"/> convert to it; the default lifts the mute.</summary>
public readonly record struct MuteTime
{
    private MuteTime(string? endTimestamp, string? seconds) => (EndTimestamp, _seconds) = (endTimestamp, seconds);

    private readonly string? _seconds;

    /// <summary>Ends a mute.</summary>
    public static MuteTime Lift => default;

    internal string? EndTimestamp { get; }

    // The text "0" lifts the mute.
    internal string? Seconds => EndTimestamp is null ? _seconds ?? "0" : null;

    /// <summary>A mute for some time, in whole seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is shorter than a second: that would lift the mute.</exception>
    public static MuteTime For(TimeSpan time) => time < TimeSpan.FromSeconds(1)
        ? throw new ArgumentOutOfRangeException(nameof(time), time, $"It is shorter than a second. {nameof(MuteTime)}.{nameof(Lift)} lifts a mute.")
        : new(null, ((long)time.TotalSeconds).ToString(CultureInfo.InvariantCulture));

    /// <summary>A mute until a moment, in whole seconds.</summary>
    public static MuteTime Until(DateTimeOffset end) => new(end.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), null);

    /// <summary>A mute for some time.</summary>
    public static implicit operator MuteTime(TimeSpan time) => For(time);

    /// <summary>A mute until a moment.</summary>
    public static implicit operator MuteTime(DateTimeOffset end) => Until(end);
}

internal sealed record MuteBody(string? MuteEndTimestamp, string? MuteSeconds, IReadOnlyList<string>? UserIds);
