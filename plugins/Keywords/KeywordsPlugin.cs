using System.ComponentModel.DataAnnotations;
using QQBotKit;

namespace Keywords;

/// <summary>Answers messages that contain a word from bot.yaml, and counts how often each was said.</summary>
public sealed class KeywordsPlugin : BotPlugin
{
    public override void Configure(IBot bot)
    {
        var answers = bot.Options<KeywordsOptions>().Answers;

        bot.On<MessageReceived>(async (message, stopping) =>
        {
            foreach (var (word, answer) in answers)
            {
                if (message.Text.Contains(word, StringComparison.OrdinalIgnoreCase))
                {
                    await bot.Store.UpdateAsync<int>(word, said => said + 1, stopping);
                    await bot.ReplyAsync(message, answer, stopping);
                    return;
                }
            }
        });

        bot.Command("keywords|关键词", async (CancellationToken stopping) =>
        {
            var lines = new List<string>();
            foreach (var word in answers.Keys)
            {
                lines.Add($"{word}: {await bot.Store.GetAsync<int>(word, stopping)}");
            }

            return string.Join('\n', lines);
        }).Describe("Shows how often each keyword was said · 关键词出现的次数");
    }
}

/// <summary>The section <c>plugins.options.keywords</c> of bot.yaml.</summary>
public sealed class KeywordsOptions
{
    /// <summary>What the bot answers, by the word that a message contains.</summary>
    [MinLength(1)]
    public Dictionary<string, string> Answers { get; set; } = new() { ["你好"] = "你好！发送 /help 查看指令。" };
}
