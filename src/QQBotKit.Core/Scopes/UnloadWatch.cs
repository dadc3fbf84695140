using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Microsoft.Extensions.Logging;

namespace QQBotKit.Core.Scopes;

/// <summary>A version that ended and is still in memory.</summary>
/// <param name="Kind">Whether it was of a plugin or of a script.</param>
/// <param name="Name">The plugin's or script's name.</param>
/// <param name="Version">Its version; empty for scripts.</param>
/// <param name="Holder">What probably holds it, and what its author can do.</param>
internal sealed record Leftover(ExtensionKind Kind, string Name, string Version, string Holder);

/// <summary>
/// Proves that each version that ended leaves the process, or says which one did not. A reload never waits for that: the runtime
/// frees code in its own time, when nothing refers to it any more.
/// </summary>
internal sealed partial class UnloadWatch : IAsyncDisposable
{
    /// <summary>The time between two looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(3);

    /// <summary>
    /// What is alive after so many collections is held by something. Code takes several: one finds that nobody refers to it, one runs its
    /// finalizers, one frees it; and a task that was cancelled may need a moment to notice.
    /// </summary>
    public const int Looks = 5;

    /// <summary>The time between two looks when only held versions are left: they are given up, and seen to go if they do.</summary>
    private static readonly TimeSpan LatePeriod = TimeSpan.FromMinutes(1);

    private readonly List<Ended> _ended = [];
    private readonly TimeProvider _time;
    private readonly Texts _texts;
    private readonly ILogger _log;
    private readonly Meter _meter = new("QQBotKit");
    private readonly ITimer _timer;
    private int _looking;

    public UnloadWatch(TimeProvider time, Texts texts, ILogger log)
    {
        _time = time;
        _texts = texts;
        _log = log;
        _meter.CreateObservableGauge("qqbot.extension.leftovers", Measure, "{version}", "Versions of plugins and scripts that ended and are still in memory.");
        _timer = time.CreateTimer(static watch => ((UnloadWatch)watch!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Called when <see cref="Leftovers"/> changed.</summary>
    public Action Changed { get; set; } = () => { };

    /// <summary>The versions that something holds, by name. One that goes late is no longer among them.</summary>
    public IReadOnlyList<Leftover> Leftovers()
    {
        lock (_ended)
        {
            return [.. _ended.Where(ended => ended.Holder is not null && ended.Context.IsAlive).Select(ended => ended.ToLeftover())];
        }
    }

    /// <summary>Watches a version that is disposed of.</summary>
    public void Watch(Extension extension)
    {
        if (extension.LoadContext is not { } context)
        {
            return;
        }

        lock (_ended)
        {
            _ended.Add(new Ended(extension.Kind, extension.Name, extension.Version, context, _time.GetTimestamp()));
        }

        _timer.Change(Period, Period);
    }

    public ValueTask DisposeAsync()
    {
        _meter.Dispose();
        return _timer.DisposeAsync();
    }

    /// <summary>Helps the runtime to free what ended, and finds out whether it did.</summary>
    public void Look()
    {
        if (Interlocked.Exchange(ref _looking, 1) != 0)
        {
            return; // The last look takes longer than the period.
        }

        if (Pending() is { Length: > 0 } contexts)
        {
            foreach (var context in contexts)
            {
                UnloadSweep.Detach(context);
            }

            UnloadSweep.ForgetTypes();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        foreach (var ended in Next())
        {
            ended.Holder = LikelyHolder(ended.Context, _texts);
            LogLeftover(ended.Kind, ended.Name, ended.Version, ended.Holder);
            Changed();
        }

        Volatile.Write(ref _looking, 0);
    }

    private WeakReference[] Pending()
    {
        lock (_ended)
        {
            return [.. _ended.Where(ended => ended.Holder is null).Select(ended => ended.Context)];
        }
    }

    /// <summary>Counts a look.</summary>
    /// <returns>What must be held by something.</returns>
    private List<Ended> Next()
    {
        lock (_ended)
        {
            foreach (var late in _ended.Where(ended => ended.Holder is not null && !ended.Context.IsAlive))
            {
                LogGone(late.Kind, late.Name, late.Version);
                Changed();
            }

            _ended.RemoveAll(ended => !ended.Context.IsAlive);
            var due = _ended.FindAll(ended => ended.Holder is null && ++ended.Looks >= Looks && _time.GetElapsedTime(ended.Since) >= Period * (Looks - 1));
            if (_ended.Count == 0)
            {
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
            else if (_ended.TrueForAll(ended => ended.Holder is not null || due.Contains(ended)))
            {
                _timer.Change(LatePeriod, LatePeriod);
            }

            return due;
        }
    }

    // Not inlined: the context must not be on the stack of whoever looks whether it is alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string LikelyHolder(WeakReference context, Texts texts) => UnloadHolders.Of((AssemblyLoadContext?)context.Target, texts);

    private IEnumerable<Measurement<int>> Measure() => Leftovers()
        .GroupBy(leftover => (leftover.Kind, leftover.Name))
        .Select(group => new Measurement<int>(
            group.Count(),
            new("kind", group.Key.Kind == ExtensionKind.Plugin ? "plugin" : "script"), new KeyValuePair<string, object?>("name", group.Key.Name)));

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} {Name} {Version} ended and is still in memory. Probably held by {Holder}")]
    private partial void LogLeftover(ExtensionKind kind, string name, string version, string holder);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} {Name} {Version} has left the memory after all")]
    private partial void LogGone(ExtensionKind kind, string name, string version);

    private sealed class Ended(ExtensionKind kind, string name, string version, WeakReference context, long since)
    {
        public ExtensionKind Kind => kind;

        public string Name => name;

        public string Version => version;

        public WeakReference Context => context;

        public long Since => since;

        public int Looks { get; set; }

        public string? Holder { get; set; }

        public Leftover ToLeftover() => new(kind, name, version, Holder!);
    }
}
