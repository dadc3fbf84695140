using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace QQBotKit.Core.Webhook;

/// <summary>The headers by which the platform signs a request.</summary>
/// <param name="Timestamp">The seconds since 1970 as they were sent: these characters are what was signed.</param>
/// <param name="Hex">The signature as hexadecimal text.</param>
internal sealed record WebhookSignature(string Timestamp, string Hex)
{
    private const int MaxTimestampDigits = 20;

    /// <summary>Reads the headers.</summary>
    /// <param name="headers">The headers of the request.</param>
    /// <param name="signature">The signature; null where a request has none.</param>
    /// <returns>False where there is a part of a signature, or one of another form than documented.</returns>
    public static bool TryRead(IHeaderDictionary headers, out WebhookSignature? signature)
    {
        signature = null;
        var (timestamp, hex) = (headers["X-Signature-Timestamp"], headers["X-Signature-Ed25519"]);
        if (StringValues.IsNullOrEmpty(timestamp) && StringValues.IsNullOrEmpty(hex))
        {
            return true;
        }

        if (timestamp is not [{ Length: > 0 and <= MaxTimestampDigits } digits] || digits.AsSpan().ContainsAnyExceptInRange('0', '9')
            || hex is not [{ Length: WebhookKey.SignatureCharacters } text])
        {
            return false;
        }

        signature = new WebhookSignature(digits, text);
        return true;
    }

    /// <summary>By how many seconds the request was signed before <paramref name="now"/>; negative where it is from the future.</summary>
    public long AgeInSeconds(DateTimeOffset now) =>
        long.TryParse(Timestamp, out var signed) ? now.ToUnixTimeSeconds() - signed : long.MinValue + 1;
}

/// <summary>The body of a request in a pooled buffer, after the timestamp that was signed with it.</summary>
internal sealed class WebhookBody : IDisposable
{
    /// <summary>The largest body: no documented event comes near.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The largest body without a signature: a validation has two short texts.</summary>
    public const int MaxUnsignedBytes = 4 * 1024;

    private const int FirstBytes = 4 * 1024;
    private readonly int _start;
    private byte[] _buffer;
    private int _end;

    private WebhookBody(string timestamp)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
        _start = _end = Encoding.ASCII.GetBytes(timestamp, _buffer);
    }

    /// <summary>What is signed: the timestamp and the bytes of the body, as they were sent.</summary>
    public ReadOnlySpan<byte> Signed => _buffer.AsSpan(0, _end);

    public ReadOnlyMemory<byte> Json => _buffer.AsMemory(_start.._end);

    /// <summary>Reads a body.</summary>
    /// <returns>The body; null where it is larger than it may be, and then it is not read to its end.</returns>
    /// <exception cref="IOException">The body did not come to its end.</exception>
    /// <exception cref="OperationCanceledException">The connection was given up.</exception>
    public static async Task<WebhookBody?> ReadAsync(HttpRequest request, WebhookSignature? signature)
    {
        var limit = signature is null ? MaxUnsignedBytes : MaxBytes;
        if (request.ContentLength > limit)
        {
            return null;
        }

        var body = new WebhookBody(signature?.Timestamp ?? "");
        var whole = false;
        try
        {
            whole = await body.FillAsync(request.Body, limit, request.HttpContext.RequestAborted);
        }
        finally
        {
            if (!whole)
            {
                body.Dispose();
            }
        }

        return whole ? body : null;
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        _end = 0;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<bool> FillAsync(Stream body, int limit, CancellationToken cancellationToken)
    {
        while (await body.ReadAsync(_buffer.AsMemory(_end), cancellationToken) is > 0 and var read)
        {
            _end += read;
            if (_end - _start > limit)
            {
                return false;
            }

            if (_end == _buffer.Length)
            {
                // It grows with what has come, not with what was announced.
                var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
                _buffer.CopyTo(larger, 0);
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = larger;
            }
        }

        return true;
    }
}
