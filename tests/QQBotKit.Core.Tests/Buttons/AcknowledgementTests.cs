using System.Text.Json;
using QQBotKit.Core.Tests.Delivery;
using QQBotKit.Core.Tests.Rest;

namespace QQBotKit.Core.Tests.Buttons;

/// <summary>A click is acknowledged within the platform's three seconds and once, whatever handlers do: over real sockets, by the clock on the wall.</summary>
public sealed class AcknowledgementTests
{
    [Theory]
    [InlineData("blocks its thread")]
    [InlineData("never ends")]
    public async Task A_click_is_acknowledged_while_its_handler_runs(string how)
    {
        using var end = new ManualResetEventSlim();
        var goOn = new TaskCompletionSource();
        await using var bot = await AskingAsync(async () =>
        {
            if (how == "blocks its thread")
            {
                end.Wait();
            }

            await goOn.Task;
            return "ended";
        });
        var click = await bot.Platform.ClickAsync(await AskAsync(bot), "Go");

        (await bot.Platform.AcknowledgementAsync(click)).Should().Be(("acknowledged", 0));
        (await bot.Platform.SeenAsync(Scene.Group, 1)).Should().HaveCount(1, "the handler has not answered");
        end.Set();
        goOn.SetResult();
        (await bot.Platform.SeenAsync(Scene.Group, 2))[1].GetProperty("text").GetString().Should().Be("ended");
    }

    [Fact]
    public async Task A_click_is_acknowledged_while_its_conversation_is_busy()
    {
        var goOn = new TaskCompletionSource();
        await using var bot = await AskingAsync(() => "clicked", bot => bot.Command("wait", () => goOn.Task));
        var asked = await AskAsync(bot);
        await bot.Platform.SayAsync(Scene.Group, "/wait");
        await Eventually.IsTrue(() => !bot.Scope.IsIdle, "the conversation is busy");

        var click = await bot.Platform.ClickAsync(asked, "Go");

        (await bot.Platform.AcknowledgementAsync(click)).Should().Be(("acknowledged", 0));
        goOn.SetResult();
        (await bot.Platform.SeenAsync(Scene.Group, 2))[1].GetProperty("text").GetString().Should().Be("clicked");
    }

    [Fact]
    public async Task A_click_that_comes_again_is_acknowledged_and_handled_once()
    {
        var clicks = 0;
        await using var bot = await AskingAsync(() => { Interlocked.Increment(ref clicks); }, bot => bot.Command("last", () => "last"));
        var click = await bot.Platform.ClickAsync(await AskAsync(bot), "Go");
        (await bot.Platform.AcknowledgementAsync(click)).Should().Be(("acknowledged", 0));

        // The same interaction in a frame with an id of its own.
        await bot.Platform.PublishAsync("INTERACTION_CREATE", new
        {
            id = click,
            type = 11,
            scene = "group",
            chat_type = 1,
            group_openid = bot.Platform.Places[Scene.Group].Id,
            group_member_openid = "someone",
            data = new { type = 11, resolved = new { button_data = await bot.Platform.ButtonDataAsync(click) } },
        });
        await bot.Platform.SayAsync(Scene.Group, "/last");
        await bot.Platform.SeenAsync(Scene.Group, 2);

        clicks.Should().Be(1);
        (await bot.Platform.AcknowledgementsAsync(click)).Should().Be(1);
    }

    [Fact]
    public async Task A_click_on_a_button_whose_handler_is_gone_is_acknowledged_and_where_nobody_else_reads_it_explained()
    {
        await using var bot = await AskingAsync(() => "clicked");
        var asked = await AskAsync(bot, Scene.C2C);
        bot.Retire();

        var click = await bot.Platform.ClickAsync(asked, "Go");

        (await bot.Platform.AcknowledgementAsync(click)).Should().Be(("acknowledged", 1));
        (await bot.Platform.SeenAsync(Scene.C2C, 2))[1].GetProperty("text").GetString().Should().Be("This button no longer works.");
    }

    private static Task<SimulatedBot> AskingAsync(Delegate handler, Action<IBot>? more = null) => SimulatedBot.StartAsync(bot =>
    {
        var button = bot.Button("go", handler);
        bot.Command("ask", () => Message.Markdown("?").Keyboard([button.Of("Go")]));
        more?.Invoke(bot);
    });

    private static async Task<JsonElement> AskAsync(SimulatedBot bot, Scene scene = Scene.Group)
    {
        await bot.Platform.SayAsync(scene, "/ask");
        return (await bot.Platform.SeenAsync(scene, 1))[0];
    }
}
