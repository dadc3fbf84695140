#r "shared/Words.dll"

bot.Command("word", () => Words.Any());
