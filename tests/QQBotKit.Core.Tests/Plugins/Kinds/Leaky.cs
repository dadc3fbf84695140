using System.ComponentModel;
using QQBotKit;

/// <summary>Leaves something behind on purpose: the framework keeps each type that this is asked about.</summary>
public sealed class Leaky : BotPlugin
{
    private sealed record Own(int Value);

    public override void Configure(IBot bot) => bot.Command("work", () => { _ = TypeDescriptor.GetProperties(typeof(Own)).Count; });
}
