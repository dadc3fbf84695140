using System.Text;
using System.Text.Json;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rest;

namespace QQBotKit.Simulator.Control;

/// <summary>Every REST call that came in, with its answer: <c>GET /simulator/calls</c>.</summary>
internal sealed class CallApi(CallLog log)
{
    public void Map(ControlRoutes control) => control.Map("GET", "calls", http =>
    {
        var query = http.Request.Query;
        if (!MessageApi.TryNumber(query["after"], out var after))
        {
            return http.RefuseAsync("after is a whole number from 0: the seq of the last call known");
        }

        var (bot, path) = (query["bot"].ToString(), query["path"].ToString());
        var found = log.After(after).Where(call => (bot.Length == 0 || call.Bot?.AppId == bot) && call.Path.StartsWith(path, StringComparison.Ordinal));
        return http.AnswerAsync(found, static (json, calls) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("calls"u8);
            foreach (var call in calls)
            {
                Write(json, call);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    });

    private static void Write(Utf8JsonWriter json, CallRecord call)
    {
        json.WriteStartObject();
        json.WriteNumber("seq"u8, call.Seq);
        json.WriteString("at"u8, PlatformTime.Format(call.At));
        json.WriteString("bot"u8, call.Bot?.AppId);
        json.WriteString("method"u8, call.Method);
        json.WriteString("path"u8, call.Path);
        json.WriteString("query"u8, call.Query);
        WriteBody(json, "request", call.Request);
        json.WriteNumber("status"u8, call.Status);
        WriteBody(json, "answer", call.Answer);
        json.WriteStartArray("passed_limits"u8);
        foreach (var limit in call.PassedLimits)
        {
            json.WriteStartObject();
            json.WriteNumber("code"u8, limit.Code);
            json.WriteString("message"u8, limit.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("trace_id"u8, call.Trace);
        json.WriteNumber("ms"u8, Math.Round(call.Took.TotalMilliseconds, 3));
        json.WriteEndObject();
    }

    /// <summary>Writes a body as what it is: nothing, JSON, or text.</summary>
    private static void WriteBody(Utf8JsonWriter json, string name, byte[] body)
    {
        json.WritePropertyName(name);
        if (body.Length == 0)
        {
            json.WriteNullValue();
        }
        else if (IsJson(body))
        {
            json.WriteRawValue(body, skipInputValidation: true);
        }
        else
        {
            json.WriteStringValue(Encoding.UTF8.GetString(body));
        }
    }

    private static bool IsJson(byte[] body)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            return reader.Read() && reader.TrySkip() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
