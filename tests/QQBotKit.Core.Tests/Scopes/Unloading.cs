namespace QQBotKit.Core.Tests.Scopes;

/// <summary>Waits for what the collector frees in its own time.</summary>
internal static class Unloading
{
    public static int CountAlive(IReadOnlyCollection<WeakReference> contexts)
    {
        for (var round = 0; round < 12 && contexts.Any(context => context.IsAlive); round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return contexts.Count(context => context.IsAlive);
    }
}
