using System.Diagnostics;

namespace QQBotKit.Core.Tests.Scopes;

/// <summary>Waits for what the collector frees in its own time, which on a busy machine is later: the runtime's compiler may still hold a method.</summary>
internal static class Unloading
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Collects until it is gone, or for so long that it never will be.</summary>
    /// <param name="isGone">Whether it is gone.</param>
    /// <param name="before">What is done before each collection.</param>
    public static bool Wait(Func<bool> isGone, Action? before = null)
    {
        for (var since = Stopwatch.GetTimestamp(); !isGone() && Stopwatch.GetElapsedTime(since) < Patience;)
        {
            before?.Invoke();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return isGone();
    }

    /// <summary>How many stay alive; the collector stops being asked when none but the caller's last one may be left.</summary>
    public static int CountAlive(IReadOnlyCollection<WeakReference> contexts)
    {
        Wait(() => contexts.Count(context => context.IsAlive) <= 1);
        return contexts.Count(context => context.IsAlive);
    }
}
