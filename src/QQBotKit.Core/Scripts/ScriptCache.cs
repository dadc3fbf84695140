using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Scripts.Packages;

namespace QQBotKit.Core.Scripts;

/// <summary>A script after the compiler.</summary>
/// <param name="Assembly">The assembly; empty where the script has no code.</param>
/// <param name="Symbols">Its portable PDB, which gives stack traces the script's lines.</param>
/// <param name="FactoryType">The type of the method that runs the script.</param>
/// <param name="FactoryMethod">The method that runs the script.</param>
internal sealed record CompiledScript(byte[] Assembly, byte[] Symbols, string FactoryType, string FactoryMethod)
{
    /// <summary>The files of the packages that it was compiled with, and runs with.</summary>
    public PackageFiles Packages { get; init; } = PackageFiles.None;
}

/// <summary>
/// Compiled scripts on disk, so that a start with unchanged scripts never loads the compiler. One file per script, which the next version
/// replaces; whatever is not whole and of the asked key is not there.
/// </summary>
internal sealed partial class ScriptCache(string folder, ILogger logger)
{
    private const int ChecksumLength = SHA256.HashSizeInBytes;

    private static ReadOnlySpan<byte> Header => "QQScript"u8;

    /// <summary>
    /// What a compiled script depends on besides its files: this very assembly, whose identity stands for the compiler's version, its options and the format of
    /// this cache, and what every script is compiled against.
    /// </summary>
    public static string Environment { get; } = string.Join(' ',
    [
        .. HostAssemblies.Shared.Append(typeof(ScriptCache).Assembly).Append(Assembly.Load("QQBotKit.Api"))
            .Select(assembly => assembly.ManifestModule.ModuleVersionId.ToString()),

        // shared/Microsoft.NETCore.App/10.0.0
        .. HostAssemblies.Trusted.Values.Where(HostAssemblies.IsFramework).Select(Path.GetDirectoryName).Distinct().Order(StringComparer.Ordinal),
    ]);

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
                {
                    Packages = new PackageFiles(ReadAll(reader), ReadAll(reader)),
                }
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
        WriteAll(writer, script.Packages.Assemblies);
        WriteAll(writer, script.Packages.Libraries);
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

    private static string[] ReadAll(BinaryReader reader)
    {
        var all = new string[reader.ReadInt32()];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = reader.ReadString();
        }

        return all;
    }

    private static void WriteAll(BinaryWriter writer, IReadOnlyList<string> all)
    {
        writer.Write(all.Count);
        foreach (var one in all)
        {
            writer.Write(one);
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
