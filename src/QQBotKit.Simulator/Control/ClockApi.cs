using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rest;

namespace QQBotKit.Simulator.Control;

/// <summary>How far the clock moves: seconds as a number, or text like "90s", "5m", "2h", "30d".</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ClockMove(JsonElement Advance);

/// <summary>The platform's clock: <c>/simulator/clock</c>.</summary>
internal sealed class ClockApi(MovableTime time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public void Map(ControlRoutes control)
    {
        control.Map("GET", "clock", http => AnswerAsync(http, null));
        control.Map("POST", "clock", ControlJson.Default.ClockMove, """{"advance":"5m"} or {"advance":300}""", (http, move) => Read(move.Advance) is { } span
            ? AnswerAsync(http, time.Advance(span))
            : http.RefuseAsync($"advance is a number of seconds above 0, or text like \"90s\", \"5m\", \"2h\" or \"30d\"; at most {Longest.TotalDays} days"));
    }

    private static TimeSpan? Read(JsonElement advance)
    {
        var seconds = advance.ValueKind switch
        {
            JsonValueKind.Number => advance.GetDouble(),
            JsonValueKind.String when advance.GetString() is { Length: > 1 } text
                && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => number * SecondsOf(text[^1]),
            _ => 0,
        };
        return seconds > 0 && seconds <= Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static int SecondsOf(char unit) => unit switch
    {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => 0,
    };

    private Task AnswerAsync(HttpContext http, int? fired) => http.AnswerAsync((PlatformTime.Now(time), time.Moved, fired), static (json, clock) =>
    {
        json.WriteStartObject();
        json.WriteString("now"u8, clock.Item1.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture));
        json.WriteNumber("moved_seconds"u8, clock.Moved.TotalSeconds);
        if (clock.fired is { } fired)
        {
            json.WriteNumber("timers"u8, fired);
        }

        json.WriteEndObject();
    });
}
