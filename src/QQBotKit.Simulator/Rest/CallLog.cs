using System.Text.Json;
using System.Text.Json.Nodes;
using QQBotKit.Simulator.Accounts;

namespace QQBotKit.Simulator.Rest;

/// <summary>A call that came in, with its answer. While it is served it is a feature of its context.</summary>
internal sealed class CallRecord(DateTimeOffset at, string method, string path, string query)
{
    // More of a body is seldom read, and all of it would be much to keep.
    private const int MaxBody = 16 * 1024;

    /// <summary>Its place among all calls, from 1. The log sets it.</summary>
    public long Seq { get; set; }

    public DateTimeOffset At => at;

    public string Method => method;

    public string Path => path;

    public string Query => query;

    /// <summary>Who called; null without a token that is valid.</summary>
    public Bot? Bot { get; set; }

    public byte[] Request { get; private set; } = [];

    public byte[] Answer { get; private set; } = [];

    /// <summary>The HTTP status; 0 when the connection was reset.</summary>
    public int Status { get; set; }

    /// <summary>Whether the connection was reset in the place of an answer.</summary>
    public bool IsReset { get; set; }

    public string Trace { get; set; } = "";

    /// <summary>The limits that it passed, and that the rules let it pass.</summary>
    public IReadOnlyList<PlatformError> PassedLimits { get; private set; } = [];

    public void Passed(PlatformError limit) => PassedLimits = [.. PassedLimits, limit];

    public TimeSpan Took { get; set; }

    public void Asked(ReadOnlySpan<byte> body) => Request = Keep(body);

    public void Answered(ReadOnlySpan<byte> body) => Answer = Keep(body);

    // Secrets and tokens are not kept at all.
    private byte[] Keep(ReadOnlySpan<byte> body) => path == AccessEndpoints.TokenPath ? Mask(body) : body[..Math.Min(body.Length, MaxBody)].ToArray();

    private static byte[] Mask(ReadOnlySpan<byte> body)
    {
        try
        {
            if (JsonNode.Parse(body) is not JsonObject json)
            {
                return [];
            }

            foreach (var name in new[] { "clientSecret", "access_token" })
            {
                if (json.ContainsKey(name))
                {
                    json[name] = "***";
                }
            }

            return JsonSerializer.SerializeToUtf8Bytes(json, SimulatorJson.Default.JsonObject);
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

/// <summary>The last calls of all bots. Bounded: the oldest are forgotten.</summary>
internal sealed class CallLog(int capacity, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Queue<CallRecord> _kept = new();
    private long _last;

    /// <summary>Serves a call and writes it down.</summary>
    public async Task ServeAsync(HttpContext http, RequestDelegate handler)
    {
        var request = http.Request;
        var record = new CallRecord(time.GetUtcNow(), request.Method, request.Path, request.QueryString.ToString());
        http.Features.Set(record);
        var begun = TimeProvider.System.GetTimestamp();
        try
        {
            await handler(http);
        }
        finally
        {
            record.Took = TimeProvider.System.GetElapsedTime(begun);
            record.Status = record.IsReset ? 0 : http.Response.StatusCode;
            record.Trace = http.Trace();
            Add(record);
        }
    }

    /// <summary>The calls after a place.</summary>
    public IReadOnlyList<CallRecord> After(long seq)
    {
        lock (_gate)
        {
            return [.. _kept.SkipWhile(call => call.Seq <= seq)];
        }
    }

    private void Add(CallRecord record)
    {
        lock (_gate)
        {
            record.Seq = ++_last;
            _kept.Enqueue(record);
            if (_kept.Count > capacity)
            {
                _kept.Dequeue();
            }
        }
    }
}
