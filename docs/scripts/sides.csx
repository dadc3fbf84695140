#r "plugin: Dice"

using Dice;

bot.Command("sides", () => $"{new DiceOptions().Sides}");
