bot.On<MessageReceived>(async (message, stopping) =>
{
    if (message.Text.Contains("good night") || message.Text.Contains("晚安"))
    {
        await bot.ReplyAsync(message, "Sleep well! · 晚安，好梦！", stopping);
    }
});
