using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using QQBotKit.Core.Events;
using QQBotKit.Core.Storage;

namespace QQBotKit.Core.Recording;

/// <summary>
/// Other ids for ids: the same one for the same id, in the same shape, so that what read the id reads it too. The key is in no file and ends with
/// the process, so there is no way back, and nothing has to be remembered to be consistent.
/// </summary>
internal sealed partial class Pseudonyms
{
    // A number this short is a choice out of few, like a role or an emoji: it tells nobody, and bots compare it with what they know.
    private const int ShortNumber = 4;
    private const int RememberedIds = 50_000;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789ABCDEFabcdef-");

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private HashSet<ulong> _seen = [];
    private HashSet<ulong> _seenBefore = [];

    public string Of(string id)
    {
        if (id.Length <= ShortNumber && id.All(char.IsAsciiDigit))
        {
            return id;
        }

        var kept = KeptLength(id);
        var body = id.AsSpan(kept);
        var isHex = !body.ContainsAnyExcept(Hex);
        return string.Create(id.Length, (id, kept, isHex, Stream: Stream(id)), static (result, state) =>
        {
            var (id, kept, isHex, stream) = state;
            id.AsSpan(0, kept).CopyTo(result);
            for (var i = kept; i < id.Length; i++)
            {
                result[i] = Other(id[i], stream[i], isHex, isFirst: i == kept);
            }
        });
    }

    /// <summary>A number that is an id, as JSON has it.</summary>
    public string OfNumber(ReadOnlySpan<char> digits)
    {
        var number = Of(digits.TrimStart('-').ToString());
        return digits[0] == '-' ? "-" + number : number;
    }

    /// <summary>Remembers an id, so that it is found in texts. Of very many the last are remembered.</summary>
    public void See(string id)
    {
        if (id.Length <= ShortNumber)
        {
            return;
        }

        if (_seen.Count >= RememberedIds)
        {
            (_seenBefore, _seen) = (_seen, []);
        }

        _seen.Add(IdHash.Of(id));
    }

    /// <summary>Whether a word of a text is an id: one that was seen, or by its shape.</summary>
    public bool IsId(string word) => LooksLikeId(word) || _seen.Contains(IdHash.Of(word)) || _seenBefore.Contains(IdHash.Of(word));

    /// <summary>Whether a word has the shape of the platform's ids.</summary>
    public static bool LooksLikeId(string word) => PlatformId().IsMatch(word);

    // What stands before an id and says of what it is one.
    private static int KeptLength(string id)
    {
        var match = Prefix().Match(id);
        return match.Success && (!match.Value.EndsWith(':') || EventTypes.Find(Encoding.ASCII.GetBytes(match.Value[..^1])) is not null) ? match.Length : 0;
    }

    private byte[] Stream(string id)
    {
        var stream = new byte[(id.Length + 31) / 32 * 32];
        var text = Encoding.UTF8.GetBytes(id);
        var hash = HMACSHA256.HashData(_key, text);
        for (var at = 0; at < stream.Length; at += 32)
        {
            hash.CopyTo(stream, at);
            hash = HMACSHA256.HashData(_key, hash);
        }

        return stream;
    }

    private static char Other(char letter, byte chance, bool isHex, bool isFirst) => letter switch
    {
        >= 'A' and <= 'F' when isHex => (char)('A' + chance % 6),
        >= 'a' and <= 'f' when isHex => (char)('a' + chance % 6),
        >= '1' and <= '9' when isFirst => (char)('1' + chance % 8),
        >= '0' and <= '9' => (char)('0' + chance % 10),
        >= 'A' and <= 'Z' => (char)('A' + chance % 26),
        >= 'a' and <= 'z' => (char)('a' + chance % 26),
        < (char)128 => letter,
        _ => '某',
    };

    [GeneratedRegex(@"^(?:ROBOT1\.0_|REFIDX_|[A-Z][A-Z0-9_]{3,40}:)(?=.)")]
    private static partial Regex Prefix();

    // An openid, a number of a guild or a message, a UUID, or a long word that nobody would write.
    [GeneratedRegex(@"^(?:[0-9A-Fa-f]{32}|\d{16,}|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|(?:ROBOT1\.0_|REFIDX_).+|(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9_+/=.!~-]{20,})$")]
    private static partial Regex PlatformId();
}
