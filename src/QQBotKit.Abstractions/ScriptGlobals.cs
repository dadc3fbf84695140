namespace QQBotKit;

/// <summary>What a <c>.csx</c> script sees besides its own code: the same <c>bot</c> that <see cref="BotPlugin.Configure"/> gets.</summary>
/// <param name="bot">The script's view of one bot.</param>
public sealed class ScriptGlobals(IBot bot)
{
    /// <summary>The script's view of one bot. A script is the body of <see cref="BotPlugin.Configure"/>: the same text works in both.</summary>
#pragma warning disable IDE1006 // The name of Configure's parameter, so that code moves between a script and a plugin unchanged.
    public IBot bot { get; } = bot;
#pragma warning restore IDE1006
}
