using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace QQBotKit.Simulator.Webhook;

/// <summary>The Ed25519 key that a bot's secret stands for. Platform page: dev-prepare/event-emit/webhook.html.</summary>
internal sealed class WebhookKey
{
    private readonly byte[] _seed = new byte[Ed25519.SecretKeySize];
    private readonly byte[] _public = new byte[Ed25519.PublicKeySize];

    /// <summary>Derives the key: the secret, repeated without end, gives the seed with its first 32 bytes.</summary>
    public WebhookKey(string secret)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        var bytes = Encoding.UTF8.GetBytes(secret);
        for (var index = 0; index < _seed.Length; index++)
        {
            _seed[index] = bytes[index % bytes.Length];
        }

        Ed25519.GeneratePublicKey(_seed, 0, _public, 0);
    }

    public ReadOnlySpan<byte> Public => _public;

    /// <summary>Signs a timestamp and what follows it, with nothing between them.</summary>
    /// <returns>128 lower-case hex digits.</returns>
    public string Sign(string timestamp, ReadOnlySpan<byte> content)
    {
        var message = Join(timestamp, content);
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(_seed, 0, _public, 0, message, 0, message.Length, signature, 0);
        return Convert.ToHexStringLower(signature);
    }

    public bool Verify(string timestamp, ReadOnlySpan<byte> content, string signature)
    {
        if (signature.Length != 2 * Ed25519.SignatureSize || !signature.All(char.IsAsciiHexDigit))
        {
            return false;
        }

        var message = Join(timestamp, content);
        return Ed25519.Verify(Convert.FromHexString(signature), 0, _public, 0, message, 0, message.Length);
    }

    private static byte[] Join(string timestamp, ReadOnlySpan<byte> content) => [.. Encoding.UTF8.GetBytes(timestamp), .. content];
}
