// /vote QUESTION → two buttons. Everybody has one vote, for a day; a click is answered with the count. The buttons go on after a reload and a restart.
// /vote 问题 → 两个按钮。每人一票，一天内有效；点击后回复票数。重新加载或重启后按钮继续有效。
var vote = bot.Button("vote", async (string poll, int option) =>
{
    var votes = await bot.Store.UpdateAsync<int[]>(poll, old => option == 0 ? [(old?[0] ?? 0) + 1, old?[1] ?? 0] : [old?[0] ?? 0, (old?[1] ?? 0) + 1]);
    return $"👍 {votes[0]}　👎 {votes[1]}";
});

bot.Command("vote|投票", (string question) =>
{
    var buttons = vote.Limit(new() { Uses = ButtonUses.OncePerPerson, Lifetime = TimeSpan.FromDays(1) });
    var poll = Guid.NewGuid().ToString("N")[..8];
    return Message.Markdown(question).Keyboard([buttons.Of("👍", poll, 0), buttons.Of("👎", poll, 1)]);
}).Describe("Asks for votes · 发起投票");
