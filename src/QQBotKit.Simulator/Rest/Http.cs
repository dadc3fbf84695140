using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace QQBotKit.Simulator.Rest;

/// <summary>Bodies in, answers out.</summary>
internal static class Http
{
    private const string TraceHeader = "X-Tps-trace-ID";
    private const int MaxBody = 4 * 1024 * 1024;

    /// <summary>Gives the call the trace id that every answer of the platform carries.</summary>
    public static void BeginTrace(this HttpContext http) => http.Response.Headers[TraceHeader] = Guid.NewGuid().ToString("N");

    /// <summary>The trace id of the call.</summary>
    public static string Trace(this HttpContext http) => http.Response.Headers[TraceHeader].ToString();

    public static async Task AnswerAsync<TState>(
        this HttpContext http, TState state, Action<Utf8JsonWriter, TState> write, int status = StatusCodes.Status200OK)
    {
        var response = http.Response;
        response.StatusCode = status;

        // Exactly this, as the platform says it: clients compare it as it is.
        response.ContentType = "application/json";
        var body = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body, SimulatorJson.Relaxed))
        {
            write(json, state);
        }

        response.ContentLength = body.WrittenCount;
        http.Features.Get<CallRecord>()?.Answered(body.WrittenSpan);
        await response.BodyWriter.WriteAsync(body.WrittenMemory, http.RequestAborted);
    }

    /// <summary>Answers without a body.</summary>
    public static Task AnswerAsync(this HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        http.Response.ContentLength = status == StatusCodes.Status204NoContent ? null : 0;
        return Task.CompletedTask;
    }

    public static Task RefuseAsync(this HttpContext http, PlatformError error) =>
        http.AnswerAsync((error, trace: http.Trace()), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteString("message"u8, state.error.Message);
            json.WriteNumber("code"u8, state.error.Code);
            if (state.error.ErrCode is { } errCode)
            {
                json.WriteNumber("err_code"u8, errCode);
                json.WriteString("trace_id"u8, state.trace);
            }

            json.WriteEndObject();
        }, error.Status);

    /// <summary>Where the platform is, as the client sees it.</summary>
    public static string Host(this HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}";

    /// <summary>Reads the whole body; null when it is larger than anything the platform takes.</summary>
    public static async ValueTask<byte[]?> ReadBodyAsync(this HttpContext http, int limit = MaxBody)
    {
        var reader = http.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(http.RequestAborted);
            if (result.Buffer.Length > limit)
            {
                reader.AdvanceTo(result.Buffer.End);
                return null;
            }

            if (result.IsCompleted)
            {
                var body = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                http.Features.Get<CallRecord>()?.Asked(body);
                return body;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <summary>Reads a JSON object; null when the text is none, or a field has the wrong kind.</summary>
    public static T? Parse<T>(byte[] body, JsonTypeInfo<T> type) where T : class => Parse(body, type, out _);

    /// <inheritdoc cref="Parse{T}(byte[], JsonTypeInfo{T})"/>
    /// <param name="body">The text.</param>
    /// <param name="type">What it is.</param>
    /// <param name="where">Gets the path of the field; empty when there is none to blame.</param>
    public static T? Parse<T>(byte[] body, JsonTypeInfo<T> type, out string where) where T : class
    {
        where = "";
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException exception)
        {
            where = exception.Path is { Length: > 2 } path ? path[2..] : "";
            return null;
        }
    }
}
