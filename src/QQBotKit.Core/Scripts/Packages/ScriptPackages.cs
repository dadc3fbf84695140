using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Scripts.Packages;

/// <summary>
/// The packages that scripts name. Nothing here names a type of NuGet's: what the lock file knows and what is on disk is used without it.
/// </summary>
/// <param name="scripts">The folder of the scripts, which has the lock file.</param>
/// <param name="store">Where packages are kept.</param>
internal sealed partial class ScriptPackages(PackageSettings settings, string scripts, PackageStore store, Texts texts, ILogger logger)
{
    /// <summary>How long it may take to get the packages of a script.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly PackageLock _lock = new(scripts);

    /// <summary>Sees to it that the packages of a script are on disk.</summary>
    /// <param name="script">The name of the script.</param>
    /// <param name="named">The lines that name them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ExtensionLoadException">They cannot be had.</exception>
    public async Task<PackageFiles> RestoreAsync(string script, IReadOnlyList<NamedPackage> named, CancellationToken cancellationToken)
    {
        if (named.Count == 0)
        {
            return PackageFiles.None;
        }

        Check(named);
        try
        {
            var parts = Parts(named);
            var locked = _lock.Find(script, parts);
            if (locked is not null && Stored(locked) is { } files)
            {
                return files;
            }

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Patience);
            LogRestoring(script, parts.Count);
            var packages = await FetchAsync(parts, locked, limit.Token);
            if (locked is null)
            {
                _lock.Store(script, packages);
            }

            return Stored(packages) ?? throw new PackageException(texts.Of("The folder of the packages was changed meanwhile", "存放包的文件夹同时被修改了"));
        }
        catch (Exception exception) when (exception is PackageException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            var id = (exception as PackageException)?.Id;
            throw Wrong(named.FirstOrDefault(line => string.Equals(line.Package.Id, id, StringComparison.OrdinalIgnoreCase)) ?? named[0], exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Wrong(named[0], texts.Of(
                $"The packages did not come within {Patience.TotalMinutes:0} minutes; touch the script to try again",
                $"{Patience.TotalMinutes:0} 分钟内没有取得这些包；重新保存脚本即可再试"));
        }
    }

    /// <summary>Whether the files that a script was compiled with are still what it may run with.</summary>
    public bool AreCurrent(string script, IReadOnlyList<NamedPackage> named, PackageFiles files)
    {
        try
        {
            return named.Count == 0
                || settings.Enabled && files.Exist() && (_lock.Find(script, Parts(named)) is not { } locked || Stored(locked)?.SameAs(files) == true);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Check(IReadOnlyList<NamedPackage> named)
    {
        if (!settings.Enabled)
        {
            throw Wrong(named[0], texts.Of(
                "Packages are off. They are code from elsewhere that runs with all rights of the bot; to allow it, put into bot.yaml: scripts: { nuget: { enabled: true } }",
                "没有启用 NuGet 包。包是来自别处的代码，会以机器人的全部权限运行；如要允许，请在 bot.yaml 中写 scripts: { nuget: { enabled: true } }"));
        }

        foreach (var line in named)
        {
            if (line.Package.Version.Length == 0)
            {
                throw Wrong(line, texts.Of(
                    $"Say which version: #r \"nuget: {line.Package.Id}, 1.2.3\"", $"请写明版本：#r \"nuget: {line.Package.Id}, 1.2.3\""));
            }

            if (named.Any(other => string.Equals(other.Package.Id, line.Package.Id, StringComparison.OrdinalIgnoreCase) && other.Package.Version != line.Package.Version))
            {
                throw Wrong(line, texts.Of($"The script names two versions of {line.Package.Id}", $"脚本中写了 {line.Package.Id} 的两个版本"));
            }
        }
    }

    /// <summary>What a script gets of packages that are on disk; null where one is not.</summary>
    private PackageFiles? Stored(IReadOnlyList<LockedPackage> packages)
    {
        var files = new List<PackageFiles>();
        foreach (var package in packages)
        {
            if (store.Find(package.Id, package.Version) is not { } stored || stored.Sha512 != package.Sha512)
            {
                return null;
            }

            files.Add(store.FilesOf(package.Id, package.Version, stored));
        }

        var all = new PackageFiles(
            [.. files.SelectMany(package => package.Assemblies).Where(IsNeeded).DistinctBy(file => (Path.GetFileName(Path.GetDirectoryName(file)!), Path.GetFileName(file)))],
            [.. files.SelectMany(package => package.Libraries)]);
        return all.Exist() ? all : null;
    }

    private static List<PackagePart> Parts(IReadOnlyList<NamedPackage> named) => [.. named.Select(line => line.Package).Distinct()];

    // Not inlined: NuGet's assemblies stay out of the process until they are needed.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task<IReadOnlyList<LockedPackage>> FetchAsync(
        IReadOnlyList<PackagePart> named, IReadOnlyList<LockedPackage>? locked, CancellationToken cancellationToken) =>
        new PackageFetch(settings.Sources, store, IsProvided, texts).FetchAsync(named, locked, cancellationToken);

    /// <summary>Whether a script has the assembly of this name anyway, and could not use another one.</summary>
    private static bool IsProvided(string name) => HostAssemblies.IsShared(name) || string.Equals(name, "QQBotKit.Api", StringComparison.OrdinalIgnoreCase);

    /// <summary>Many packages bring what has become a part of .NET; the newer one is taken, as .NET's own builds do.</summary>
    private static bool IsNeeded(string assembly) => Path.GetFileNameWithoutExtension(assembly) is var name && !IsProvided(name)
        && !(HostAssemblies.Trusted.TryGetValue(name, out var own) && HostAssemblies.IsFramework(own)
            && AssemblyName.GetAssemblyName(own).Version >= AssemblyName.GetAssemblyName(assembly).Version);

    private static ExtensionLoadException Wrong(NamedPackage line, string message) =>
        new([new Finding(line.File, line.Line, 1, message) { Excerpt = Excerpt.Of(line.Text, 1) }]);

    [LoggerMessage(Level = LogLevel.Information, Message = "Script {Script}: getting the packages that it needs for the {Count} it names")]
    private partial void LogRestoring(string script, int count);
}
