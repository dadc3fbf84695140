using System.Text.Json;
using System.Text.Json.Serialization;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Messages;

/// <summary>A picture, video, voice or file that a person adds to a message.</summary>
/// <param name="Url">Where it can be fetched.</param>
/// <param name="ContentType">image/…, video/mp4, voice or file, as the platform says it.</param>
/// <param name="Filename">Its name.</param>
/// <param name="Width">Of a picture, in pixels.</param>
/// <param name="Height">Of a picture, in pixels.</param>
/// <param name="Size">In bytes.</param>
/// <param name="VoiceWavUrl">Of a voice: the same as WAV.</param>
/// <param name="AsrReferText">Of a voice: what it seems to say.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record Attachment(
    string? Url, string? ContentType, string? Filename, int? Width, int? Height, long? Size, string? VoiceWavUrl, string? AsrReferText)
{
    /// <summary>What channels show in the place of what they cannot.</summary>
    public const string NotForChannels = "当前版本不支持查看，请升级QQ版本";

    public string ContentType { get; } = string.IsNullOrEmpty(ContentType) ? GuessType(Filename ?? Url ?? "") : ContentType;

    public bool IsFile => ContentType == "file";

    private bool IsVoice => ContentType == "voice";

    /// <summary>Writes what a bot is told of attachments; nothing when there are none.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<Attachment> attachments, Conversation conversation)
    {
        if (attachments.Count == 0)
        {
            return;
        }

        json.WriteStartArray("attachments"u8);
        for (var index = 0; index < attachments.Count; index++)
        {
            json.WriteStartObject();
            if (conversation is Channel or DirectSession)
            {
                attachments[index].WriteForGuild(json, index);
            }
            else
            {
                attachments[index].Write(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteString("content_type"u8, ContentType);
        WriteText(json, "filename", Filename);
        if (IsVoice)
        {
            WriteNumber(json, "size", Size);
        }

        json.WriteString("url"u8, Url);
        WriteNumber(json, "width", Width);
        WriteNumber(json, "height", Height);
        if (IsVoice)
        {
            WriteText(json, "voice_wav_url", VoiceWavUrl);
            WriteText(json, "asr_refer_text", AsrReferText);
        }
        else
        {
            WriteNumber(json, "size", Size);
        }
    }

    private void WriteForGuild(Utf8JsonWriter json, int index)
    {
        const string Scheme = "https://";
        json.WriteString("url"u8, Url!.StartsWith(Scheme, StringComparison.Ordinal) ? Url[Scheme.Length..] : Url);
        json.WriteString("content_type"u8, ContentType);
        WriteText(json, "filename", Filename);
        WriteNumber(json, "height", Height);
        WriteNumber(json, "width", Width);
        WriteNumber(json, "size", Size);
        json.WriteString("id"u8, $"{index + 1}");
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static string GuessType(string name) => Path.GetExtension(name.Split('?')[0]).ToUpperInvariant() switch
    {
        ".PNG" => "image/png",
        ".JPG" or ".JPEG" => "image/jpeg",
        ".GIF" => "image/gif",
        ".WEBP" => "image/webp",
        ".MP4" => "video/mp4",
        ".AMR" or ".SILK" or ".MP3" or ".WAV" or ".OGG" => "voice",
        _ => "file",
    };
}
