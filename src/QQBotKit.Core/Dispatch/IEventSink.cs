using QQBotKit.Core.Gateway;

namespace QQBotKit.Core.Dispatch;

/// <summary>Where events go when they have been received. Both event sources feed it, from any number of threads.</summary>
internal interface IEventSink
{
    /// <summary>Takes over an event at once.</summary>
    /// <param name="frame">A dispatch frame. It is not used after the call.</param>
    /// <returns>
    /// True when the event is kept and will be handled, or needs no handling, as one that came before. False when there is no room:
    /// the source must wait, which is what keeps a flood out of memory.
    /// </returns>
    bool TryAccept(in Frame frame);

    /// <summary>Waits until there may be room again.</summary>
    ValueTask WaitForRoomAsync(CancellationToken cancellationToken);
}
