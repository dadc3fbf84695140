using System.Globalization;
using System.Text.Json;

namespace QQBotKit.Api;

/// <summary>
/// The body of a refused call, in any of the shapes that the platform uses: <c>{code, message}</c>, <c>{err_code, message, trace_id}</c>,
/// both together, or <c>{retcode, msg}</c>; numbers also as strings. A body that is none of them gives code 0.
/// </summary>
/// <remarks>Platform page: dev-prepare/api-call-guide.html.</remarks>
/// <param name="Code"><c>err_code</c> unless it is 0, else <c>code</c>, else <c>retcode</c>; 0 if there is none.</param>
/// <param name="Message">The platform's words. They may change: decide on codes only.</param>
/// <param name="TraceId">The <c>trace_id</c> of the body; null if it has none. It is usually in the header <c>X-Tps-trace-ID</c>.</param>
/// <param name="AuditId">The id of the review (消息审核) that the message waits for; null if it does not.</param>
public sealed record ApiError(int Code, string Message, string? TraceId, string? AuditId)
{
    /// <summary>Whether the message was accepted and waits for a review: not a failure.</summary>
    public bool InReview => Code is 304023 or 304024;

    /// <summary>Reads the body of an answer that is known to be a refusal.</summary>
    public static ApiError Read(ReadOnlySpan<byte> body) => Read(body, onlyIfError: false)!;

    /// <summary>
    /// Reads the body of an answer that claims success, and returns null when it keeps the claim: an error there
    /// has a code and nothing else. It looks no further than the first property that is part of a result.
    /// </summary>
    internal static ApiError? ReadIfError(ReadOnlySpan<byte> body) => Read(body, onlyIfError: true);

    private static ApiError? Read(ReadOnlySpan<byte> body, bool onlyIfError)
    {
        int code = 0, errCode = 0, retCode = 0;
        string message = "";
        string? traceId = null, auditId = null;
        try
        {
            var reader = new Utf8JsonReader(body);
            if (body.IsEmpty || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return onlyIfError ? null : new ApiError(0, PlainText(body), null, null);
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("code"u8))
                {
                    code = ReadCode(ref reader);
                }
                else if (reader.ValueTextEquals("err_code"u8))
                {
                    errCode = ReadCode(ref reader);
                }
                else if (reader.ValueTextEquals("retcode"u8))
                {
                    retCode = ReadCode(ref reader);
                }
                else if (reader.ValueTextEquals("message"u8) || reader.ValueTextEquals("msg"u8))
                {
                    message = ReadText(ref reader) ?? message;
                }
                else if (reader.ValueTextEquals("trace_id"u8))
                {
                    traceId = ReadText(ref reader);
                }
                else if (reader.ValueTextEquals("data"u8))
                {
                    auditId = ReadAuditId(ref reader);
                }
                else
                {
                    var isResult = HasValue(ref reader);
                    if (onlyIfError && isResult)
                    {
                        return null;
                    }
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A body that is not JSON, or a text in it that is not Unicode, is read as far as it goes.
            message = message.Length > 0 ? message : PlainText(body);
        }

        code = errCode != 0 ? errCode : code != 0 ? code : retCode;
        return onlyIfError && code == 0 ? null : new ApiError(code, message, traceId, auditId);
    }

    private static int ReadCode(ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return reader.TryGetInt32(out var number) ? number : 0;
            case JsonTokenType.String:
                return int.TryParse(reader.GetString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out number) ? number : 0;
            default:
                reader.Skip();
                return 0;
        }
    }

    private static string? ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }

    // data.message_audit.audit_id, wherever in data it is.
    private static string? ReadAuditId(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        string? id = null;
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("audit_id"u8))
            {
                id = ReadText(ref reader);
            }
        }

        return id;
    }

    // An empty value beside a code is how some answers fill the fields of the result they do not have.
    private static bool HasValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Null or JsonTokenType.False:
                return false;
            case JsonTokenType.String:
                return reader.ValueSpan.Length > 0;
            case JsonTokenType.Number:
                return !reader.ValueSpan.SequenceEqual("0"u8);
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                var start = reader.TokenStartIndex;
                reader.Skip();
                return reader.TokenStartIndex > start + 1;
            default:
                return true;
        }
    }

    // A short text of an edge server says what is wrong; a page of HTML does not.
    private static string PlainText(ReadOnlySpan<byte> body)
    {
        body = body.Trim(" \t\r\n"u8);
        return body.Length is 0 or > 300 || body[0] is (byte)'<' or (byte)'{' or (byte)'[' or (byte)'"'
            ? ""
            : System.Text.Encoding.UTF8.GetString(body);
    }
}
