using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace QQBotKit.Core.Plugins;

/// <summary>What the project of a plugin says about it: the items that QQBotKit.Abstractions.targets writes into the assembly.</summary>
internal static class PluginManifest
{
    /// <summary>An assembly in the plugin's folder whose types others may use.</summary>
    public const string Contract = "QQBotKit.Contract";

    /// <summary>What the plugin uses.</summary>
    public const string Capability = "QQBotKit.Capability";

    /// <summary>The values of an <see cref="AssemblyMetadataAttribute"/>, which may be there more than once.</summary>
    public static IReadOnlyList<string> Values(MetadataReader metadata, string key) =>
    [
        .. metadata.GetAssemblyDefinition().GetCustomAttributes().Select(metadata.GetCustomAttribute)
            .Where(attribute => TypeOf(metadata, attribute) == nameof(AssemblyMetadataAttribute))
            .Select(attribute => Arguments(metadata.GetBlobReader(attribute.Value)))
            .Where(arguments => arguments.Key == key && !string.IsNullOrWhiteSpace(arguments.Value))
            .Select(arguments => arguments.Value!)
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>The same of an assembly that runs.</summary>
    public static IReadOnlyList<string> Values(Assembly assembly, string key) =>
    [
        .. assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Where(attribute => attribute.Key == key && !string.IsNullOrWhiteSpace(attribute.Value))
            .Select(attribute => attribute.Value!)
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>The version of an assembly file; null where there is none to read.</summary>
    public static Version? VersionOf(string dll)
    {
        try
        {
            using var image = new PEReader(new MemoryStream(File.ReadAllBytes(dll), writable: false));
            return image.HasMetadata && image.GetMetadataReader() is { IsAssembly: true } metadata ? metadata.GetAssemblyDefinition().Version : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            return null;
        }
    }

    private static string? TypeOf(MetadataReader metadata, CustomAttribute attribute) =>
        attribute.Constructor.Kind == HandleKind.MemberReference
        && metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } type
            ? metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)type).Name)
            : null;

    // ECMA-335 II.23.3: a prolog, then the arguments, here two texts.
    private static (string? Key, string? Value) Arguments(BlobReader blob) =>
        blob.ReadUInt16() == 1 ? (blob.ReadSerializedString(), blob.ReadSerializedString()) : default;
}
