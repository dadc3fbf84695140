// /dice → one die of six sides; /dice 20 → of twenty. A parameter with a default may be left out.
// /dice → 六面骰；/dice 20 → 二十面骰。带默认值的参数可以省略。
bot.Command("dice|掷骰子", (int sides = 6) => sides < 2
        ? "A die has at least 2 sides · 骰子至少有两面"
        : $"🎲 {Random.Shared.Next(sides) + 1}")
    .Describe("Throws a die · 掷骰子");
