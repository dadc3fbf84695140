using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace QQBotKit.Core.Buttons;

/// <summary>What a button carries to its handler, besides whose it is and who made it.</summary>
/// <param name="Button">Which button of which plugin or script: <see cref="ButtonSigner.IdOf"/>.</param>
/// <param name="Arguments">The values of the handler's parameters, as words.</param>
internal sealed record ButtonData(ulong Button, string Arguments)
{
    /// <summary>What the platform takes is not documented; of other callback data it is so many characters.</summary>
    public const int Longest = 128;

    public ButtonUses Uses { get; init; }

    /// <summary>Tells the buttons that were made together from others, where they count together; else 0.</summary>
    public ulong Set { get; init; }

    public DateTimeOffset? Expires { get; init; }

    public ButtonPermissionKind Who { get; init; } = ButtonPermissionKind.Everyone;

    /// <summary>The marks of those people or roles: <see cref="ButtonSigner.MarkOf"/>.</summary>
    public IReadOnlyList<uint> Marks { get; init; } = [];
}

/// <summary>
/// Writes what a button carries into the data of its clicks, and believes only what the same bot wrote. The key comes from the bot's secret, so that
/// nothing need be kept, and buttons outlive even the data folder.
/// </summary>
internal sealed class ButtonSigner(string appId, string secret)
{
    private const string Prefix = "qb1.";
    private const byte Version = 1;
    private const int IdBytes = sizeof(ulong);
    private const int SignatureBytes = 9;
    private const int MostMarks = byte.MaxValue;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    private readonly byte[] _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, info: Encoding.UTF8.GetBytes($"QQBotKit buttons {appId}"));

    /// <summary>Whether data claims to be written by this class, for this bot or another.</summary>
    public static bool Claims(string data) => data.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Whether such data may be in a text.</summary>
    public static bool IsIn(ReadOnlySpan<byte> json) => json.IndexOf("qb1."u8) >= 0;

    /// <summary>By what a button is known: the same for the same name of the same plugin or script, for ever.</summary>
    public ulong IdOf(string owner, string name) => BinaryPrimitives.ReadUInt64LittleEndian(Hash($"button\0{owner}\0{name}"));

    /// <summary>Stands for a person or role, whose ids are too long for the data.</summary>
    public uint MarkOf(string id) => BinaryPrimitives.ReadUInt32LittleEndian(Hash($"who\0{id}"));

    /// <summary>Stands for a person where it is kept who clicked.</summary>
    public ulong PersonOf(string id) => BinaryPrimitives.ReadUInt64LittleEndian(Hash($"person\0{id}"));

    public string Write(ButtonData data)
    {
        var head = new List<byte>(64) { Version, (byte)data.Uses, (byte)data.Who, (byte)Math.Min(data.Marks.Count, MostMarks) };
        Span<byte> number = stackalloc byte[IdBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(number, data.Button);
        head.AddRange(number);
        BinaryPrimitives.WriteUInt32LittleEndian(number, (uint)(data.Expires?.ToUnixTimeSeconds() ?? 0));
        head.AddRange(number[..sizeof(uint)]);
        if (data.Uses != ButtonUses.Unlimited)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(number, data.Set);
            head.AddRange(number);
        }

        foreach (var mark in data.Marks.Take(MostMarks))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(number, mark);
            head.AddRange(number[..sizeof(uint)]);
        }

        head.AddRange(Sign([.. head], data.Arguments));
        return $"{Prefix}{Base64Url.EncodeToString([.. head])}{(data.Arguments.Length == 0 ? "" : ".")}{data.Arguments}";
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <returns>Null for anything else, however it came about.</returns>
    public ButtonData? Read(string text)
    {
        if (!Claims(text) || text.Length > ButtonData.Longest)
        {
            return null;
        }

        var rest = text.AsSpan(Prefix.Length);
        var dot = rest.IndexOf('.');
        var head = dot < 0 ? rest : rest[..dot];
        var arguments = dot < 0 ? "" : rest[(dot + 1)..].ToString();
        Span<byte> bytes = stackalloc byte[ButtonData.Longest];
        return Base64Url.DecodeFromChars(head, bytes, out _, out var length) == OperationStatus.Done && length > SignatureBytes
            && head.SequenceEqual(Base64Url.EncodeToString(bytes[..length])) // The decoder takes more than one text for the same bytes.
            && CryptographicOperations.FixedTimeEquals(bytes[(length - SignatureBytes)..length], Sign(bytes[..(length - SignatureBytes)], arguments))
                ? Read(bytes[..(length - SignatureBytes)], arguments)
                : null;
    }

    // Whoever has the key wrote it, but perhaps another version of the kit.
    private static ButtonData? Read(ReadOnlySpan<byte> head, string arguments)
    {
        if (head.Length < 4 + IdBytes + sizeof(uint) || head[0] != Version)
        {
            return null;
        }

        var (uses, who, count) = ((ButtonUses)head[1], (ButtonPermissionKind)head[2], head[3]);
        var expires = BinaryPrimitives.ReadUInt32LittleEndian(head[(4 + IdBytes)..]);
        var rest = head[(4 + IdBytes + sizeof(uint))..];
        var setBytes = uses == ButtonUses.Unlimited ? 0 : sizeof(ulong);
        if (rest.Length != setBytes + (count * sizeof(uint)))
        {
            return null;
        }

        var marks = new uint[count];
        for (var i = 0; i < count; i++)
        {
            marks[i] = BinaryPrimitives.ReadUInt32LittleEndian(rest[(setBytes + (i * sizeof(uint)))..]);
        }

        return new ButtonData(BinaryPrimitives.ReadUInt64LittleEndian(head[4..]), arguments)
        {
            Uses = uses,
            Set = setBytes == 0 ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(rest),
            Expires = expires == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(expires),
            Who = who,
            Marks = marks,
        };
    }

    private byte[] Sign(ReadOnlySpan<byte> head, string arguments) => HMACSHA256.HashData(_key, (byte[])[.. head, .. Utf8.GetBytes(arguments)])[..SignatureBytes];

    private byte[] Hash(string text) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text));
}
