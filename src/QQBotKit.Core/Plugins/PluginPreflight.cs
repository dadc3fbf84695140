using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using QQBotKit.Core.Capabilities;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Plugins;

/// <summary>What is known of a plugin before any of its code has run.</summary>
/// <param name="PluginClass">The full name of its plugin class; null where there are problems.</param>
/// <param name="Problems">What keeps it from being loaded, each with its mend.</param>
internal sealed record PluginReport(string? PluginClass, IReadOnlyList<string> Problems)
{
    /// <summary>Whether a copy of the contract lies beside the plugin. It is never used.</summary>
    public bool ShipsContract { get; init; }

    /// <summary>The assemblies that it was built against.</summary>
    public IReadOnlyDictionary<string, Version> References { get; init; } = new Dictionary<string, Version>();

    /// <summary>Those of them that are neither beside it nor the host's. Another plugin may share them.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>What it says that it uses; empty where it says nothing.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>The assemblies that it shares with other plugins, and their versions; null for one that is not there.</summary>
    public IReadOnlyDictionary<string, Version?> Contracts { get; init; } = new Dictionary<string, Version?>();
}

/// <summary>
/// Reads a plugin's metadata. Loading it would find most of this as well, but later, with less to say, and after running code.
/// </summary>
internal sealed class PluginPreflight(Texts texts)
{
    private static AssemblyName Host { get; } = HostAssemblies.Contract.GetName();

    public PluginReport Examine(string dll)
    {
        try
        {
            var content = File.ReadAllBytes(dll);
            using var image = new PEReader(new MemoryStream(content, writable: false));
            return IsWhole(image.PEHeaders, content.Length) && image.HasMetadata && image.GetMetadataReader() is { IsAssembly: true } metadata
                ? Examine(dll, metadata)
                : Incomplete();
        }
        catch (BadImageFormatException)
        {
            return Incomplete();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Refused(texts.Of($"It cannot be read: {exception.Message}", $"无法读取：{exception.Message}"));
        }
    }

    private PluginReport Examine(string dll, MetadataReader metadata)
    {
        var references = metadata.AssemblyReferences.Select(handle => metadata.GetAssemblyReference(handle))
            .ToLookup(reference => metadata.GetString(reference.Name), reference => reference.Version);
        var files = PluginFiles.Of(dll).Select(file => Path.GetFileNameWithoutExtension(file.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase);

        // A class built against another contract cannot be judged by this one.
        var problems = WrongVersions(references).ToList();
        string? pluginClass = null;
        if (problems.Count == 0)
        {
            pluginClass = PluginClass(metadata, problems);
        }

        var contracts = PluginManifest.Values(metadata, PluginManifest.Contract)
            .ToDictionary(name => name, name => PluginManifest.VersionOf(Path.Combine(Path.GetDirectoryName(dll)!, name + ".dll")));
        problems.AddRange(contracts.Where(contract => contract.Value is null).Select(contract => texts.Of(
            $"Its project names the contract {contract.Key}, and there is no {contract.Key}.dll beside it: reference that project or package, or take the QQBotContract away.",
            $"项目文件把 {contract.Key} 声明为合约，但插件旁边没有 {contract.Key}.dll：请引用相应的项目或包，或删去这个 QQBotContract。")));
        var capabilities = PluginManifest.Values(metadata, PluginManifest.Capability);
        problems.AddRange(capabilities.Select(name => CapabilitySet.ProblemOf(name, texts)).OfType<string>());
        return new PluginReport(problems.Count == 0 ? pluginClass : null, problems)
        {
            Capabilities = capabilities,
            ShipsContract = files.Contains(Host.Name!),
            References = references.ToDictionary(reference => reference.Key, reference => reference.Max()!),
            Missing = [.. references.Select(reference => reference.Key).Where(name => !IsPresent(name, files)).Order(StringComparer.Ordinal)],
            Contracts = contracts,
        };
    }

    /// <summary>What is said of an assembly that is nowhere.</summary>
    public string Missing(string assembly) => texts.Of(
        $"{assembly}.dll is missing: copy it beside the plugin, or put <EnableDynamicLoading>true</EnableDynamicLoading> into its project and build it again; if it is the contract of another plugin, add that plugin.",
        $"缺少 {assembly}.dll：请把它复制到插件旁边，或在项目文件中加入 <EnableDynamicLoading>true</EnableDynamicLoading> 后重新编译；如果它是另一个插件的合约，请装上那个插件。");

    /// <summary>The file as its headers describe it; a copy that is under way is shorter.</summary>
    private static bool IsWhole(PEHeaders headers, int length) =>
        headers.SectionHeaders.All(section => section.PointerToRawData + (long)section.SizeOfRawData <= length);

    private static bool IsPresent(string name, HashSet<string> files) =>
        files.Contains(name) || HostAssemblies.IsShared(name)
        || HostAssemblies.Trusted.TryGetValue(name, out var path) && HostAssemblies.IsFramework(path);

    private IEnumerable<string> WrongVersions(ILookup<string, Version> references)
    {
        if (references["System.Runtime"].Any(version => version.Major > Environment.Version.Major))
        {
            yield return texts.Of(
                $"It was built for .NET {references["System.Runtime"].Max()!.Major}, and this is .NET {Environment.Version.Major}: build it for net{Environment.Version.Major}.0.",
                $"它是为 .NET {references["System.Runtime"].Max()!.Major} 编译的，而当前运行的是 .NET {Environment.Version.Major}：请以 net{Environment.Version.Major}.0 重新编译。");
        }

        if (!references.Contains(Host.Name!))
        {
            yield return texts.Of(
                $"It is no plugin: it does not use {Host.Name}. Reference that package and derive a public class from BotPlugin.",
                $"它不是插件：没有引用 {Host.Name}。请引用该包，并从 BotPlugin 派生一个公共类。");
        }

        foreach (var shared in HostAssemblies.Shared.Select(assembly => assembly.GetName()))
        {
            var contract = shared.Name == Host.Name;
            foreach (var version in references[shared.Name!])
            {
                if (version.Major > shared.Version!.Major || version.Major == shared.Version.Major && version.Minor > shared.Version.Minor)
                {
                    yield return texts.Of(
                        $"It was built against {shared.Name} {version.ToString(2)}, and this host has {shared.Version.ToString(2)}: update the host, or build the plugin against that version.",
                        $"它是针对 {shared.Name} {version.ToString(2)} 编译的，而本程序提供的是 {shared.Version.ToString(2)}：请升级本程序，或针对该版本重新编译插件。");
                }
                else if (contract && version.Major < shared.Version.Major)
                {
                    yield return texts.Of(
                        $"It was built against {shared.Name} {version.ToString(2)}, which this host no longer runs: build the plugin against {shared.Version.ToString(2)}.",
                        $"它是针对 {shared.Name} {version.ToString(2)} 编译的，本程序已不再支持：请针对 {shared.Version.ToString(2)} 重新编译插件。");
                }
            }
        }
    }

    private string? PluginClass(MetadataReader metadata, List<string> problems)
    {
        var classes = metadata.TypeDefinitions.Where(type => IsPluginClass(metadata, type)).ToList();
        var names = string.Join(", ", classes.Select(type => FullName(metadata, type)));
        switch (classes)
        {
            case []:
                problems.Add(texts.Of(
                    "It has no plugin class: make one public class that derives from BotPlugin and is not abstract.",
                    "没有插件类：请编写一个派生自 BotPlugin 的公共非抽象类。"));
                return null;

            case [var type]:
                if (!HasPublicConstructor(metadata, type))
                {
                    problems.Add(texts.Of(
                        $"{names} needs a public constructor without parameters; what it needs comes with Configure(IBot bot).",
                        $"{names} 需要一个公共的无参构造函数；它需要的一切都由 Configure(IBot bot) 提供。"));
                }

                return names;

            default:
                problems.Add(texts.Of(
                    $"It has more than one plugin class ({names}): make all but one internal, or a plugin of its own.",
                    $"有多个插件类（{names}）：只保留一个公共类，其余改为 internal，或拆成单独的插件。"));
                return null;
        }
    }

    private static bool IsPluginClass(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        return (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public
            && !type.Attributes.HasFlag(TypeAttributes.Abstract)
            && type.GetGenericParameters().Count == 0
            && DerivesFromBotPlugin(metadata, type.BaseType);
    }

    private static bool DerivesFromBotPlugin(MetadataReader metadata, EntityHandle baseType)
    {
        while (!baseType.IsNil)
        {
            switch (baseType.Kind)
            {
                case HandleKind.TypeReference:
                    var reference = metadata.GetTypeReference((TypeReferenceHandle)baseType);
                    return metadata.GetString(reference.Name) == nameof(BotPlugin)
                        && metadata.GetString(reference.Namespace) == typeof(BotPlugin).Namespace
                        && reference.ResolutionScope.Kind == HandleKind.AssemblyReference
                        && metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)reference.ResolutionScope).Name) == Host.Name;

                case HandleKind.TypeDefinition:
                    baseType = metadata.GetTypeDefinition((TypeDefinitionHandle)baseType).BaseType;
                    break;

                default:
                    // A generic base: the class behind the type arguments (ECMA-335 II.23.2.12: GENERICINST CLASS TypeDefOrRef …).
                    var signature = metadata.GetBlobReader(metadata.GetTypeSpecification((TypeSpecificationHandle)baseType).Signature);
                    if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
                    {
                        return false;
                    }

                    _ = signature.ReadByte();
                    baseType = signature.ReadTypeHandle();
                    break;
            }
        }

        return false;
    }

    private static bool HasPublicConstructor(MetadataReader metadata, TypeDefinitionHandle type) =>
        metadata.GetTypeDefinition(type).GetMethods().Select(method => metadata.GetMethodDefinition(method)).Any(method =>
            (method.Attributes & (MethodAttributes.MemberAccessMask | MethodAttributes.Static)) == MethodAttributes.Public
            && metadata.GetString(method.Name) == ConstructorInfo.ConstructorName
            && ParameterCount(metadata, method) == 0);

    private static int ParameterCount(MetadataReader metadata, MethodDefinition method)
    {
        var signature = metadata.GetBlobReader(method.Signature);
        _ = signature.ReadSignatureHeader();
        return signature.ReadCompressedInteger();
    }

    private static string FullName(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        return type.Namespace.IsNil ? metadata.GetString(type.Name) : $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }

    private PluginReport Incomplete() => Refused(texts.Of(
        "It is not a whole .NET assembly: wait until it is copied, or copy it again.",
        "它不是完整的 .NET 程序集：请等待复制完成，或重新复制。"));

    private static PluginReport Refused(string problem) => new(null, [problem]);
}
