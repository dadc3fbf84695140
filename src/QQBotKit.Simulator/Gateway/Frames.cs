using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace QQBotKit.Simulator.Gateway;

internal static class Opcode
{
    public const int Dispatch = 0;
    public const int Heartbeat = 1;
    public const int Identify = 2;
    public const int Resume = 6;
    public const int CallbackAck = 12;
    public const int Validation = 13;
}

/// <summary>Why the platform closes a connection.</summary>
internal static class CloseCode
{
    public const int GoingAway = 1001;
    public const int InvalidOpcode = 4001;
    public const int InvalidPayload = 4002;
    public const int AuthenticationFailed = 4004;
    public const int AlreadyAuthenticated = 4005;
    public const int InvalidSession = 4006;
    public const int InvalidSeq = 4007;
    public const int Expired = 4009;
    public const int InvalidShard = 4010;
    public const int InvalidIntents = 4013;

    /// <summary>Whether the session can be resumed after a close with this code.</summary>
    public static bool LeavesSession(int? code) => code is null or < 4000 or 4000 or 4008 or Expired;
}

/// <summary>A frame from a client.</summary>
internal sealed record ClientFrame([property: JsonRequired] int Op, JsonElement D);

internal sealed record IdentifyData([property: JsonRequired] string Token, [property: JsonRequired] long Intents, int[]? Shard);

internal sealed record ResumeData([property: JsonRequired] string Token, [property: JsonRequired] string SessionId, [property: JsonRequired] long Seq);

/// <summary>Writes the platform's frames.</summary>
internal static class Frames
{
    public static readonly byte[] HeartbeatAck = """{"op":11}"""u8.ToArray();

    public static readonly byte[] Reconnect = """{"op":7}"""u8.ToArray();

    public static readonly byte[] InvalidSession = """{"op":9,"d":false}"""u8.ToArray();

    public static readonly byte[] InvalidSessionResumable = """{"op":9,"d":true}"""u8.ToArray();

    public static readonly byte[] InvalidSessionBare = """{"op":9}"""u8.ToArray();

    public static byte[] Hello(TimeSpan interval) =>
        Encoding.UTF8.GetBytes($$$"""{"op":10,"d":{"heartbeat_interval":{{{(long)interval.TotalMilliseconds}}}}}""");

    public static byte[] Resumed(long seq) => Encoding.UTF8.GetBytes($$"""{"op":0,"s":{{seq}},"t":"RESUMED","d":""}""");

    public static byte[] Ready(long seq, Session session)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, SimulatorJson.Relaxed);
        json.WriteStartObject();
        json.WriteNumber("op"u8, Opcode.Dispatch);
        json.WriteNumber("s"u8, seq);
        json.WriteString("t"u8, "READY"u8);
        json.WriteStartObject("d"u8);
        json.WriteNumber("version"u8, 1);
        json.WriteString("session_id"u8, session.Id);
        json.WriteStartObject("user"u8);
        json.WriteString("id"u8, session.Bot.Id);
        json.WriteString("username"u8, session.Bot.Name);
        json.WriteBoolean("bot"u8, true);
        json.WriteEndObject();
        json.WriteStartArray("shard"u8);
        json.WriteNumberValue(session.Shard.Index);
        json.WriteNumberValue(session.Shard.Count);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The envelope of an event around its body. Each session counts for itself, so each gets its own envelope.</summary>
    public static byte[] Dispatch(long seq, string type, string id, ReadOnlySpan<byte> data)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(seq, digits, out var length);
        var frame = new byte[
            """{"op":0,"s":,"t":"","id":"","d":}""".Length + length + Encoding.UTF8.GetByteCount(type) + Encoding.UTF8.GetByteCount(id) + data.Length];
        var rest = frame.AsSpan();
        Put(ref rest, """{"op":0,"s":"""u8);
        Put(ref rest, digits[..length]);
        Put(ref rest, ","u8);
        Put(ref rest, "\"t\":\""u8);
        rest = rest[Encoding.UTF8.GetBytes(type, rest)..];
        Put(ref rest, "\",\"id\":\""u8);
        rest = rest[Encoding.UTF8.GetBytes(id, rest)..];
        Put(ref rest, "\",\"d\":"u8);
        Put(ref rest, data);
        Put(ref rest, "}"u8);
        return frame;
    }

    private static void Put(ref Span<byte> rest, scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }
}
