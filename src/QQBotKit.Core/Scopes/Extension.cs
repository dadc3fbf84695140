namespace QQBotKit.Core.Scopes;

internal enum ExtensionKind
{
    Plugin,
    Script,
}

/// <summary>
/// One version of a plugin or a script: author code that is loaded, but not live until the extension host publishes it.
/// Disposing it ends the author's object and lets go of its load context.
/// </summary>
internal abstract class Extension : IAsyncDisposable
{
    public required ExtensionKind Kind { get; init; }

    /// <summary>The name that users know: the plugin's folder, the script's file name without its ending.</summary>
    public required string Name { get; init; }

    /// <summary>The version shown to users; empty for scripts.</summary>
    public string Version { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>The plugins whose contracts its code is bound to: it cannot outlive their versions.</summary>
    public IReadOnlyCollection<string> Uses { get; init; } = [];

    /// <summary>What it says that it uses; empty where it says nothing.</summary>
    public IReadOnlyList<string> Declared { get; init; } = [];

    /// <summary>Dead when nothing of this version is left in the process; null where it has no load context of its own.</summary>
    public WeakReference? LoadContext { get; protected init; }

    /// <summary>Runs the author's registrations against one bot. Whatever it throws is the author's error.</summary>
    public abstract Task ConfigureAsync(IBot bot);

    public virtual Task StartAsync(CancellationToken stopping) => Task.CompletedTask;

    public abstract ValueTask DisposeAsync();
}

/// <summary>A plugin or script that was found on disk.</summary>
/// <param name="Name">See <see cref="Extension.Name"/>.</param>
/// <param name="Path">The full path of the plugin's DLL or of the script.</param>
/// <param name="Stamp">Changes whenever a file of it may have changed (sizes and times); cheap to make.</param>
internal sealed record ExtensionFile(string Name, string Path, string Stamp)
{
    /// <summary>Whether somebody seems to be copying it: it is left as it is until the copy is complete.</summary>
    public bool IsChanging { get; init; }
}

/// <summary>Something wrong with a file, in the words of its author.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">The line, from 1; 0 where the file as a whole is meant.</param>
/// <param name="Column">The column, from 1; 0 where the line or the file as a whole is meant.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record Finding(string Path, int Line, int Column, string Message)
{
    /// <summary>The line of the file and a mark below it, each after some blanks; empty where nothing is to be shown.</summary>
    public string Excerpt { get; init; } = "";

    public override string ToString() =>
        $"{Path}{(Line == 0 ? "" : Column == 0 ? $"({Line})" : $"({Line},{Column})")}: {Message}"
        + (Excerpt.Length == 0 ? "" : Environment.NewLine + Excerpt);
}

/// <summary>A file could not be loaded. Nothing of it stays behind.</summary>
internal sealed class ExtensionLoadException(IReadOnlyList<Finding> findings, Exception? innerException = null)
    : Exception(string.Join(Environment.NewLine, findings), innerException)
{
    public IReadOnlyList<Finding> Findings { get; } = findings;

    /// <summary>Whether other plugins may mend it, by coming, going or changing.</summary>
    public bool DependsOnOthers { get; init; }
}

/// <summary>A folder that extensions come from: the one of the plugins, or the one of the scripts.</summary>
internal interface IExtensionSource
{
    ExtensionKind Kind { get; }

    /// <summary>The folder that is looked through. It need not exist.</summary>
    string Root { get; }

    /// <summary>Lists what is there now, by name. Called about once a second, so it only looks at names, sizes and times.</summary>
    IReadOnlyList<ExtensionFile> Scan();

    /// <summary>A hash over the content of all files of it: equal when a change of <see cref="ExtensionFile.Stamp"/> changed nothing.</summary>
    string ContentKey(ExtensionFile file);

    /// <summary>Loads it without running any of the author's registrations.</summary>
    /// <exception cref="ExtensionLoadException">It does not compile, or is not a plugin that can be loaded.</exception>
    Task<Extension> LoadAsync(ExtensionFile file, CancellationToken cancellationToken);

    /// <summary>Looks for everything that would make <see cref="LoadAsync"/> fail, without running author code.</summary>
    Task<IReadOnlyList<Finding>> CheckAsync(ExtensionFile file, CancellationToken cancellationToken);
}
