record Score(int Games, int Points);

bot.Command("score", async (Sender sender, int points) =>
{
    var score = await bot.Store.UpdateAsync<Score>(
        sender.Id, old => new Score((old?.Games ?? 0) + 1, (old?.Points ?? 0) + points));
    return $"{score.Points} points in {score.Games} games · {score.Games} 局 {score.Points} 分";
});
