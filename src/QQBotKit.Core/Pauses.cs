namespace QQBotKit.Core;

/// <summary>
/// A clock that is told of the pauses which the runtime makes because the platform is not well: between two tries of a call, before another connection.
/// A clock that stands still until it is moved can let those pass, and no other wait.
/// </summary>
internal abstract class PausingTime : TimeProvider
{
    public abstract Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken);
}

internal static class Pauses
{
    /// <summary>Waits because the platform is not well.</summary>
    public static Task PauseAsync(this TimeProvider time, TimeSpan pause, CancellationToken cancellationToken) =>
        time is PausingTime told ? told.PauseAsync(pause, cancellationToken) : Task.Delay(pause, time, cancellationToken);
}
