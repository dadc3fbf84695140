using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Core.Events;

/// <summary>The <c>d</c> of the message events of all scenes: the union of their fields. Platform page: dev-prepare/event-emit/event-emit.html.</summary>
/// <remarks>With setters: the serializer reads init-only properties as arguments of a constructor, which costs twice the time.</remarks>
internal sealed class WireMessage
{
    public string? Id { get; set; }

    public WireUser? Author { get; set; }

    public string? Content { get; set; }

    public DateTimeOffset? Timestamp { get; set; }

    public string? GroupOpenid { get; set; }

    /// <summary>In older frames instead of <see cref="GroupOpenid"/>.</summary>
    public string? GroupId { get; set; }

    public string? ChannelId { get; set; }

    public string? GuildId { get; set; }

    public WireUser?[]? Mentions { get; set; }

    public WireAttachment?[]? Attachments { get; set; }
}

internal sealed class WireUser
{
    public string? Id { get; set; }

    public string? UserOpenid { get; set; }

    public string? MemberOpenid { get; set; }

    public string? MemberRole { get; set; }

    public string? UnionOpenid { get; set; }

    public string? Username { get; set; }

    public bool Bot { get; set; }

    public string? Scope { get; set; }

    public bool IsYou { get; set; }
}

internal sealed class WireAttachment
{
    public string? Url { get; set; }

    public string? Filename { get; set; }

    public string? ContentType { get; set; }

    public long Size { get; set; }

    public int Width { get; set; }

    public int Height { get; set; }

    public string? VoiceWavUrl { get; set; }

    public string? AsrReferText { get; set; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(TextConverter), typeof(NumberConverter<int>), typeof(NumberConverter<long>), typeof(BoolConverter), typeof(TimeConverter)],
    MaxDepth = 1024)]
[JsonSerializable(typeof(WireMessage))]
internal sealed partial class WireJson : JsonSerializerContext;
