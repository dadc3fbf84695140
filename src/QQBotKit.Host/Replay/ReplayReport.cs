using System.Globalization;
using System.Text.Json;
using QQBotKit.Core;

namespace QQBotKit.Host.Replay;

/// <summary>How a call of today differs from what was recorded.</summary>
/// <param name="After">The event that it belongs to; null for a call that no event brought about.</param>
/// <param name="Kind"><c>changed</c>, <c>missing</c> or <c>new</c>.</param>
/// <param name="Expected">The recorded call; null for a new one.</param>
/// <param name="Got">The call of today; null for one that is missing.</param>
/// <param name="Fields">Where the two differ.</param>
internal sealed record CallDifference(Entry? After, string Kind, BotCall? Expected, BotCall? Got, IReadOnlyList<FieldDifference> Fields);

/// <summary>What a replay showed.</summary>
internal sealed class ReplayReport
{
    private readonly Texts _texts;
    private readonly int _events;
    private readonly int _same;

    public ReplayReport(Recording recording, IReadOnlyDictionary<string, ScriptedPlatform> played, Texts texts)
    {
        _texts = texts;
        var events = recording.Entries.Where(entry => entry.Event is not null).ToArray();
        _events = events.Length;
        List<CallDifference> found = [];
        foreach (var (bot, platform) in played)
        {
            Entry[] own = [.. events.Where(entry => entry.Bot == bot)];
            foreach (var call in platform.Expected)
            {
                var fields = call.Got is null ? [] : platform.Comparison.Differences(call.Call, call.Got);
                if (call.Got is not null && fields.Count == 0)
                {
                    _same++;
                }
                else
                {
                    found.Add(new(EventOf(own, call.Call, call.Entry.N), call.Got is null ? "missing" : "changed", call.Call, call.Got, fields));
                }
            }

            found.AddRange(platform.Added.Select(added => new CallDifference(EventOf(own, added.Call, added.After), "new", null, added.Call, [])));
        }

        Differences = [.. found.OrderBy(difference => difference.After?.N ?? 0)];
    }

    public IReadOnlyList<CallDifference> Differences { get; }

    /// <summary>For a reader at a terminal.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var group in Differences.GroupBy(difference => difference.After))
        {
            yield return group.Key is { } e ? $"#{e.N.ToString(CultureInfo.InvariantCulture)} {e.Bot}: {Title(e)}" : _texts.Of("without an event", "不属于任何事件");
            foreach (var difference in group)
            {
                var call = (difference.Expected ?? difference.Got)!;
                yield return $"  {Kind(difference.Kind)} {call.Method} {call.Path}";
                foreach (var line in difference.Kind == "changed" ? difference.Fields.SelectMany(Show) : Body(call, difference.Kind == "new" ? "+" : "-"))
                {
                    yield return "    " + line;
                }
            }
        }

        int Count(string kind) => Differences.Count(difference => difference.Kind == kind);
        yield return _texts.Of(
            $"{_events} events, {_same} calls the same, {Count("changed")} changed, {Count("missing")} missing, {Count("new")} new.",
            $"{_events} 个事件；相同的调用 {_same} 个，改变 {Count("changed")} 个，缺少 {Count("missing")} 个，新增 {Count("new")} 个。");
    }

    /// <summary>For a program.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("events", _events);
        json.WriteNumber("same", _same);
        json.WriteStartArray("differences");
        foreach (var difference in Differences)
        {
            var call = (difference.Expected ?? difference.Got)!;
            json.WriteStartObject();
            json.WriteString("kind", difference.Kind);
            if (difference.After is { } e)
            {
                json.WriteString("bot", e.Bot);
                json.WriteNumber("event", e.N);
                json.WriteString("type", e.Event!.Value.GetProperty("t").GetString());
            }

            json.WriteString("method", call.Method);
            json.WriteString("path", call.Path);
            Write(json, "expected", difference.Expected?.Body);
            Write(json, "got", difference.Got?.Body);
            json.WriteStartArray("fields");
            foreach (var field in difference.Fields)
            {
                json.WriteStringValue(field.Where);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, JsonElement? body)
    {
        if (body is { } value)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }
    }

    private static IEnumerable<string> Show(FieldDifference field)
    {
        if (field.Expected is not null)
        {
            yield return $"- {field.Where}: {field.Expected}";
        }

        if (field.Got is not null)
        {
            yield return $"+ {field.Where}: {field.Got}";
        }
    }

    private static IEnumerable<string> Body(BotCall call, string sign) => call.Body is { } body ? [$"{sign} {body.GetRawText()}"] : [];

    private static string Title(Entry entry)
    {
        var e = entry.Event!.Value;
        var text = e.GetProperty("d") is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty("content", out var content) ? content.ToString().Trim() : "";
        return text.Length == 0 ? e.GetProperty("t").GetString()! : $"{e.GetProperty("t").GetString()} “{text.ReplaceLineEndings(" ")}”";
    }

    private string Kind(string kind) => kind switch
    {
        "changed" => _texts.Of("changed", "改变"),
        "missing" => _texts.Of("missing", "缺少"),
        _ => _texts.Of("new    ", "新增"),
    };

    /// <summary>What a call answers, or else what came last before it.</summary>
    private static Entry? EventOf(Entry[] events, BotCall call, long n) =>
        events.LastOrDefault(entry => call.ReplyTo is { } id && JsonId(entry.Event!.Value).Contains(id)) ?? events.LastOrDefault(entry => entry.N <= n);

    private static IEnumerable<string?> JsonId(JsonElement e) =>
        [e.TryGetProperty("id", out var id) ? id.GetString() : null, e.GetProperty("d") is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty("id", out var own) ? own.ToString() : null];
}
