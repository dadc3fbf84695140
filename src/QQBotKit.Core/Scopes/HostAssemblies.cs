using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace QQBotKit.Core.Scopes;

/// <summary>The assemblies of this process that author code meets.</summary>
internal static class HostAssemblies
{
    /// <summary>The contract, without any of the runtime behind it.</summary>
    public static Assembly Contract { get; } = typeof(IBot).Assembly;

    /// <summary>
    /// What author code must have in common with the host, because the contract speaks these types. A plugin cannot bring its own,
    /// so this stays as small as the contract.
    /// </summary>
    public static IReadOnlyList<Assembly> Shared { get; } = [Contract, typeof(ILogger).Assembly];

    /// <summary>The files of the assemblies that the runtime started with, by simple name: the frameworks' and the host's own.</summary>
    public static IReadOnlyDictionary<string, string> Trusted { get; } =
        ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(path => KeyValuePair.Create(Path.GetFileNameWithoutExtension(path), path))
        // The core library can be listed twice.
        .DistinctBy(trusted => trusted.Key, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(StringComparer.OrdinalIgnoreCase);

    private static string Frameworks { get; } = FrameworksOf(RuntimeEnvironment.GetRuntimeDirectory());

    public static bool IsShared(string name) => Shared.Any(shared => shared.GetName().Name == name);

    /// <summary>Whether a trusted file belongs to .NET or ASP.NET Core, and not to the host.</summary>
    public static bool IsFramework(string path) =>
        Path.GetDirectoryName(path) is { } folder && FrameworksOf(folder) == Frameworks;

    // shared/Microsoft.NETCore.App/10.0.0/ → shared
    private static string FrameworksOf(string folder) => Path.GetFullPath(Path.Combine(folder, "..", ".."));
}
