namespace QQBotKit.Testing.Tests;

/// <summary>Buttons that are bound to handlers, as people and the platform see them: answers, and codes of acknowledgements.</summary>
public sealed class ButtonTests
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int Repeated = 3;
    private const int NotAllowed = 4;

    [Theory]
    [InlineData(Scene.Group)]
    [InlineData(Scene.C2C)]
    [InlineData(Scene.Channel)]
    public async Task A_click_runs_the_handler_with_its_arguments_and_is_answered(Scene scene)
    {
        await using var test = await AskingAsync(
            (ButtonContext c, int option, Mood mood, string why = "no reason") => $"{c.UserId == c.Click.UserId} {c.Button} {option} {mood} {why}",
            vote => [vote.Of("Yes", 1, Mood.Good), vote.Of("No", 2, Mood.Bad, "it \"rains\" too much")]);
        var user = test.User(scene: scene);
        var asked = (await user.SendAsync("/ask")).Single();

        Answer(await user.ClickAsync(asked, "Yes")).Should().Be((Done, "True vote 1 Good no reason"));
        Answer(await user.ClickAsync(asked, "No")).Should().Be((Done, "True vote 2 Bad it \"rains\" too much"));
    }

    [Fact]
    public async Task A_button_can_be_clicked_once_between_all_that_were_made_together()
    {
        await using var test = await AskingAsync((int option) => $"{option}", vote =>
        {
            var one = vote.Limit(new() { Uses = ButtonUses.Once });
            return [one.Of("Yes", 1), one.Of("No", 2)];
        });
        var (ann, bob) = (test.User("Ann"), test.User("Bob"));
        var (first, second) = ((await ann.SendAsync("/ask")).Single(), (await ann.SendAsync("/ask")).Single());

        Answer(await ann.ClickAsync(first, "Yes")).Should().Be((Done, "1"));
        Answer(await ann.ClickAsync(first, "Yes")).Should().Be((Repeated, null));
        Answer(await bob.ClickAsync(first, "No")).Should().Be((Repeated, null), "in a group others need not read why");
        Answer(await bob.ClickAsync(second, "No")).Should().Be((Done, "2"), "those of another message count for themselves");
    }

    [Fact]
    public async Task A_button_can_be_clicked_once_by_each_person()
    {
        await using var test = await AskingAsync((int option) => $"{option}", vote =>
        {
            var each = vote.Limit(new() { Uses = ButtonUses.OncePerPerson });
            return [each.Of("Yes", 1), each.Of("No", 2)];
        });
        var (ann, bob) = (test.User("Ann"), test.User("Bob"));
        var asked = (await ann.SendAsync("/ask")).Single();

        Answer(await ann.ClickAsync(asked, "Yes")).Should().Be((Done, "1"));
        Answer(await bob.ClickAsync(asked, "Yes")).Should().Be((Done, "1"));
        Answer(await bob.ClickAsync(asked, "No")).Should().Be((Repeated, null));
    }

    [Fact]
    public async Task A_button_expires()
    {
        await using var test = await AskingAsync(() => "in time", vote => [vote.Limit(new() { Lifetime = TimeSpan.FromMinutes(10) }).Of("Go")]);
        var user = test.User(scene: Scene.C2C);
        var asked = (await user.SendAsync("/ask")).Single();

        await test.AdvanceAsync(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Answer(await user.ClickAsync(asked, "Go")).Should().Be((Done, "in time"));
        await test.AdvanceAsync(TimeSpan.FromSeconds(1));
        Answer(await user.ClickAsync(asked, "Go")).Should().Be((Failed, "This button has expired."));
    }

    [Fact]
    public async Task A_button_for_the_asker_is_kept_from_others_by_the_platform()
    {
        await using var test = await BotTest.StartAsync(bot =>
        {
            var mine = bot.Button("mine", (ButtonContext c) => $"yours, {c.UserId}");
            bot.Command("ask", (Sender sender) => Message.Markdown("?").Keyboard([mine.Limit(new() { Permission = ButtonPermission.Users(sender.Id) }).Of("Mine")]));
        });
        var (ann, bob) = (test.User("Ann"), test.User("Bob"));
        var asked = (await ann.SendAsync("/ask")).Single();

        Answer(await ann.ClickAsync(asked, "Mine")).Should().Be((Done, $"yours, {ann.Id}"));
        await FluentActions.Awaiting(() => bob.ClickAsync(asked, "Mine")).Should().ThrowAsync<BotTestException>().WithMessage("*only listed users may*");
    }

    [Fact]
    public async Task A_person_whom_the_platform_lets_through_is_refused_by_the_bot()
    {
        await using var test = await BotTest.StartAsync(bot =>
        {
            var mine = bot.Button("mine", () => "done");

            // As if the platform had not been told: what the data says still holds.
            bot.Command("ask", (Sender sender) => Message.Markdown("?").Keyboard(
                [mine.Limit(new() { Permission = ButtonPermission.Users(sender.Id, "another") }).Of("Mine") with { Permission = ButtonPermission.Everyone }]));
        });
        var (ann, bob) = (test.User("Ann"), test.User("Bob"));
        var asked = (await ann.SendAsync("/ask")).Single();

        Answer(await bob.ClickAsync(asked, "Mine")).Should().Be((NotAllowed, null));
        Answer(await ann.ClickAsync(asked, "Mine")).Should().Be((Done, "done"));
    }

    [Fact]
    public async Task The_admins_of_a_channel_and_the_roles_of_a_guild_are_looked_up()
    {
        await using var test = await BotTest.StartAsync(bot =>
        {
            var button = bot.Button("admins", () => "done");
            bot.Command("ask", () => Message.Markdown("?").Keyboard(
                [button.Limit(new() { Permission = ButtonPermission.Admins }).Of("Admins") with { Permission = ButtonPermission.Everyone },
                    button.Limit(new() { Permission = ButtonPermission.Roles("77") }).Of("Role") with { Permission = ButtonPermission.Everyone }]));
        });
        var user = test.User("Ann", Scene.Channel);
        var asked = (await user.SendAsync("/ask")).Single();

        Answer(await user.ClickAsync(asked, "Admins")).Should().Be((5, null));
        Answer(await user.ClickAsync(asked, "Role")).Should().Be((NotAllowed, null));
    }

    [Fact]
    public async Task A_handler_that_fails_costs_no_acknowledgement_and_is_told()
    {
        await using var test = await AskingAsync(string () => throw new InvalidTimeZoneException("always"), vote => [vote.Of("Go")]);
        var user = test.User();
        var asked = (await user.SendAsync("/ask")).Single();

        var click = await user.ClickAsync(asked, "Go");

        click.Code.Should().Be(Done);
        click.Messages.Should().ContainSingle();
        test.Log.Should().Contain(line => line.ToString().Contains("the button vote failed on INTERACTION_CREATE"));
    }

    [Fact]
    public async Task A_click_that_a_button_took_does_not_reach_hooks_and_others_do()
    {
        var seen = new List<string>();
        await using var test = await BotTest.StartAsync(bot =>
        {
            bot.On<InteractionCreated>(click => seen.Add(click.ButtonData));
            var button = bot.Button("mine", () => "done");
            bot.Command("ask", () => Message.Markdown("?").Keyboard([button.Of("Mine"), Button.Callback("own", "Own", "by hand")]));
        });
        var user = test.User();
        var asked = (await user.SendAsync("/ask")).Single();

        await user.ClickAsync(asked, "Mine");
        seen.Should().BeEmpty();
        (await user.ClickAsync(asked, "own")).Messages.Should().BeEmpty();
        seen.Should().Equal("by hand");
    }

    private enum Mood
    {
        Good,
        Bad,
    }

    private static (int? Code, string? Text) Answer(ButtonClick click) => (click.Code, click.Text);

    private static Task<BotTest> AskingAsync(Delegate handler, Func<IButton, IReadOnlyList<Button>> buttons) => BotTest.StartAsync(bot =>
    {
        var vote = bot.Button("vote", handler);
        bot.Command("ask", () => Message.Markdown("?").Keyboard(buttons(vote)));
    });
}
