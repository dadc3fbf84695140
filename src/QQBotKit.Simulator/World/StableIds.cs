using System.Globalization;

namespace QQBotKit.Simulator.World;

/// <summary>Ids in the platform's shapes that depend on nothing but a seed: the world has the same ids in every run.</summary>
internal static class StableIds
{
    /// <summary>32 upper-case hex digits, as openids are.</summary>
    public static string Openid(string seed) => $"{Mix(Hash(seed)):X16}{Mix(Hash(seed) + 1):X16}";

    /// <summary>An unsigned 64-bit number above 2^53 in decimal, as ids in guilds are.</summary>
    public static string Number(string seed) => (Mix(Hash(seed)) | 1UL << 62).ToString(CultureInfo.InvariantCulture);

    /// <summary>A number of nine digits, as those of people and groups are.</summary>
    public static ulong QQNumber(string seed) => 100_000_000 + Hash(seed) % 900_000_000;

    /// <summary>FNV-1a: <see cref="string.GetHashCode()"/> differs from process to process.</summary>
    public static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var character in text)
        {
            hash = (hash ^ character) * 1099511628211UL;
        }

        return hash;
    }

    // SplitMix64: spreads neighbouring hashes over all bits.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15UL;
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ value >> 27) * 0x94D049BB133111EBUL;
        return value ^ value >> 31;
    }
}
