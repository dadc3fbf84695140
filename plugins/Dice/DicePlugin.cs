using QQBotKit;

namespace Dice;

/// <summary>Rolls dice: <c>/roll</c>, <c>/roll 100</c>, <c>/roll 6 3</c>.</summary>
public sealed class DicePlugin : BotPlugin
{
    public override void Configure(IBot bot)
    {
        var options = bot.Options<DiceOptions>();
        bot.Command("roll|掷骰", (int? sides = null, int times = 1) => Roll(sides ?? options.Sides, times))
            .Describe("Rolls dice · 掷骰子");
    }

    private static string Roll(int sides, int times)
    {
        if (sides < 2 || times is < 1 or > 20)
        {
            return "🎲 ?";
        }

        var rolls = new int[times];
        for (var i = 0; i < times; i++)
        {
            rolls[i] = Random.Shared.Next(sides) + 1;
        }

        return times == 1 ? $"🎲 {rolls[0]}" : $"🎲 {string.Join(" + ", rolls)} = {rolls.Sum()}";
    }
}
