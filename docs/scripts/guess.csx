var secret = Random.Shared.Next(1, 101);
var tries = 0;

bot.Command("guess|猜", (int number) =>
{
    tries++;
    if (number != secret)
    {
        return number < secret ? "Higher · 大一点" : "Lower · 小一点";
    }

    var text = $"Yes, {secret}! · 猜对了，一共 {tries} 次";
    (secret, tries) = (Random.Shared.Next(1, 101), 0);
    return text;
}).Describe("Guess a number from 1 to 100 · 猜 1 到 100 的数字");
