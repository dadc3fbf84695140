using QQBotKit;

/// <summary>Nothing but what every plugin does: commands, hooks, options, the store and the log.</summary>
public sealed class Plain : BotPlugin
{
    private sealed class Settings
    {
        [System.ComponentModel.DataAnnotations.Range(1, 100)]
        public int Sides { get; set; } = 6;
    }

    private sealed record Visit(string Who, int Count);

    public override void Configure(IBot bot)
    {
        var settings = bot.Options<Settings>();
        bot.On<MessageReceived>(message => bot.Log.Log(Microsoft.Extensions.Logging.LogLevel.Trace, default, settings, null, (s, _) => $"{s.Sides}"));
        bot.Use((_, next) => next());
        bot.Command("work", async (MessageReceived message) =>
        {
            await bot.Store.SetAsync("last", new Visit(message.Sender.Id, settings.Sides));
            _ = await bot.Store.GetAsync<Visit>("last");
        });
    }
}
