var minutes = 0;

bot.Every(TimeSpan.FromMinutes(1), () => minutes++);

bot.Command("uptime", () => $"{minutes} min");
