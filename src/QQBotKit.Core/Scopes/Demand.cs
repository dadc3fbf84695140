using QQBotKit.Core.Events;
using QQBotKit.Core.Gateway;

namespace QQBotKit.Core.Scopes;

/// <summary>Something that waits for events.</summary>
/// <param name="Owner">Whose it is: <c>plugin.Dice</c>.</param>
/// <param name="What">What it is: the record of a hook, or <c>commands</c> and the like.</param>
/// <param name="BroughtBy">The intents of which each brings some of the events.</param>
/// <param name="Asks">Those that it asks for where the owner of the bot left the choice to it.</param>
internal sealed record Demand(string Owner, string What, Intents BroughtBy, Intents Asks)
{
    /// <summary>Messages, for whatever takes them as commands or in passing.</summary>
    public static Demand OfMessages(BotScope scope, string what) => Of(scope, typeof(MessageReceived), what);

    /// <summary>Clicks on buttons.</summary>
    public static Demand OfClicks(BotScope scope) => Of(scope, typeof(InteractionCreated), "buttons");

    public static Demand Of(Hook hook) => Of(hook.Scope, hook.EventType, hook.EventType.Name);

    /// <summary>
    /// An event may be brought by several intents, and a bot may have no right to some of them, so that asking for all would cost it the connection: of
    /// those that bots commonly have a right to all are asked for, and others only where there is nothing else.
    /// </summary>
    private static Demand Of(BotScope scope, Type record, string what)
    {
        var broughtBy = Intents.None;
        foreach (var type in EventTypes.All)
        {
            broughtBy |= record.IsAssignableFrom(type.Record) ? type.Intent : Intents.None;
        }

        if (record.IsAssignableFrom(typeof(RawEvent)))
        {
            broughtBy |= IntentTable.Common; // An event that nobody knows yet may come with any of them.
        }

        var common = broughtBy & IntentTable.Common;
        return new Demand(scope.Owner, what, broughtBy, common != Intents.None ? common : broughtBy);
    }
}
