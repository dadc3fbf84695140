namespace QQBotKit.Core.Scopes;

/// <summary>What a version on disk waits for.</summary>
/// <param name="Service">The service that is missing; null where it is code of another plugin.</param>
/// <param name="IsError">Whether it is more than that another plugin is not there yet.</param>
internal sealed record Wait(string? Service, bool IsError = false);

/// <summary>What was found on disk, and what became of it.</summary>
internal sealed record ExtensionEntry(ExtensionFile File, string Stamp, string ContentKey, LiveVersion? Live, string? Error)
{
    /// <summary>What the version on disk waits for; null where it does not.</summary>
    public Wait? Waiting { get; init; }

    /// <summary>How much had changed when it was tried last.</summary>
    public int TriedAt { get; init; }

    /// <summary>Whether the log says what it waits for.</summary>
    public bool IsTold { get; init; } = true;
}

/// <summary>All plugins and scripts that were found. One at a time changes it, and anybody may look.</summary>
internal sealed class ExtensionTable
{
    private readonly Dictionary<(ExtensionKind Kind, string Name), ExtensionEntry> _entries = [];

    /// <summary>Counts what came and went: what waits for others is tried again when it has changed.</summary>
    public int Changes { get; set; }

    public IReadOnlyList<(ExtensionKind Kind, string Name)> Keys
    {
        get
        {
            lock (_entries)
            {
                return [.. _entries.Keys];
            }
        }
    }

    /// <summary>The versions that are live.</summary>
    public LiveVersion[] Live
    {
        get
        {
            lock (_entries)
            {
                return [.. _entries.Values.Select(entry => entry.Live).OfType<LiveVersion>()];
            }
        }
    }

    /// <summary>The names of those of one kind.</summary>
    public IEnumerable<string> Names(ExtensionKind kind) => Keys.Where(key => key.Kind == kind).Select(key => key.Name);

    public ExtensionEntry? Find(ExtensionKind kind, string name)
    {
        lock (_entries)
        {
            return _entries.GetValueOrDefault((kind, name));
        }
    }

    public void Keep(ExtensionKind kind, string name, ExtensionEntry entry)
    {
        lock (_entries)
        {
            _entries[(kind, name)] = entry;
        }
    }

    /// <returns>What was there.</returns>
    public ExtensionEntry? Remove(ExtensionKind kind, string name)
    {
        lock (_entries)
        {
            _entries.Remove((kind, name), out var entry);
            Changes++;
            return entry;
        }
    }

    /// <summary>Lets the next look find these changed.</summary>
    public void Outdate(Func<ExtensionKind, string, bool> which)
    {
        lock (_entries)
        {
            foreach (var (key, entry) in _entries.Where(entry => which(entry.Key.Kind, entry.Key.Name)).ToArray())
            {
                _entries[key] = entry with { Stamp = "", ContentKey = "" };
            }
        }
    }

    /// <summary>Whether something that a version uses is no longer live.</summary>
    public bool IsLeftBehind(LiveVersion version) =>
        version.Providers.Any(provider => Find(provider.Extension.Kind, provider.Extension.Name)?.Live != provider);

    /// <summary>
    /// The next that uses what was replaced or removed, or that waited for what came. Providers first: what uses them is then configured once.
    /// </summary>
    /// <param name="isProvided">Whether a service is there.</param>
    public (ExtensionKind Kind, ExtensionEntry Value)? NextToFollow(Func<string, bool> isProvided)
    {
        lock (_entries)
        {
            var behind = _entries.Where(entry => entry.Value.Live is { } live && IsLeftBehind(live)).ToArray();
            foreach (var (key, entry) in behind)
            {
                if (!behind.Any(other => entry.Live!.Providers.Contains(other.Value.Live!)))
                {
                    return (key.Kind, entry);
                }
            }

            foreach (var (key, entry) in _entries)
            {
                if (entry.Waiting is { } waiting && entry.TriedAt != Changes && (waiting.Service is not { } service || isProvided(service)))
                {
                    return (key.Kind, entry);
                }
            }

            return null;
        }
    }

    /// <summary>Those that wait, and of which the log does not say so yet.</summary>
    public IReadOnlyList<(ExtensionKind Kind, string Name, string Waiting)> TellAll()
    {
        lock (_entries)
        {
            var untold = _entries.Where(entry => !entry.Value.IsTold).ToArray();
            foreach (var (key, entry) in untold)
            {
                _entries[key] = entry with { IsTold = true };
            }

            return [.. untold.Select(entry => (entry.Key.Kind, entry.Key.Name, entry.Value.Error!))];
        }
    }

    /// <summary>All of them, plugins first, by name.</summary>
    public IReadOnlyList<ExtensionStatus> Status()
    {
        lock (_entries)
        {
            return
            [
                .. _entries
                    .OrderBy(entry => entry.Key.Kind).ThenBy(entry => entry.Key.Name, StringComparer.OrdinalIgnoreCase)
                    .Select(entry => StatusOf(entry.Key.Kind, entry.Key.Name, entry.Value)),
            ];
        }
    }

    private static ExtensionStatus StatusOf(ExtensionKind kind, string name, ExtensionEntry entry) => new(
        kind,
        name,
        entry.Live?.Extension.Version ?? "",
        entry.Live?.Scopes[0].Commands.Select(command => command.Name).ToArray() ?? [],
        entry.Error,
        entry.Waiting is { IsError: false },
        entry.Live?.Scopes[0].Containment.Quarantine)
    {
        Capabilities = entry.Live is { Extension: { Kind: ExtensionKind.Plugin } plugin } ? plugin.Declared : null,
    };
}
