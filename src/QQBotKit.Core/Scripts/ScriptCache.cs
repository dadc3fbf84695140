using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Scripts;

/// <summary>A script after the compiler.</summary>
/// <param name="Assembly">The assembly; empty where the script has no code.</param>
/// <param name="Symbols">Its portable PDB, which gives stack traces the script's lines.</param>
/// <param name="FactoryType">The type of the method that runs the script.</param>
/// <param name="FactoryMethod">The method that runs the script.</param>
internal sealed record CompiledScript(byte[] Assembly, byte[] Symbols, string FactoryType, string FactoryMethod);

/// <summary>
/// Compiled scripts on disk, so that a start with unchanged scripts never loads the compiler. One file per script, which the next version
/// replaces; whatever is not whole and of the asked key is not there.
/// </summary>
internal sealed partial class ScriptCache(string folder, ILogger logger)
{
    private const int ChecksumLength = SHA256.HashSizeInBytes;

    private static ReadOnlySpan<byte> Header => "QQScript"u8;

    /// <summary>
    /// What a compiled script depends on besides its files. The compiler's version, its options and the format of this cache are part of the
    /// identity of this very assembly.
    /// </summary>
    public static string Environment { get; } = string.Join(' ',
        typeof(ScriptCache).Assembly.ManifestModule.ModuleVersionId,
        HostAssemblies.Contract.ManifestModule.ModuleVersionId,
        Assembly.Load("QQBotKit.Api").ManifestModule.ModuleVersionId,
        System.Environment.Version);

    public CompiledScript? Find(string name, string key)
    {
        try
        {
            var file = File.ReadAllBytes(PathOf(name));
            var body = Header.Length + ChecksumLength;
            if (file.Length < body || !file.AsSpan().StartsWith(Header)
                || !SHA256.HashData(file.AsSpan(body)).AsSpan().SequenceEqual(file.AsSpan(Header.Length, ChecksumLength)))
            {
                return null;
            }

            using var reader = new BinaryReader(new MemoryStream(file, body, file.Length - body), Encoding.UTF8);
            return reader.ReadString() == key
                ? new CompiledScript(
                    FactoryType: reader.ReadString(), FactoryMethod: reader.ReadString(),
                    Assembly: reader.ReadBytes(reader.ReadInt32()), Symbols: reader.ReadBytes(reader.ReadInt32()))
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Store(string name, string key, CompiledScript script)
    {
        using var body = new MemoryStream();
        using var writer = new BinaryWriter(body, Encoding.UTF8);
        writer.Write(key);
        writer.Write(script.FactoryType);
        writer.Write(script.FactoryMethod);
        writer.Write(script.Assembly.Length);
        writer.Write(script.Assembly);
        writer.Write(script.Symbols.Length);
        writer.Write(script.Symbols);
        var bytes = body.GetBuffer().AsSpan(0, (int)body.Length);

        var unfinished = PathOf($"{name}.{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(unfinished, [.. Header, .. SHA256.HashData(bytes), .. bytes]);
            File.Move(unfinished, PathOf(name), overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogNotStored(folder, exception.Message);
            Discard(unfinished);
        }
    }

    private static void Discard(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The folder cannot be written, which was said already.
        }
    }

    private string PathOf(string name) => Path.Combine(folder, name + ".compiled");

    [LoggerMessage(Level = LogLevel.Warning, Message = "Compiled scripts cannot be kept in {Folder}, so every start compiles them anew: {Reason}")]
    private partial void LogNotStored(string folder, string reason);
}
