// /echo TEXT → TEXT. A last string takes the rest of the line, exactly as sent.
// /echo 文字 → 文字。最后一个 string 参数得到该行剩余的全部内容，原样不变。
bot.Command("echo|复读", (string text) => text).Describe("Says it again · 原样复述");
