namespace QQBotKit;

/// <summary>Somebody mentioned in a message.</summary>
/// <param name="Id">The person's id in this conversation; an empty text when <paramref name="Everyone"/> is set.</param>
/// <param name="Name">The name shown, or an empty text.</param>
/// <param name="Everyone">Whether everyone is mentioned instead of one person.</param>
public sealed record Mention(string Id, string Name, bool Everyone = false)
{
    /// <summary>Whether it is a bot that is mentioned.</summary>
    public bool IsBot { get; init; }
}

/// <summary>A picture, voice, video or file of a message.</summary>
/// <param name="Url">The address to download it from, absolute. It is valid for a short time only.</param>
/// <param name="ContentType">A MIME type, or the platform's own <c>voice</c> and <c>file</c>; empty where it sent none.</param>
public sealed record Attachment(string Url, string ContentType)
{
    /// <summary>The file name; null where the platform sent none.</summary>
    public string? FileName { get; init; }

    /// <summary>The size in bytes; 0 where the platform sent none.</summary>
    public long Size { get; init; }

    /// <summary>The width in pixels; 0 unless it is a picture.</summary>
    public int Width { get; init; }

    /// <summary>The height in pixels; 0 unless it is a picture.</summary>
    public int Height { get; init; }

    /// <summary>For a voice message the address of its WAV form; null elsewhere.</summary>
    public string? VoiceWavUrl { get; init; }

    /// <summary>For a voice message what the platform heard; null elsewhere.</summary>
    public string? Transcript { get; init; }
}

/// <summary>A face (QQ 表情) in the text of a message.</summary>
/// <param name="Id">The platform's number of the face; an empty text for some animated ones.</param>
/// <param name="Text">Its name as a person would say it, such as <c>呲牙</c>; an empty text in guilds, which send the number alone.</param>
/// <param name="Kind">The <c>faceType</c>: 1 an ordinary face, 4 an animated one; 0 in guilds.</param>
public sealed record Face(string Id, string Text, int Kind);

/// <summary>A card (卡片消息) that somebody sent.</summary>
/// <param name="Kind">
/// What it shows (<c>ark_type</c>): <c>tuwen</c>, <c>feed</c>, <c>miniapp</c>, <c>map</c>, <c>contact_card</c>, <c>video_share</c>,
/// <c>music_together</c> or another.
/// </param>
/// <param name="Prompt">The line by which it is shown in lists.</param>
public sealed record MessageCard(string Kind, string Prompt)
{
    /// <summary>The Chinese name of the kind; an empty text where the platform sent none.</summary>
    public string Name { get; init; } = "";

    /// <summary>What is on it by the platform's names, such as <c>title</c>, <c>desc</c>, <c>jump_url</c>, <c>preview</c>, <c>nickname</c> or <c>address</c>.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;
}

/// <summary>From where and how a message was sent (<c>message_scene</c>).</summary>
/// <param name="Source"><c>default</c>, or <c>custom_menu</c> for one sent with switches of the menu; the platform may add others.</param>
public sealed record MessageScene(string Source)
{
    /// <summary>The <c>ext</c> texts, split at their first <c>=</c>, in the order received. A key may come twice.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Ext { get; init; } = [];

    /// <summary>The data of the link by which the person came; null where the platform sent none.</summary>
    public string? CallbackData { get; init; }

    /// <summary>The first value of a key of <see cref="Ext"/>; null where there is none.</summary>
    public string? Find(string key)
    {
        for (var i = 0; i < Ext.Count; i++)
        {
            if (Ext[i].Key == key)
            {
                return Ext[i].Value;
            }
        }

        return null;
    }

    /// <summary>Whether a switch of the bot's menu was on when the message was sent.</summary>
    /// <param name="switchId">The <c>switch_id</c> that the menu gave it.</param>
    public bool IsOn(string switchId) => Find(switchId) == "1";
}
