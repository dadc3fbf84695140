using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Capabilities;

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
    private readonly ExtensionTable _table = new();
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

    /// <summary>What a version may do.</summary>
    public Func<Extension, CapabilitySet> Permits { get; init; } = _ => CapabilitySet.Everything;

    /// <summary>Called when a version has gone live.</summary>
    public Action<Extension> Published { get; init; } = _ => { };

    /// <summary>Proves that what ended leaves the process.</summary>
    public UnloadWatch Unloads => _unloads;

    /// <summary>The version that is live; null if none is.</summary>
    public Extension? LiveOf(ExtensionKind kind, string name) => _table.Find(kind, name)?.Live?.Extension;

    /// <summary>The load context of the version that is live; null if none is.</summary>
    public WeakReference? ContextOf(ExtensionKind kind, string name) => LiveOf(kind, name)?.LoadContext;

    /// <summary>Calls the handlers of a plugin or script again after a quarantine.</summary>
    /// <returns>Whether it was in quarantine.</returns>
    public bool Resume(ExtensionKind kind, string name)
    {
        if (_table.Find(kind, name)?.Live?.Scopes[0].Containment.Resume() != true)
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
            _table.Outdate(which);
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
    public IReadOnlyList<ExtensionStatus> Status() => _table.Status();

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
        var ended = new List<LiveVersion>();
        try
        {
            var (changed, isChanging) = await LookAsync(source, ended, cancellationToken);
            if (changed)
            {
                await FollowAsync(ended, cancellationToken);

                // Scripts may use the types of a plugin: they follow its new version before the old one ends.
                foreach (var later in sources.SkipWhile(other => other != source).Skip(1))
                {
                    isChanging |= (await LookAsync(later, ended, cancellationToken)).IsChanging;
                }

                await FollowAsync(ended, cancellationToken);
                TellWaiting();
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
        await Task.WhenAll(_table.Keys.Select(key => Remove(key.Kind, key.Name)).OfType<LiveVersion>().Select(EndInTimeAsync));

        await Task.WhenAny(Task.WhenAll(_ending.Keys), Task.Delay(LastDrain, time));
    }

    private async Task<(bool Changed, bool IsChanging)> LookAsync(IExtensionSource source, List<LiveVersion> ended, CancellationToken cancellationToken)
    {
        var found = source.Scan();
        var changed = false;
        foreach (var gone in _table.Names(source.Kind).Where(name => found.All(file => file.Name != name)))
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
    private async Task<bool> BringInLineAsync(IExtensionSource source, ExtensionFile file, List<LiveVersion> ended, CancellationToken cancellationToken)
    {
        var entry = _table.Find(source.Kind, file.Name);
        if (entry is not null && entry.Stamp == file.Stamp)
        {
            return false;
        }

        var key = source.ContentKey(file);
        if (entry is not null && entry.ContentKey == key)
        {
            _table.Keep(source.Kind, file.Name, entry with { Stamp = file.Stamp });
            return false;
        }

        await ReplaceAsync(source, file, key, entry, ended, cancellationToken);
        return true;
    }

    /// <summary>Loads what is on disk in the place of what is live.</summary>
    private async Task ReplaceAsync(
        IExtensionSource source, ExtensionFile file, string key, ExtensionEntry? entry, List<LiveVersion> ended, CancellationToken cancellationToken)
    {
        var old = entry?.Live;
        try
        {
            var live = await PublishAsync(source, file, old, cancellationToken);
            _table.Keep(source.Kind, file.Name, new ExtensionEntry(file, StampAfterLoading(source, file, key), key, live, null));
            if (old is not null)
            {
                ended.Add(old);
                LogReloaded(source.Kind, file.Name, live.Extension.Version);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var error = Explain(e);
            var waiting = e switch
            {
                WaitingException wait => new Wait(wait.Service),
                ExtensionLoadException { DependsOnOthers: true } => new Wait(null, IsError: true),
                _ => null,
            };
            var isTold = waiting is not { IsError: false } || (entry is { IsTold: true } && error == entry.Error);
            if (old is not null && _table.IsLeftBehind(old))
            {
                // What it uses is about to end, so it cannot go on as it is.
                Unpublish(old);
                _table.Changes++;
                ended.Add(old);
                (old, isTold) = (null, true);
                LogStopped(source.Kind, file.Name, string.Join(", ", ended[^1].Providers.Select(provider => provider.Scopes[0].Owner)), error);
            }
            else if (waiting is not { IsError: false } && (waiting is null || error != entry?.Error))
            {
                LogNotLive(source.Kind, file.Name, old is null ? "is not loaded" : "was changed, and its last good version keeps running", error);
            }

            _table.Keep(source.Kind, file.Name, new ExtensionEntry(file, file.Stamp, key, old, error) { Waiting = waiting, TriedAt = _table.Changes, IsTold = isTold });
        }
    }

    /// <summary>
    /// Brings those along that use what was replaced or removed, and those that waited for what came. Providers first: what uses them is then configured once.
    /// </summary>
    private async Task FollowAsync(List<LiveVersion> ended, CancellationToken cancellationToken)
    {
        while (_table.NextToFollow(service => registries.Any(registry => registry.Current.Services.Has(service))) is { } entry)
        {
            var source = sources.First(source => source.Kind == entry.Kind);
            await ReplaceAsync(source, entry.Value.File, entry.Value.ContentKey, entry.Value, ended, cancellationToken);
        }
    }

    private void TellWaiting()
    {
        foreach (var (kind, name, waiting) in _table.TellAll())
        {
            LogWaiting(kind, name, waiting);
        }
    }

    /// <summary>
    /// Loading may have found more files that belong to it, so the stamp is taken again; unless the content changed since, which the next look must see.
    /// </summary>
    private static string StampAfterLoading(IExtensionSource source, ExtensionFile file, string key)
    {
        var after = source.Scan().FirstOrDefault(found => found.Name == file.Name);
        return after is null || after.Stamp == file.Stamp || source.ContentKey(after) != key ? file.Stamp : after.Stamp;
    }

    private async Task<LiveVersion> PublishAsync(IExtensionSource source, ExtensionFile file, LiveVersion? old, CancellationToken cancellationToken)
    {
        var extension = await source.LoadAsync(file, cancellationToken);
        var scopes = createScopes(source.Kind, file.Name);
        var version = new LiveVersion(extension, scopes);
        foreach (var scope in scopes)
        {
            scope.Capabilities = Permits(extension);
        }

        try
        {
            foreach (var scope in scopes)
            {
                await extension.ConfigureAsync(scope);
            }

            version.Use(_table.Live);

            for (var i = 0; i < scopes.Length; i++)
            {
                registries[i].Check(old?.Scopes[i], scopes[i]);
            }

            await extension.StartAsync(scopes[0].Stopping);
        }
        catch
        {
            await EndAsync(version, LastDrain);
            throw;
        }

        scopes[0].Containment.Quarantined = reason => Report(source.Kind, file.Name, reason);
        for (var i = 0; i < scopes.Length; i++)
        {
            registries[i].Swap(old?.Scopes[i], scopes[i]);
            scopes[i].GoLive(old?.Scopes[i]);
        }

        _table.Changes++;
        Published(extension);
        return version;
    }

    private void Report(ExtensionKind kind, string name, string reason)
    {
        LogQuarantined(kind, name, reason);
        Quarantined(kind, name, reason);
        Changed();
    }

    /// <returns>What was live, and is to be ended.</returns>
    private LiveVersion? Remove(ExtensionKind kind, string name)
    {
        if (_table.Remove(kind, name)?.Live is not { } live)
        {
            return null;
        }

        Unpublish(live);
        return live;
    }

    private void Unpublish(LiveVersion live)
    {
        for (var i = 0; i < live.Scopes.Length; i++)
        {
            registries[i].Swap(live.Scopes[i], null);
        }
    }

    private async Task EndInTimeAsync(LiveVersion live)
    {
        var ending = EndAsync(live, _isStopping ? LastDrain : Drain);
        if (await Task.WhenAny(ending, Task.Delay(DrainInLook, time)) != ending)
        {
            _ending[ending] = true;
            _ = ending.ContinueWith(ended => _ending.TryRemove(ended, out _), TaskScheduler.Default);
        }
    }

    private async Task EndAsync(LiveVersion live, TimeSpan drain)
    {
        if (await live.EndAsync(drain, time) is { } fault)
        {
            LogEndFailed(fault, live.Scopes[0].Owner);
        }

        _unloads.Watch(live.Extension);
    }

    private static string Explain(Exception e) => (ScriptPlace.Of(e) is { } place ? $"{place}: " : "")
        + (e is ExtensionLoadException or OptionsException or ArgumentException or WaitingException
            ? e.Message
            : $"{e.GetType().Name}: {e.Message}{Environment.NewLine}{StackTraces.Shortened(e.StackTrace ?? "")}");

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

    [LoggerMessage(Level = LogLevel.Error, Message = "{Kind} {Name} was stopped with what it uses ({Providers}): {Error}")]
    private partial void LogStopped(ExtensionKind kind, string name, string providers, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} {Name}: {Waiting}")]
    private partial void LogWaiting(ExtensionKind kind, string name, string waiting);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Owner}: DisposeAsync failed")]
    private partial void LogEndFailed(Exception fault, string owner);
}
