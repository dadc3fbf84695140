using System.Collections;
using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace QQBotKit.Core.Scopes;

/// <summary>Lets go, for a version that ended, of what the frameworks still keep of it.</summary>
/// <remarks>
/// Many libraries subscribe to the end of the process, or start a timer, with nothing that would end it: Microsoft.Data.Sqlite does both. .NET lists neither, so their
/// lists are read where they are kept. In a .NET that keeps them elsewhere nothing is found, and <see cref="UnloadWatch"/> reports the version.
/// </remarks>
internal static class UnloadSweep
{
    private const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>
    /// Empties the caches that know an author's types: those of the JSON serializer's default options, of the component model and of reflection.
    /// Each is filled again at the next use. They are reached as hot reload reaches them, by the attribute that it looks for.
    /// </summary>
    public static void ForgetTypes()
    {
        foreach (var handler in AssemblyLoadContext.Default.Assemblies.SelectMany(assembly => assembly.GetCustomAttributes<MetadataUpdateHandlerAttribute>()))
        {
            handler.HandlerType.GetMethod("ClearCache", Statics, [typeof(Type[])])?.Invoke(null, [null]);
        }
    }

    /// <summary>Ends the timers of a version, and its subscriptions to events of the process.</summary>
    // Not inlined: the context must not be on the stack of whoever looks whether it is alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Detach(WeakReference context)
    {
        if (context.Target is AssemblyLoadContext ended)
        {
            EndTimers(ended);
            EndSubscriptions(typeof(AppContext), typeof(AppDomain), AppDomain.CurrentDomain, ended);
            EndSubscriptions(typeof(AppDomain), typeof(AppDomain), AppDomain.CurrentDomain, ended);
            EndSubscriptions(typeof(AssemblyLoadContext), typeof(AppDomain), AppDomain.CurrentDomain, ended);
            EndSubscriptions(typeof(TaskScheduler), typeof(TaskScheduler), null, ended);
        }
    }

    private static void EndTimers(AssemblyLoadContext ended)
    {
        var queueType = typeof(Timer).Assembly.GetType("System.Threading.TimerQueue");
        var queues = queueType?.GetProperty("Instances", Statics)?.GetValue(null) as IEnumerable;
        foreach (var queue in queues ?? Array.Empty<object>())
        {
            if (queueType!.GetProperty("SharedLock", Members)?.GetValue(queue) is not Lock gate)
            {
                return;
            }

            List<IDisposable> timers;
            lock (gate)
            {
                timers = [.. Timers(queue, "_shortTimers").Concat(Timers(queue, "_longTimers")).Where(timer => IsOf(timer, ended)).Cast<IDisposable>()];
            }

            timers.ForEach(timer => timer.Dispose());
        }
    }

    private static IEnumerable<object> Timers(object queue, string list)
    {
        for (var timer = Field(queue, list); timer is not null; timer = Field(timer, "_next"))
        {
            yield return timer;
        }
    }

    private static bool IsOf(object timer, AssemblyLoadContext context) => Field(timer, "_timerCallback") is Delegate callback && IsOf(callback, context);

    private static object? Field(object owner, string name) => owner.GetType().GetField(name, Members)?.GetValue(owner);

    /// <param name="keeper">The type that keeps the handlers, each list under the name of its event.</param>
    /// <param name="publisher">The type with the events.</param>
    /// <param name="target">The object with the events; null where they are static.</param>
    /// <param name="ended">Whose handlers are removed.</param>
    private static void EndSubscriptions(Type keeper, Type publisher, object? target, AssemblyLoadContext ended)
    {
        foreach (var kept in keeper.GetFields(Statics | BindingFlags.Instance).Where(field => field.FieldType.IsAssignableTo(typeof(Delegate))))
        {
            if (publisher.GetEvent(kept.Name) is { } published && (kept.IsStatic || target is not null && keeper.IsInstanceOfType(target)))
            {
                foreach (var handler in (kept.GetValue(kept.IsStatic ? null : target) as Delegate)?.GetInvocationList() ?? [])
                {
                    if (IsOf(handler, ended))
                    {
                        published.RemoveEventHandler(target, handler);
                    }
                }
            }
        }
    }

    private static bool IsOf(Delegate callback, AssemblyLoadContext context) =>
        AssemblyLoadContext.GetLoadContext(callback.Method.Module.Assembly) == context
        || callback.Target is { } target && AssemblyLoadContext.GetLoadContext(target.GetType().Assembly) == context;
}
