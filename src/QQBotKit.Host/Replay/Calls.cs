using System.Text.Json;
using QQBotKit.Core.Recording;

namespace QQBotKit.Host.Replay;

/// <summary>A call of the bot, as it was recorded or as it is made now.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, as it goes out.</param>
/// <param name="Query">The query; empty for none.</param>
/// <param name="Body">The body; null for none, or one that is no JSON.</param>
internal sealed record BotCall(string Method, string Path, string Query, JsonElement? Body)
{
    /// <summary>The message or the event that it answers.</summary>
    public string? ReplyTo => Text("msg_id") ?? Text("event_id");

    public static BotCall Of(JsonElement call) => new(
        call.GetProperty("method").GetString()!,
        call.GetProperty("path").GetString()!,
        call.TryGetProperty("query", out var query) ? query.GetString()! : "",
        call.TryGetProperty("body", out var body) ? body : null);

    private string? Text(string name) =>
        Body is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>A recorded call, and what the bot did in its place.</summary>
/// <param name="entry">Its line.</param>
internal sealed class ExpectedCall(Entry entry)
{
    public Entry Entry => entry;

    public BotCall Call { get; } = BotCall.Of(entry.Call!.Value);

    /// <summary>What the bot called now; null while it did not.</summary>
    public BotCall? Got { get; set; }
}

/// <summary>A place in a body at which two calls differ.</summary>
/// <param name="Where">The names on the way to it.</param>
/// <param name="Expected">What was recorded; null where there was nothing.</param>
/// <param name="Got">What comes now; null where there is nothing.</param>
internal sealed record FieldDifference(string Where, string? Expected, string? Got);

/// <summary>
/// Says whether two calls are the same. Times and numbers of replies are not looked at, and of ids that the recording does not know, as those in
/// bot.yaml or in a script, each must stand where one and the same other id stood.
/// </summary>
/// <param name="texts">What became of texts in the recording.</param>
/// <param name="known">Every id that the platform named in it.</param>
internal sealed class CallComparison(RecordedTexts texts, IReadOnlySet<string> known)
{
    private readonly Dictionary<string, string> _bound = [];
    private readonly Dictionary<string, string> _boundTo = [];

    /// <summary>Whether a call goes where the recorded one went.</summary>
    public bool IsSameRoute(BotCall expected, BotCall got)
    {
        if (expected.Method != got.Method)
        {
            return false;
        }

        var (left, right) = (expected.Path.Split('/'), got.Path.Split('/'));
        return left.Length == right.Length && left.Zip(right).All(pair => IsSameId(Uri.UnescapeDataString(pair.First), Uri.UnescapeDataString(pair.Second)));
    }

    /// <summary>Takes two calls for the same, with the ids in their paths.</summary>
    public void Bind(BotCall expected, BotCall got)
    {
        foreach (var (left, right) in expected.Path.Split('/').Zip(got.Path.Split('/')).Where(pair => pair.First != pair.Second))
        {
            TryBind(Uri.UnescapeDataString(left), Uri.UnescapeDataString(right));
        }
    }

    /// <summary>Where two calls differ.</summary>
    public IReadOnlyList<FieldDifference> Differences(BotCall expected, BotCall got)
    {
        var (left, right) = (Fields(expected), Fields(got));
        List<FieldDifference> found = [];
        foreach (var where in left.Keys.Union(right.Keys))
        {
            var (before, now) = (left.GetValueOrDefault(where), right.GetValueOrDefault(where));
            if (!IsSame(where, before, now))
            {
                found.Add(new(where, before?.GetRawText(), now?.GetRawText()));
            }
        }

        return found;
    }

    private bool IsSame(string where, JsonElement? expected, JsonElement? got)
    {
        var name = where[(where.LastIndexOf('.') + 1)..].Split('[')[0];
        if (name == "msg_seq" || Words.IsTime(name))
        {
            return true;
        }

        if (expected is not { } left || got is not { } right || left.ValueKind != right.ValueKind)
        {
            return false;
        }

        return left.ValueKind switch
        {
            JsonValueKind.String when Words.IsText(name) => TextShape.Of(left.GetString()!, texts) == TextShape.Of(right.GetString()!, texts),
            JsonValueKind.String => IsSameId(left.GetString()!, right.GetString()!) && TryBind(left.GetString()!, right.GetString()!),
            JsonValueKind.Number when !Words.IsAmount(name) && left.GetRawText().Length > 4 => IsSameId(left.GetRawText(), right.GetRawText()) && TryBind(left.GetRawText(), right.GetRawText()),
            _ => left.GetRawText() == right.GetRawText(),
        };
    }

    private bool IsSameId(string expected, string got) =>
        expected == got
        || (!known.Contains(got) && expected.Length == got.Length && _bound.GetValueOrDefault(got, expected) == expected && _boundTo.GetValueOrDefault(expected, got) == got
            && !Words.InPaths.Contains(expected));

    private bool TryBind(string expected, string got) => expected == got || (_bound.TryAdd(got, expected) | _boundTo.TryAdd(expected, got) | true);

    private static Dictionary<string, JsonElement?> Fields(BotCall call)
    {
        Dictionary<string, JsonElement?> fields = [];
        if (call.Body is { } body)
        {
            Add("", body);
        }

        return fields;

        void Add(string where, JsonElement value)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var property in value.EnumerateObject())
                    {
                        Add(where.Length == 0 ? property.Name : $"{where}.{property.Name}", property.Value);
                    }

                    break;
                case JsonValueKind.Array:
                    foreach (var (index, item) in value.EnumerateArray().Index())
                    {
                        Add($"{where}[{index}]", item);
                    }

                    break;
                default:
                    fields[where] = value;
                    break;
            }
        }
    }
}
