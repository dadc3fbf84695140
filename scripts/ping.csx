// A whole bot command. Save this file and it is live. · 一条完整的指令：保存文件，立即生效。
bot.Command("ping", () => "pong");
