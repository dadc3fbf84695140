using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace QQBotKit.Core.Scopes;

/// <summary>
/// Brings plugins and scripts to life and keeps them as they are on disk. A new version is loaded and configured beside the running
/// one, and takes its place in one step; when it fails anywhere the running one goes on, and the log says why.
/// </summary>
/// <param name="createScopes">Makes one scope for every bot.</param>
/// <param name="registries">The registries of the same bots, in the same order.</param>
internal sealed partial class ExtensionHost(
    IReadOnlyList<IExtensionSource> sources,
    Func<ExtensionKind, string, BotScope[]> createScopes,
    IReadOnlyList<Registry> registries,
    TimeProvider time,
    ILoggerFactory logs,
    Texts texts) : IAsyncDisposable
{
    /// <summary>How long the handlers of a version that was replaced may go on.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(30);

    /// <summary>How long they may when the host stops: the events that are left are for the next process.</summary>
    private static readonly TimeSpan LastDrain = TimeSpan.FromSeconds(2);

    /// <summary>How long a look waits for that. What takes longer ends beside the next looks.</summary>
    private static readonly TimeSpan DrainInLook = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = logs.CreateLogger<ExtensionHost>();
    private readonly Dictionary<(ExtensionKind, string), Entry> _entries = [];
    private readonly UnloadWatch _unloads = new(time, texts, logs.CreateLogger<UnloadWatch>());
    private readonly SemaphoreSlim _changing = new(1);
    private bool _isStopping;
    private readonly List<FolderWatch> _watches = [];
    private readonly ConcurrentDictionary<Task, bool> _ending = [];

    /// <summary>Called when <see cref="Status"/> or the leftovers may have changed.</summary>
    public Action Changed
    {
        get => _unloads.Changed;
        init => _unloads.Changed = value;
    }

    /// <summary>Called when no handler of a plugin or script is called any more, with the reason.</summary>
    public Action<ExtensionKind, string, string> Quarantined { get; init; } = (_, _, _) => { };

    /// <summary>Proves that what ended leaves the process.</summary>
    public UnloadWatch Unloads => _unloads;

    /// <summary>The version that is live; null if none is.</summary>
    public Extension? LiveOf(ExtensionKind kind, string name) => Find(kind, name)?.Live?.Extension;

    /// <summary>The load context of the version that is live; null if none is.</summary>
    public WeakReference? ContextOf(ExtensionKind kind, string name) => LiveOf(kind, name)?.LoadContext;

    /// <summary>Calls the handlers of a plugin or script again after a quarantine.</summary>
    /// <returns>Whether it was in quarantine.</returns>
    public bool Resume(ExtensionKind kind, string name)
    {
        if (Find(kind, name)?.Live?.Scopes[0].Containment.Resume() != true)
        {
            return false;
        }

        LogResumed(kind, name);
        Changed();
        return true;
    }

    /// <summary>Loads plugins and scripts anew though their files are the same, since something else is not that they were made with.</summary>
    public async Task ReloadAsync(Func<ExtensionKind, string, bool> which, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            lock (_entries)
            {
                foreach (var (key, entry) in _entries.Where(entry => which(entry.Key.Item1, entry.Key.Item2)).ToArray())
                {
                    _entries[key] = entry with { Stamp = "", ContentKey = "" };
                }
            }
        }
        finally
        {
            _changing.Release();
        }

        foreach (var source in sources)
        {
            await LookAsync(source, cancellationToken);
        }
    }

    /// <summary>All that was found, plugins first, by name.</summary>
    public IReadOnlyList<ExtensionStatus> Status()
    {
        lock (_entries)
        {
            return
            [
                .. _entries
                    .OrderBy(entry => entry.Key.Item1).ThenBy(entry => entry.Key.Item2, StringComparer.OrdinalIgnoreCase)
                    .Select(entry => new ExtensionStatus(
                        entry.Key.Item1,
                        entry.Key.Item2,
                        entry.Value.Live?.Extension.Version ?? "",
                        entry.Value.Live?.Scopes[0].Commands.Select(command => command.Name).ToArray() ?? [],
                        entry.Value.Error,
                        entry.Value.Live?.Scopes[0].Containment.Quarantine)),
            ];
        }
    }

    /// <summary>Loads what is there, then keeps watching. Files that cannot be loaded are reported and do not stop the others.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var source in sources)
        {
            await LookAsync(source, cancellationToken);
        }

        foreach (var source in sources)
        {
            _watches.Add(new FolderWatch(source.Root, token => LookAsync(source, token), time, logs.CreateLogger<FolderWatch>()));
        }
    }

    /// <summary>Brings what is live in line with what is on disk.</summary>
    /// <returns>Whether something is still changing: look again soon.</returns>
    public async Task<bool> LookAsync(IExtensionSource source, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        var ended = new List<Live>();
        try
        {
            var (changed, isChanging) = await LookAsync(source, ended, cancellationToken);
            if (changed)
            {
                // Scripts may use the types of a plugin: they follow its new version before the old one ends.
                foreach (var later in sources.SkipWhile(other => other != source).Skip(1))
                {
                    isChanging |= (await LookAsync(later, ended, cancellationToken)).IsChanging;
                }

                Changed();
            }

            return isChanging;
        }
        finally
        {
            await Task.WhenAll(ended.Select(EndInTimeAsync));
            _changing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _unloads.DisposeAsync();
        foreach (var watch in _watches)
        {
            await watch.DisposeAsync();
        }

        await _changing.WaitAsync();
        _isStopping = true;
        foreach (var (kind, name) in _entries.Keys.Reverse().ToArray())
        {
            if (Remove(kind, name) is { } live)
            {
                await EndInTimeAsync(live);
            }
        }

        await Task.WhenAny(Task.WhenAll(_ending.Keys), Task.Delay(LastDrain, time));
    }

    private async Task<(bool Changed, bool IsChanging)> LookAsync(IExtensionSource source, List<Live> ended, CancellationToken cancellationToken)
    {
        var found = source.Scan();
        var changed = false;
        foreach (var gone in Known(source.Kind).Where(name => found.All(file => file.Name != name)).ToArray())
        {
            changed = true;
            if (Remove(source.Kind, gone) is { } live)
            {
                ended.Add(live);
                LogRemoved(source.Kind, gone);
            }
        }

        foreach (var file in found.Where(file => !file.IsChanging))
        {
            changed |= await BringInLineAsync(source, file, ended, cancellationToken);
        }

        return (changed, found.Any(file => file.IsChanging));
    }

    /// <returns>Whether there was anything to do.</returns>
    private async Task<bool> BringInLineAsync(IExtensionSource source, ExtensionFile file, List<Live> ended, CancellationToken cancellationToken)
    {
        var entry = Find(source.Kind, file.Name);
        if (entry is not null && entry.Stamp == file.Stamp)
        {
            return false;
        }

        var key = source.ContentKey(file);
        if (entry is not null && entry.ContentKey == key)
        {
            Keep(source.Kind, file.Name, entry with { Stamp = file.Stamp });
            return false;
        }

        var old = entry?.Live;
        try
        {
            var live = await PublishAsync(source, file, old, cancellationToken);
            Keep(source.Kind, file.Name, new Entry(StampAfterLoading(source, file, key), key, live, null));
            if (old is not null)
            {
                ended.Add(old);
                LogReloaded(source.Kind, file.Name, live.Extension.Version);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var error = Explain(e);
            Keep(source.Kind, file.Name, new Entry(file.Stamp, key, old, error));
            LogNotLive(source.Kind, file.Name, old is null ? "is not loaded" : "was changed, and its last good version keeps running", error);
        }

        return true;
    }

    /// <summary>
    /// Loading may have found more files that belong to it, so the stamp is taken again; unless the content changed since, which the next look must see.
    /// </summary>
    private static string StampAfterLoading(IExtensionSource source, ExtensionFile file, string key)
    {
        var after = source.Scan().FirstOrDefault(found => found.Name == file.Name);
        return after is null || after.Stamp == file.Stamp || source.ContentKey(after) != key ? file.Stamp : after.Stamp;
    }

    private async Task<Live> PublishAsync(IExtensionSource source, ExtensionFile file, Live? old, CancellationToken cancellationToken)
    {
        var extension = await source.LoadAsync(file, cancellationToken);
        var scopes = createScopes(source.Kind, file.Name);
        try
        {
            foreach (var scope in scopes)
            {
                await extension.ConfigureAsync(scope);
            }

            for (var i = 0; i < scopes.Length; i++)
            {
                registries[i].Check(old?.Scopes[i], scopes[i]);
            }

            await extension.StartAsync(scopes[0].Stopping);
        }
        catch
        {
            await EndAsync(new Live(extension, scopes), LastDrain);
            throw;
        }

        scopes[0].Containment.Quarantined = reason => Report(source.Kind, file.Name, reason);
        for (var i = 0; i < scopes.Length; i++)
        {
            registries[i].Swap(old?.Scopes[i], scopes[i]);
            scopes[i].GoLive(old?.Scopes[i]);
        }

        return new Live(extension, scopes);
    }

    private void Report(ExtensionKind kind, string name, string reason)
    {
        LogQuarantined(kind, name, reason);
        Quarantined(kind, name, reason);
        Changed();
    }

    /// <returns>What was live, and is to be ended.</returns>
    private Live? Remove(ExtensionKind kind, string name)
    {
        Entry? entry;
        lock (_entries)
        {
            _entries.Remove((kind, name), out entry);
        }

        if (entry?.Live is not { } live)
        {
            return null;
        }

        for (var i = 0; i < live.Scopes.Length; i++)
        {
            registries[i].Swap(live.Scopes[i], null);
        }

        return live;
    }

    private async Task EndInTimeAsync(Live live)
    {
        var ending = EndAsync(live, _isStopping ? LastDrain : Drain);
        if (await Task.WhenAny(ending, Task.Delay(DrainInLook, time)) != ending)
        {
            _ending[ending] = true;
            _ = ending.ContinueWith(ended => _ending.TryRemove(ended, out _), TaskScheduler.Default);
        }
    }

    private async Task EndAsync(Live live, TimeSpan drain)
    {
        await Task.WhenAll(live.Scopes.Select(scope => scope.EndAsync(drain, time)));
        try
        {
            await live.Extension.DisposeAsync();
        }
        catch (Exception e)
        {
            LogEndFailed(e, live.Scopes[0].Owner);
        }

        _unloads.Watch(live.Extension);
    }

    private static string Explain(Exception e) => (ScriptPlace.Of(e) is { } place ? $"{place}: " : "")
        + (e is ExtensionLoadException or OptionsException or ArgumentException
            ? e.Message
            : $"{e.GetType().Name}: {e.Message}{Environment.NewLine}{StackTraces.Shortened(e.StackTrace ?? "")}");

    private string[] Known(ExtensionKind kind)
    {
        lock (_entries)
        {
            return [.. _entries.Keys.Where(key => key.Item1 == kind).Select(key => key.Item2)];
        }
    }

    private Entry? Find(ExtensionKind kind, string name)
    {
        lock (_entries)
        {
            return _entries.GetValueOrDefault((kind, name));
        }
    }

    private void Keep(ExtensionKind kind, string name, Entry entry)
    {
        lock (_entries)
        {
            _entries[(kind, name)] = entry;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} {Name} {Version}: reloaded")]
    private partial void LogReloaded(ExtensionKind kind, string name, string version);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Kind} {Name} is in quarantine, none of its handlers is called: {Reason} It is resumed by /plugin resume, by qqbot plugin resume, and by a new version")]
    private partial void LogQuarantined(ExtensionKind kind, string name, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} {Name}: resumed")]
    private partial void LogResumed(ExtensionKind kind, string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} {Name}: removed")]
    private partial void LogRemoved(ExtensionKind kind, string name);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Kind} {Name} {State}: {Error}")]
    private partial void LogNotLive(ExtensionKind kind, string name, string state, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Owner}: DisposeAsync failed")]
    private partial void LogEndFailed(Exception fault, string owner);

    private sealed record Live(Extension Extension, BotScope[] Scopes);

    private sealed record Entry(string Stamp, string ContentKey, Live? Live, string? Error);
}
