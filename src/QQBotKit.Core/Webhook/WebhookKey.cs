using System.Buffers;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace QQBotKit.Core.Webhook;

/// <summary>
/// The key pair that a bot and the platform share: both make it of the AppSecret, so each can sign in the name of the other.
/// </summary>
/// <remarks>Platform page: dev-prepare/event-emit/webhook.html.</remarks>
internal sealed class WebhookKey
{
    /// <summary>The length of a signature as hexadecimal text.</summary>
    public const int SignatureCharacters = 2 * SignatureBytes;

    private const int SignatureBytes = 64;

    private readonly byte[] _seed = new byte[Ed25519.SecretKeySize];
    private readonly byte[] _publicKey = new byte[Ed25519.PublicKeySize];
    private readonly Ed25519.PublicPoint _publicPoint;

    /// <param name="secret">The AppSecret; repeated until it fills the seed.</param>
    public WebhookKey(string secret)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        var bytes = Encoding.UTF8.GetBytes(secret);
        for (var i = 0; i < _seed.Length; i++)
        {
            _seed[i] = bytes[i % bytes.Length];
        }

        _publicPoint = Ed25519.GeneratePublicKey(_seed);
        Ed25519.EncodePublicPoint(_publicPoint, _publicKey);
    }

    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>Signs a message.</summary>
    /// <returns>The signature as lower-case hexadecimal text.</returns>
    public string Sign(ReadOnlySpan<byte> message)
    {
        Span<byte> signature = stackalloc byte[SignatureBytes];
        ReadOnlySpan<byte> publicKey = _publicKey; // An array would be taken for the context of another scheme, Ed25519ctx.
        Ed25519.Sign(_seed, publicKey, message, signature);
        return Convert.ToHexStringLower(signature);
    }

    /// <summary>Whether a signature, as hexadecimal text of either case, is one of this key over a message.</summary>
    public bool Verify(ReadOnlySpan<char> signature, ReadOnlySpan<byte> message)
    {
        Span<byte> bytes = stackalloc byte[SignatureBytes];
        return signature.Length == SignatureCharacters
            && Convert.FromHexString(signature, bytes, out _, out _) == OperationStatus.Done
            // The platform's own check: the scalar has at most 253 bits, so that a signature has one form only.
            && (bytes[^1] & 0xE0) == 0
            && Ed25519.Verify(bytes, _publicPoint, message);
    }
}
