using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Rest;

namespace QQBotKit.Core.Recording;

/// <summary>What stands between one bot and the platform: it sees what goes there and comes from there, or takes the platform's place.</summary>
internal abstract class BotWire
{
    /// <summary>What every attempt of a call passes last.</summary>
    /// <param name="platform">The connections to the platform.</param>
    /// <param name="hosts">Where the platform is.</param>
    public virtual HttpMessageHandler Calls(HttpMessageHandler platform, PlatformHosts hosts) => platform;

    /// <summary>What takes the events of the platform.</summary>
    /// <param name="sink">The bot.</param>
    public virtual IEventSink Events(IEventSink sink) => sink;

    /// <summary>Lets the bot handle an event.</summary>
    public virtual Task HandleAsync(BotEvent e, Func<BotEvent, Task> handle) => handle(e);

    /// <summary>The platform has told who the bot is.</summary>
    public virtual void Ready(string? userId, string? userName)
    {
    }

    /// <summary>Brings the events in the place of the platform; null where the platform does.</summary>
    /// <param name="sink">The bot.</param>
    /// <param name="ready">To be told who the bot is.</param>
    /// <param name="stopping">Ends it.</param>
    public virtual Task? RunAsync(IEventSink sink, Action<ReadyInfo> ready, CancellationToken stopping) => null;
}

/// <summary>Gives the bots of a process their wires.</summary>
internal interface IBotWires
{
    /// <summary>The wire of a bot; null where there is nothing between it and the platform.</summary>
    BotWire? For(string bot);
}
