using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace QQBotKit.Core.Storage;

/// <summary>
/// Stands for an id in a memory of many: 64 bits instead of a text. Memories that keep the texts make the garbage collector copy and walk them
/// for every event; with some ten thousand entries two ids of equal hash meet once in 10^14 events.
/// </summary>
internal static class IdHash
{
    /// <param name="kind">Tells ids of different kinds apart.</param>
    public static ulong Of(string id, int kind = 0) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(id.AsSpan()), kind);
}
