using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using QQBotKit.Api;

namespace QQBotKit.Core.Delivery.Waiting;

/// <summary>A message that waits for somebody to write in its conversation.</summary>
/// <param name="Number">Its place in the order of all.</param>
/// <param name="To">Where it goes.</param>
/// <param name="Until">When it is no longer sent.</param>
/// <param name="Forms">The message, and what is sent instead when the platform refuses its form; each in the parts that go one after the other.</param>
internal sealed record WaitingMessage(long Number, Target To, DateTimeOffset Until, IReadOnlyList<IReadOnlyList<WaitingPart>> Forms)
{
    /// <summary>The message or event that it was to answer; null if it answered none.</summary>
    public string? Answers { get; init; }

    /// <summary>Which of the forms is sent.</summary>
    public int Form { get; init; }

    /// <summary>Which part of that is next.</summary>
    public int Part { get; init; }

    /// <summary>As what that part went out, unless it certainly did not arrive.</summary>
    public SendAttempt? Attempt { get; init; }

    /// <summary>The part that is next.</summary>
    [JsonIgnore]
    public WaitingPart Next => Forms[Form][Part];

    /// <summary>How many messages of the platform it may become.</summary>
    [JsonIgnore]
    public int Count => Forms.Max(form => form.Count);

    /// <summary>The files that it needs.</summary>
    [JsonIgnore]
    public IEnumerable<WaitingMedia> Media => MediaOf(Forms);

    /// <summary>The same with others in the place of the next part.</summary>
    public WaitingMessage With(params IReadOnlyList<WaitingPart> next) => this with
    {
        Forms = [.. Forms.Select((form, i) => i != Form ? form : [.. form.Take(Part), .. next, .. form.Skip(Part + 1)])],
        Attempt = null,
    };

    public static IEnumerable<WaitingMedia> MediaOf(IEnumerable<IReadOnlyList<WaitingPart>> forms) =>
        forms.SelectMany(form => form).Select(part => part.Media).OfType<WaitingMedia>();
}

/// <summary>As which reply something went out.</summary>
/// <param name="MessageId">The message that it answers.</param>
/// <param name="Seq">Its number among the replies to that.</param>
internal sealed record SendAttempt(string MessageId, int Seq);

/// <summary>What is posted in one call.</summary>
/// <param name="Body">All but what it answers, its number and what the platform calls its file.</param>
/// <param name="Media">Its file; null if it has none.</param>
internal sealed record WaitingPart(JsonElement Body, WaitingMedia? Media = null)
{
    private const string Content = "content";
    private const string Image = "image";
    private const string Keyboard = "keyboard";
    private const string Markdown = "markdown";
    private const string Reference = "message_reference";
    private const string Type = "msg_type";

    [JsonIgnore]
    public bool HasReference => Body.TryGetProperty(Reference, out _);

    [JsonIgnore]
    public bool IsMarkdown => Body.TryGetProperty(Markdown, out _);

    /// <summary>Its text or markdown; null if it has none.</summary>
    [JsonIgnore]
    public string? Text => (Body.TryGetProperty(Markdown, out var markdown) ? markdown : Body).TryGetProperty(Content, out var text) ? text.GetString() : null;

    /// <summary>What is posted as a reply.</summary>
    /// <param name="scene">Where.</param>
    /// <param name="attempt">As which reply.</param>
    /// <param name="fileInfo">What the upload of its file gave; null if it has none.</param>
    public byte[] Post(Scene scene, SendAttempt attempt, string? fileInfo = null)
    {
        var body = JsonObject.Create(Body)!;
        body["msg_id"] = attempt.MessageId;
        if (scene is Scene.C2C or Scene.Group)
        {
            body["msg_seq"] = attempt.Seq;
        }

        if (fileInfo is not null)
        {
            body["media"] = new JsonObject { ["file_info"] = fileInfo };
        }

        return JsonSerializer.SerializeToUtf8Bytes(body, WaitingJson.Default.JsonObject);
    }

    /// <summary>The same without its quote.</summary>
    public WaitingPart WithoutReference()
    {
        var body = JsonObject.Create(Body)!;
        body.Remove(Reference);
        return this with { Body = JsonSerializer.SerializeToElement(body, WaitingJson.Default.JsonObject) };
    }

    /// <summary>The same with its text in several: what it quotes and its file go with the first, its buttons with the last.</summary>
    public IReadOnlyList<WaitingPart> InParts(IReadOnlyList<string> texts) =>
        [.. texts.Select((text, i) => With(text, isFirst: i == 0, isLast: i == texts.Count - 1))];

    private WaitingPart With(string text, bool isFirst, bool isLast)
    {
        var body = JsonObject.Create(Body)!;
        (body[Markdown] as JsonObject ?? body)[Content] = text;
        if (!isFirst)
        {
            body.Remove(Reference);
            body.Remove(Image);
            if (Media is not null && body.ContainsKey(Type))
            {
                body[Type] = (int)MessageType.Text;
            }
        }

        if (!isLast)
        {
            body.Remove(Keyboard);
        }

        return new WaitingPart(JsonSerializer.SerializeToElement(body, WaitingJson.Default.JsonObject), isFirst ? Media : null);
    }
}

/// <summary>A picture, video, voice message or file that waits with its message. It is uploaded when that goes: an upload ends before that may be.</summary>
/// <param name="Url">The address from which the platform fetches it; null if the content is here.</param>
/// <param name="File">Under which name the content is kept.</param>
/// <param name="Bytes">The size of that.</param>
/// <param name="Kind">What it is; null to find out.</param>
/// <param name="FileName">The name that people see; null to make one.</param>
internal sealed record WaitingMedia(string? Url, string? File, long Bytes, MediaKind? Kind, string? FileName);

[JsonSerializable(typeof(WaitingMessage))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class WaitingJson : JsonSerializerContext;
