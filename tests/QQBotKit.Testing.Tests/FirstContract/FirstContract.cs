using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using QQBotKit;

[assembly: System.Reflection.AssemblyDescription("Compiled against the first contract")]

namespace FirstContract;

/// <summary>
/// A plugin that uses what the first contract had. FirstContract.dll beside this file was compiled from it against that contract and is never compiled again:
/// every later host must load it and run it.
/// </summary>
public sealed class FirstContractPlugin : BotPlugin
{
    private string _started = "not started";

    public override void Configure(IBot bot)
    {
        var options = bot.Options<FirstContractOptions>();

        bot.Command("first|第一", (CommandContext context, Sender sender, int number = 1, Kind kind = Kind.Plain, params string[] rest) =>
            $"{options.Greeting}, {sender.Name}: {context.Command} {number} {kind} {string.Join('+', rest)}").Describe("Says what it was told");
        bot.Command("first started", () => _started).Hide();
        bot.Command("first stream", Pieces);
        bot.Command("first menu", () => Message.Markdown("**menu**").Keyboard([Button.Callback("yes", "Yes", "y"), Button.Command("Roll", "/roll")]));
        bot.Command("first count", async (CancellationToken stopping) => $"{await bot.Store.UpdateAsync<int>("count", count => count + 1, stopping)}");
        bot.Command("first reply", async (CommandContext context) =>
        {
            var sent = await context.ReplyAsync($"to {context.Message.Text}");
            await context.ReplyAsync($"{sent.Way}, {sent.Id is not null}");
        });
        bot.Command("first send", async (MessageReceived message, CancellationToken stopping) =>
        {
            try
            {
                await bot.SendAsync(message.Conversation!.Value, "unasked", stopping);
            }
            catch (DeliveryException refused)
            {
                await bot.ReplyAsync(message, refused.Message, stopping);
            }
        });
        bot.Command("first me", async (CancellationToken stopping) => (await bot.Http.GetAsync("users/@me", stopping)).StatusCode.ToString());
        bot.Command("first file", async (CancellationToken stopping) =>
        {
            var file = Path.Combine(bot.DataFolder, "note.txt");
            await File.WriteAllTextAsync(file, bot.Name, stopping);
            return await File.ReadAllTextAsync(file, stopping);
        });

        bot.On<MessageReceived>(async (message, stopping) =>
        {
            if (message is { ToMe: true, Text: "hello" })
            {
                await bot.ReplyAsync(message, $"hook, in {message.Conversation?.Scene}", stopping);
            }
        });
        bot.On<FriendAdded>(friend => bot.ReplyAsync(friend, $"welcome {friend.UserOpenid}"));
        bot.On<InteractionCreated>(async (interaction, stopping) => await bot.ReplyAsync(interaction, $"clicked {interaction.ButtonId}", stopping));
        bot.Use(async (message, next) =>
        {
            if (message.Text != "not for bots")
            {
                await next();
            }
        });
    }

    public override Task StartAsync(CancellationToken stopping)
    {
        _started = "started";
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _started = "disposed";
        return base.DisposeAsync();
    }

    private static async IAsyncEnumerable<string> Pieces([EnumeratorCancellation] CancellationToken stopping = default)
    {
        foreach (var piece in (string[])["one ", "two ", "three"])
        {
            await Task.Delay(1, stopping);
            yield return piece;
        }
    }
}

/// <summary>The section <c>plugins.options.FirstContract</c> of bot.yaml.</summary>
public sealed class FirstContractOptions
{
    /// <summary>How people are greeted.</summary>
    [Required, MinLength(2)]
    public string Greeting { get; set; } = "Hi";
}

/// <summary>Read from the words after a command.</summary>
public enum Kind
{
    /// <summary>The default.</summary>
    Plain,

    /// <summary>Another.</summary>
    Fancy,
}
