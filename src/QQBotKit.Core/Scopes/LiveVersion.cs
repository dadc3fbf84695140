namespace QQBotKit.Core.Scopes;

/// <summary>A version of a plugin or script with its scopes, one for each bot, from its configuration to its end.</summary>
internal sealed class LiveVersion(Extension extension, BotScope[] scopes)
{
    /// <summary>How much longer than their handlers may run those that use this version are waited for.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<LiveVersion> _providers = [];
    private readonly HashSet<LiveVersion> _users = [];

    public Extension Extension => extension;

    public BotScope[] Scopes => scopes;

    /// <summary>The versions whose code or services it uses. It ends before they do.</summary>
    public IReadOnlySet<LiveVersion> Providers => _providers;

    /// <summary>Finds out, after it was configured, which of the live versions it uses.</summary>
    public void Use(IEnumerable<LiveVersion> live)
    {
        foreach (var other in live.Where(IsProvider))
        {
            _providers.Add(other);
            lock (other._users)
            {
                other._users.Add(this);
            }
        }
    }

    /// <summary>Ends what nothing calls any more: first those that use it, then its scopes, then the author's object.</summary>
    /// <param name="drain">How long its handlers may go on.</param>
    /// <param name="time">The clock.</param>
    /// <returns>What the author's code threw at its end; null if nothing.</returns>
    public async Task<Exception?> EndAsync(TimeSpan drain, TimeProvider time)
    {
        try
        {
            await Task.WhenAny(Task.WhenAll(UsersEnded()), Task.Delay(drain + Grace, time));
            await Task.WhenAll(scopes.Select(scope => scope.EndAsync(drain, time)));
            await extension.DisposeAsync();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
        finally
        {
            foreach (var provider in _providers)
            {
                lock (provider._users)
                {
                    provider._users.Remove(this);
                }
            }

            _providers.Clear();
            _ended.TrySetResult();
        }
    }

    private bool IsProvider(LiveVersion other) =>
        other.Extension.Kind == ExtensionKind.Plugin && extension.Uses.Contains(other.Extension.Name)
        || scopes.Any(scope => other.Scopes.Any(scope.Providers.Contains));

    private Task[] UsersEnded()
    {
        lock (_users)
        {
            return [.. _users.Select(user => user._ended.Task)];
        }
    }
}
