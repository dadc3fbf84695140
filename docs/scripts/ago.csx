#r "nuget: Humanizer.Core, 2.14.1"

using Humanizer;

bot.Command("ago", (int minutes) => DateTime.UtcNow.AddMinutes(-minutes).Humanize());
