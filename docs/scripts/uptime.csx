var minutes = 0;

_ = Task.Run(async () =>
{
    while (true)
    {
        await Task.Delay(TimeSpan.FromMinutes(1), bot.Stopping);
        minutes++;
    }
});

bot.Command("uptime", () => $"{minutes} min");
