using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Sound in voice channels (音频). For audio bots (音频机器人).</summary>
public sealed class AudioApi
{
    private readonly ApiClient _client;

    internal AudioApi(ApiClient client) => _client = client;

    /// <summary>Plays, pauses, resumes or stops: <c>POST /channels/{channel_id}/audio</c>. For audio bots.</summary>
    /// <remarks>Platform page: server-inter/channel/content/audio/audio_control.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task ControlAsync(string channelId, AudioControl control, CancellationToken cancellationToken = default) =>
        _client.DoAsync(HttpMethod.Post, $"channels/{channelId}/audio", ApiJson.Content(control, ApiJson.Types.AudioControl), cancellationToken);

    /// <summary>Takes the microphone: <c>PUT /channels/{channel_id}/mic</c>. For audio bots.</summary>
    /// <remarks>Platform page: server-inter/channel/content/audio/put_mic.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task OnMicAsync(string channelId, CancellationToken cancellationToken = default) =>
        _client.DoAsync(HttpMethod.Put, $"channels/{channelId}/mic", null, cancellationToken);

    /// <summary>Leaves the microphone: <c>DELETE /channels/{channel_id}/mic</c>. For audio bots.</summary>
    /// <remarks>Platform page: server-inter/channel/content/audio/delete_mic.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task OffMicAsync(string channelId, CancellationToken cancellationToken = default) =>
        _client.DoAsync(HttpMethod.Delete, $"channels/{channelId}/mic", null, cancellationToken);
}

/// <summary>What becomes of the sound of a voice channel.</summary>
/// <param name="Status">What to do.</param>
/// <param name="AudioUrl">The address of the sound, with <see cref="AudioStatus.Start"/>.</param>
/// <param name="Text">What is shown of it, with <see cref="AudioStatus.Start"/>.</param>
public sealed record AudioControl(AudioStatus Status, string? AudioUrl = null, string? Text = null);

/// <summary>What to do with the sound of a voice channel.</summary>
[JsonConverter(typeof(NumberedConverter<AudioStatus>))]
public enum AudioStatus
{
    /// <summary>Play from the beginning.</summary>
    Start = 0,

    /// <summary>Pause.</summary>
    Pause = 1,

    /// <summary>Go on.</summary>
    Resume = 2,

    /// <summary>Stop.</summary>
    Stop = 3,
}
