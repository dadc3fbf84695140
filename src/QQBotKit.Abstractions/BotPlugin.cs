namespace QQBotKit;

/// <summary>
/// The one class of a plugin assembly that the host creates. It is created once, with its parameterless constructor,
/// and configured once for every bot in bot.yaml.
/// </summary>
/// <remarks>
/// The name, version, author and description that the host shows are those of the assembly: the project file is the manifest.
/// </remarks>
public abstract class BotPlugin : IAsyncDisposable
{
    /// <summary>
    /// Registers commands and hooks on <paramref name="bot"/>, and does no work yet. What is registered becomes live,
    /// all at once, only when every call succeeded; an exception here leaves the running version as it is.
    /// </summary>
    /// <param name="bot">This plugin's view of one bot. All that is registered on it ends with the plugin.</param>
    public abstract void Configure(IBot bot);

    /// <summary>Starts background work, after every bot was configured and before anything registered goes live.</summary>
    /// <param name="stopping">Cancelled when this version of the plugin is about to end.</param>
    public virtual Task StartAsync(CancellationToken stopping) => Task.CompletedTask;

    /// <summary>Ends what <see cref="StartAsync"/> began. Registrations are undone by the host, before this is called.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }
}
