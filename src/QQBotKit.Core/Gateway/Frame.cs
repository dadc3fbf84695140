using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace QQBotKit.Core.Gateway;

/// <summary>The opcodes of the gateway and of webhook bodies. Platform page: dev-prepare/event-emit/websocket.html.</summary>
internal enum Opcode
{
    Dispatch = 0,
    Heartbeat = 1,
    Identify = 2,
    Resume = 6,
    Reconnect = 7,
    InvalidSession = 9,
    Hello = 10,
    HeartbeatAck = 11,
    CallbackAck = 12,
    CallbackValidation = 13,
}

/// <summary>
/// The envelope of one frame, over the buffer that it was received into: valid only until that buffer is used again.
/// Reading it allocates nothing.
/// </summary>
/// <param name="Op">The opcode; any number, since the platform may add some.</param>
/// <param name="Seq">The <c>s</c>; null where there is none.</param>
/// <param name="Type">The <c>t</c> as UTF-8; empty where there is none.</param>
/// <param name="Id">The envelope's <c>id</c> as UTF-8; empty where there is none.</param>
/// <param name="Data">The <c>d</c> as JSON; empty where there is none.</param>
internal readonly record struct Frame(
    Opcode Op, long? Seq, ReadOnlyMemory<byte> Type, ReadOnlyMemory<byte> Id, ReadOnlyMemory<byte> Data)
{
    // Deep quotes are legal (every level adds two), and skipping them costs a bit per level.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    /// <summary>Reads the envelope.</summary>
    /// <param name="bytes">One whole frame.</param>
    /// <param name="frame">The envelope.</param>
    /// <param name="error">What is wrong with the frame, without any of its content.</param>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, out Frame frame, out string? error)
    {
        frame = default;
        if (!Utf8.IsValid(bytes.Span))
        {
            error = "it is not UTF-8";
            return false;
        }

        try
        {
            error = Read(bytes, out frame);
        }
        catch (JsonException e)
        {
            error = $"it is not JSON (line {e.LineNumber}, byte {e.BytePositionInLine})";
        }
        catch (InvalidOperationException)
        {
            error = "a name in it is not Unicode"; // half of a surrogate pair, which only an escape can bring
        }

        return error is null;
    }

    private static string? Read(ReadOnlyMemory<byte> bytes, out Frame frame)
    {
        frame = default;
        var reader = new Utf8JsonReader(bytes.Span, Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return "it is not a JSON object";
        }

        long? op = null, seq = null;
        ReadOnlyMemory<byte> type = default, id = default, data = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("op"u8))
            {
                op = ReadNumber(ref reader);
            }
            else if (reader.ValueTextEquals("s"u8))
            {
                seq = ReadNumber(ref reader);
            }
            else if (reader.ValueTextEquals("t"u8))
            {
                type = ReadText(ref reader, bytes);
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                id = ReadText(ref reader, bytes);
            }
            else if (reader.ValueTextEquals("d"u8))
            {
                data = ReadAny(ref reader, bytes);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        if (op is null or < int.MinValue or > int.MaxValue)
        {
            return "it has no op";
        }

        reader.Read(); // text after the object is not a frame
        frame = new Frame((Opcode)op.Value, seq, type, id, data);
        return null;
    }

    private static long? ReadNumber(ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Number when reader.TryGetInt64(out var number):
                return number;
            case JsonTokenType.String when System.Buffers.Text.Utf8Parser.TryParse(reader.ValueSpan, out long number, out var used)
                && used == reader.ValueSpan.Length:
                return number;
            default:
                reader.Skip();
                return null;
        }
    }

    private static ReadOnlyMemory<byte> ReadText(ref Utf8JsonReader reader, ReadOnlyMemory<byte> bytes)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.String when reader.ValueIsEscaped:
                return Encoding.UTF8.GetBytes(reader.GetString()!);
            case JsonTokenType.String:
                return bytes.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            case JsonTokenType.Number:
                return bytes.Slice((int)reader.TokenStartIndex, reader.ValueSpan.Length);
            default:
                reader.Skip();
                return default;
        }
    }

    private static ReadOnlyMemory<byte> ReadAny(ref Utf8JsonReader reader, ReadOnlyMemory<byte> bytes)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return bytes[start..(int)reader.BytesConsumed];
    }
}
