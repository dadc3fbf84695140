using System.Globalization;
using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Schedules of channels (日程).</summary>
public sealed class SchedulesApi
{
    private readonly ApiClient _client;

    internal SchedulesApi(ApiClient client) => _client = client;

    /// <summary>Reads the schedules of a channel: <c>GET /channels/{channel_id}/schedules</c>.</summary>
    /// <remarks>Errors: 302000–302024. Platform page: server-inter/channel/content/schedule/get_schedules.md.</remarks>
    /// <param name="channelId">The channel.</param>
    /// <param name="since">Only what ends after this moment; null for the schedules of today.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<IReadOnlyList<Schedule>> ListAsync(string channelId, DateTimeOffset? since = null, CancellationToken cancellationToken = default)
    {
        ApiPath path = $"channels/{channelId}/schedules";
        path.Query("since", since?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        return _client.ListAsync(path, "schedules", ApiJson.Types.ScheduleArray, cancellationToken);
    }

    /// <summary>Reads one schedule: <c>GET /channels/{channel_id}/schedules/{schedule_id}</c>.</summary>
    /// <remarks>Errors: 302000–302024. Platform page: server-inter/channel/content/schedule/get_schedule.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<Schedule> GetAsync(string channelId, string scheduleId, CancellationToken cancellationToken = default) =>
        _client.GetAsync($"channels/{channelId}/schedules/{scheduleId}", ApiJson.Types.Schedule, cancellationToken);

    /// <summary>
    /// Makes a schedule: <c>POST /channels/{channel_id}/schedules</c>. For admins: each makes 10 a day (302012), and a guild has room for 100 a day (302021).
    /// </summary>
    /// <remarks>Errors: 302000–302024. Platform page: server-inter/channel/content/schedule/post_schedule.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<Schedule> CreateAsync(string channelId, ScheduleBody body, CancellationToken cancellationToken = default) =>
        _client.CallAsync(HttpMethod.Post, $"channels/{channelId}/schedules", Content(body), ApiJson.Types.Schedule, cancellationToken);

    /// <summary>Changes a schedule: <c>PATCH /channels/{channel_id}/schedules/{schedule_id}</c>. For admins.</summary>
    /// <remarks>Errors: 302000–302024. Platform page: server-inter/channel/content/schedule/patch_schedule.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<Schedule> UpdateAsync(string channelId, string scheduleId, ScheduleBody body, CancellationToken cancellationToken = default) =>
        _client.CallAsync(HttpMethod.Patch, $"channels/{channelId}/schedules/{scheduleId}", Content(body), ApiJson.Types.Schedule, cancellationToken);

    /// <summary>Deletes a schedule: <c>DELETE /channels/{channel_id}/schedules/{schedule_id}</c>. For admins.</summary>
    /// <remarks>Errors: 302000–302024. Platform page: server-inter/channel/content/schedule/delete_schedule.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task DeleteAsync(string channelId, string scheduleId, CancellationToken cancellationToken = default) =>
        _client.DoAsync(HttpMethod.Delete, $"channels/{channelId}/schedules/{scheduleId}", null, cancellationToken);

    private static HttpContent Content(ScheduleBody body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return body is { StartTimestamp: { } start, EndTimestamp: { } end } && (end <= start || end - start > TimeSpan.FromDays(7))
            ? throw new ArgumentException($"It lasts from {start:u} to {end:u}: it must end after it starts, and within 7 days.", nameof(body))
            : ApiJson.Content(new(body), ApiJson.Types.WrappedSchedule);
    }
}

/// <summary>When the members are reminded of a schedule.</summary>
[JsonConverter(typeof(NumberedTextConverter<ScheduleReminder>))]
public enum ScheduleReminder
{
    /// <summary>Never.</summary>
    Never = 0,

    /// <summary>When it starts.</summary>
    AtStart = 1,

    /// <summary>5 minutes before.</summary>
    FiveMinutes = 2,

    /// <summary>15 minutes before.</summary>
    FifteenMinutes = 3,

    /// <summary>30 minutes before.</summary>
    ThirtyMinutes = 4,

    /// <summary>60 minutes before.</summary>
    SixtyMinutes = 5,
}

/// <summary>A schedule of a channel (日程). A text is empty where the platform sent none.</summary>
/// <param name="Id">The schedule id.</param>
/// <param name="Name">The name shown.</param>
/// <param name="Description">What it is about.</param>
/// <param name="StartTimestamp">When it starts.</param>
/// <param name="EndTimestamp">When it ends.</param>
/// <param name="Creator">Who made it.</param>
/// <param name="JumpChannelId">The channel that opens when it starts.</param>
/// <param name="RemindType">When the members are reminded.</param>
public sealed record Schedule(
    string Id = "",
    string Name = "",
    string Description = "",
    DateTimeOffset? StartTimestamp = null,
    DateTimeOffset? EndTimestamp = null,
    GuildMember? Creator = null,
    string JumpChannelId = "",
    ScheduleReminder RemindType = ScheduleReminder.Never)
{
    /// <summary>Who made it. Where the platform told nothing: nobody, with an empty id.</summary>
    public GuildMember Creator { get; init; } = Creator ?? new();
}

/// <summary>A schedule to be made, or what becomes different in one. What is null is not sent.</summary>
public sealed record ScheduleBody
{
    /// <summary>The name shown.</summary>
    public string? Name { get; init; }

    /// <summary>What it is about.</summary>
    public string? Description { get; init; }

    /// <summary>When it starts.</summary>
    [JsonConverter(typeof(MillisecondsConverter))]
    public DateTimeOffset? StartTimestamp { get; init; }

    /// <summary>When it ends: within 7 days of the start.</summary>
    [JsonConverter(typeof(MillisecondsConverter))]
    public DateTimeOffset? EndTimestamp { get; init; }

    /// <summary>The channel that opens when it starts.</summary>
    public string? JumpChannelId { get; init; }

    /// <summary>When the members are reminded.</summary>
    public ScheduleReminder? RemindType { get; init; }
}

internal sealed record WrappedSchedule(ScheduleBody Schedule);
