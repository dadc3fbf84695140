using System.Buffers;
using System.Text;
using System.Text.Json;

namespace QQBotKit.Core.Gateway;

/// <summary>The frames that a client sends. They are few and rare, so they are plain strings.</summary>
internal static class GatewayPayloads
{
    public static string Identify(string token, Intents intents, int shard, int shardCount) => Write(Opcode.Identify, json =>
    {
        json.WriteStartObject("d"u8);
        json.WriteString("token"u8, $"QQBot {token}");
        json.WriteNumber("intents"u8, (int)intents);
        json.WriteStartArray("shard"u8);
        json.WriteNumberValue(shard);
        json.WriteNumberValue(shardCount);
        json.WriteEndArray();
        json.WriteStartObject("properties"u8);
        json.WriteString("$os"u8, Environment.OSVersion.Platform.ToString());
        json.WriteString("$browser"u8, "QQBotKit"u8);
        json.WriteString("$device"u8, "QQBotKit"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    public static string Resume(string token, string sessionId, long seq) => Write(Opcode.Resume, json =>
    {
        json.WriteStartObject("d"u8);
        json.WriteString("token"u8, $"QQBot {token}");
        json.WriteString("session_id"u8, sessionId);
        json.WriteNumber("seq"u8, seq);
        json.WriteEndObject();
    });

    /// <param name="seq">The last accepted sequence number; null, which the platform wants as JSON null, before the first.</param>
    public static string Heartbeat(long? seq) => seq is null ? """{"op":1,"d":null}""" : $$"""{"op":1,"d":{{seq}}}""";

    private static string Write(Opcode op, Action<Utf8JsonWriter> data)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("op"u8, (int)op);
            data(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
