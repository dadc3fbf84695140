using System.Text.Json;
using System.Text.Json.Serialization;

namespace QQBotKit.Core.Events;

/// <summary>The <c>d</c> of the message events of all scenes: the union of their fields.</summary>
internal sealed class WireMessage
{
    public string? Id { get; set; }

    public WireUser? Author { get; set; }

    public string? Content { get; set; }

    public DateTimeOffset? Timestamp { get; set; }

    public DateTimeOffset? EditedTimestamp { get; set; }

    public string? GroupOpenid { get; set; }

    /// <summary>The same as <see cref="GroupOpenid"/>; in older frames instead of it.</summary>
    public TextAt GroupId { get; set; }

    public string? ChannelId { get; set; }

    public string? GuildId { get; set; }

    public string? SrcGuildId { get; set; }

    public int MessageType { get; set; }

    public bool MentionEveryone { get; set; }

    public WireMention?[]? Mentions { get; set; }

    public WireAttachment?[]? Attachments { get; set; }

    [JsonConverter(typeof(SceneConverter))]
    public MessageScene? MessageScene { get; set; }

    public WireReference? MessageReference { get; set; }

    public WireMember? Member { get; set; }

    public WireCard? ArkData { get; set; }

    [JsonConverter(typeof(ElementsConverter))]
    public List<WireElement?>? MsgElements { get; set; }
}

[JsonConverter(typeof(UserConverter))]
internal sealed class WireUser
{
    /// <summary>The id in guilds; elsewhere the same as the openid, and in older frames instead of it.</summary>
    public TextAt Id { get; set; }

    public string? UserOpenid { get; set; }

    public string? MemberOpenid { get; set; }

    public string? MemberRole { get; set; }

    public string? UnionOpenid { get; set; }

    public string? Username { get; set; }

    public string? Avatar { get; set; }

    public bool Bot { get; set; }
}

/// <summary>What a guild knows of a member beside the user.</summary>
internal sealed class WireMember
{
    public string? Nick { get; set; }

    public string?[]? Roles { get; set; }

    public DateTimeOffset? JoinedAt { get; set; }
}

internal sealed class WireMention
{
    public string? Id { get; set; }

    public string? MemberOpenid { get; set; }

    public string? Username { get; set; }

    public bool Bot { get; set; }

    [JsonConverter(typeof(WordConverter))]
    public string? Scope { get; set; }

    public bool IsYou { get; set; }
}

internal sealed class WireAttachment
{
    public string? Url { get; set; }

    public string? Filename { get; set; }

    [JsonConverter(typeof(WordConverter))]
    public string? ContentType { get; set; }

    public long Size { get; set; }

    public int Width { get; set; }

    public int Height { get; set; }

    public string? VoiceWavUrl { get; set; }

    public string? AsrReferText { get; set; }
}

internal sealed class WireReference
{
    public string? MessageId { get; set; }
}

internal sealed class WireCard
{
    public string? ArkType { get; set; }

    public string? ArkName { get; set; }

    public string? Prompt { get; set; }

    [JsonConverter(typeof(FieldsConverter))]
    public Dictionary<string, TextAt>? Fields { get; set; }
}

/// <summary>A message inside another one.</summary>
internal sealed class WireElement
{
    public WireUser? Author { get; set; }

    public string? Content { get; set; }

    public int MessageType { get; set; }

    public string? MsgIdx { get; set; }

    public WireAttachment?[]? Attachments { get; set; }

    public WireCard? ArkData { get; set; }

    [JsonConverter(typeof(ElementsConverter))]
    public List<WireElement?>? MsgElements { get; set; }
}

/// <summary>Messages in messages in messages: as many levels as anybody reads, so that no depth of JSON is one of the stack.</summary>
internal sealed class ElementsConverter : JsonConverter<List<WireElement?>>
{
    /// <summary>What is deeper is left to the event's data.</summary>
    public const int MaxLevels = 32;

    private const int JsonLevelsEach = 2; // an array, and an object in it

    public override List<WireElement?>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException();
        }

        if (reader.CurrentDepth > MaxLevels * JsonLevelsEach)
        {
            reader.Skip();
            return null;
        }

        var elements = new List<WireElement?>(1);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            elements.Add(WireJson.ReadInner<WireElement>(ref reader, options));
        }

        return elements;
    }

    public override void Write(Utf8JsonWriter writer, List<WireElement?> value, JsonSerializerOptions options) => throw new NotSupportedException();
}
