using System.Globalization;
using QQBotKit.Api;
using QQBotKit.Core.Buttons;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Tests.Scopes;

namespace QQBotKit.Core.Tests.Buttons;

/// <summary>Which buttons can be made, and what becomes of a click: by a clock that the test moves, over reloads and restarts.</summary>
public sealed class ButtonTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _ran = [];
    private ClockedBot _bot = null!;
    private IButton _button = null!;
    private int _clicks;

    public Task InitializeAsync()
    {
        _bot = new ClockedBot(_folder.Path);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _bot.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("one", "\"one\" is no number (option)")]
    [InlineData(1.5, "\"1.5\" is no number (option)")]
    [InlineData(null, "null is no number (option)")]
    public async Task An_argument_that_the_handler_cannot_take_is_refused_when_the_button_is_made(object? argument, string problem)
    {
        await VoteAsync((int option) => { });

        var made = () => _button.Of("Yes", argument);

        made.Should().Throw<ArgumentException>().WithMessage($"The button \"vote\" cannot carry its arguments: {problem}.");
    }

    [Fact]
    public async Task Arguments_that_are_too_few_too_many_or_too_long_are_refused_when_the_button_is_made()
    {
        await VoteAsync((int option, string why = "") => { });

        var few = () => _button.Of("Yes");
        var many = () => _button.Of("Yes", 1, "so", 2);
        var @long = () => _button.Of("Yes", 1, new string('x', 200));

        few.Should().Throw<ArgumentException>().WithMessage("*option is missing.");
        many.Should().Throw<ArgumentException>().WithMessage("*the handler has room for 2, and there are 3.");
        @long.Should().Throw<ArgumentException>().WithMessage("The button \"vote\" carries * characters too many: keep what is long in bot.Store*");
        _button.Of("Yes", 1, new string('x', 80)).Data.Length.Should().BeLessThanOrEqualTo(128);
    }

    [Fact]
    public void Names_that_are_empty_or_taken_and_handlers_that_cannot_be_called_are_refused()
    {
        var scope = _bot.Bot.CreateScope(ExtensionKind.Script, "x");
        scope.Button("vote", () => { });

        FluentActions.Invoking(() => scope.Button("vote", () => { })).Should().Throw<ArgumentException>().WithMessage("The button \"vote\" is there already*");
        FluentActions.Invoking(() => scope.Button(" ", () => { })).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => scope.Button("a", (CommandContext _) => { })).Should().Throw<ArgumentException>().WithMessage("*button \"a\" cannot fill*ButtonContext*");
        FluentActions.Invoking(() => scope.Button("b", (Mention _) => { })).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => scope.Button("c", int () => 1)).Should().Throw<ArgumentException>().WithMessage("*returns System.Int32, which is no reply*");
    }

    [Fact]
    public async Task Limits_that_let_nobody_click_are_refused()
    {
        await VoteAsync(() => { });

        FluentActions.Invoking(() => _button.Limit(new() { Lifetime = TimeSpan.Zero })).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => _button.Limit(new() { Permission = ButtonPermission.Users() })).Should().Throw<ArgumentException>();
    }

    [Fact]
    public async Task Of_a_hundred_clicks_at_once_on_a_button_for_one_the_first_counts_and_no_other()
    {
        await VoteAsync(() => { });
        var button = _button.Limit(new() { Uses = ButtonUses.Once }).Of("Mine");

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => JudgeAsync(button, $"user {i}"))));

        verdicts.Count(refusal => refusal is null).Should().Be(1);
        verdicts.Where(refusal => refusal is not null).Should().AllSatisfy(refusal => refusal!.Code.Should().Be(InteractionCode.Repeated));
    }

    [Fact]
    public async Task A_click_that_counted_counts_after_a_restart_and_no_other_does()
    {
        await VoteAsync(() => { });
        var button = _button.Limit(new() { Uses = ButtonUses.OncePerPerson }).Of("Mine");
        var click = Click(button, "ann");
        (await JudgeAsync(click)).Should().BeNull();

        await RestartAsync();
        await VoteAsync(() => { });

        (await JudgeAsync(click)).Should().BeNull("it was accepted, and perhaps not handled");
        (await JudgeAsync(button, "ann")).Should().Be(Refusal.Used);
        (await JudgeAsync(button, "bob")).Should().BeNull();
    }

    [Fact]
    public async Task What_counts_is_forgotten_when_the_button_has_expired()
    {
        await VoteAsync(() => { });
        var once = _button.Limit(new() { Uses = ButtonUses.Once }).Of("Mine");
        (await JudgeAsync(once, "ann")).Should().BeNull();

        _bot.Time.Advance(TimeSpan.FromDays(30));
        (await JudgeAsync(once, "bob")).Should().Be(Refusal.Expired);
        (await JudgeAsync(_button.Limit(new() { Uses = ButtonUses.Once }).Of("Mine"), "bob")).Should().BeNull();

        (await RowsAsync()).Should().Be(1);
    }

    [Fact]
    public async Task A_button_of_an_earlier_message_works_after_reloads_and_restarts_as_long_as_its_handler_fits()
    {
        await VoteAsync((int option) => Ran($"first {option}"));
        var button = _button.Of("Yes", 7);

        await VoteAsync((int option) => Ran($"second {option}"));
        await ClickAsync(button);
        await RestartAsync();
        await VoteAsync((int option, string why = "nothing") => Ran($"third {option} {why}"));
        await ClickAsync(button);
        await VoteAsync((Guid option) => Ran("fourth"));
        await ClickAsync(button);

        _ran.Should().Equal("second 7", "third 7 nothing");
    }

    [Fact]
    public async Task A_button_whose_plugin_is_gone_off_or_in_quarantine_does_nothing()
    {
        await VoteAsync(() => { });
        var button = _button.Of("Yes");
        (await JudgeAsync(button, "ann")).Should().BeNull();

        _bot.Switches.Set(new Switch(ClockedBot.Script, "main", "Group:g"), on: false);
        (await JudgeAsync(button, "ann")).Should().Be(Refusal.Gone);
        _bot.Switches.Set(new Switch(ClockedBot.Script), on: true);
        for (var i = 0; i < 3; i++)
        {
            _bot.Scope!.Containment.Failed(this, "x", "y", new Texts(CultureInfo.InvariantCulture));
        }

        (await JudgeAsync(button, "ann")).Should().Be(Refusal.Broken);
        _bot.Source.Remove(ClockedBot.Script);
        await _bot.LookAsync();
        (await JudgeAsync(button, "ann")).Should().Be(Refusal.Gone);
    }

    [Fact]
    public async Task A_button_of_another_bot_and_one_of_before_the_secret_was_changed_do_nothing()
    {
        await VoteAsync(() => { });
        var button = _button.Of("Yes");
        await RestartAsync("another");
        await VoteAsync(() => { });

        (await JudgeAsync(button, "ann")).Should().Be(Refusal.Gone);
        _bot.Log.All.Should().Contain("ann clicked in Group:g on a button that this bot did not make");
    }

    [Fact]
    public async Task Somebody_whom_the_platform_does_not_name_cannot_use_a_button_that_is_for_people()
    {
        await VoteAsync(() => { });

        (await JudgeAsync(_button.Limit(new() { Permission = ButtonPermission.Users("ann") }).Of("Ann"), "")).Should().Be(Refusal.NotAllowed);
        (await JudgeAsync(_button.Limit(new() { Uses = ButtonUses.OncePerPerson }).Of("Each"), "")).Should().Be(Refusal.NotAllowed);
        (await JudgeAsync(_button.Limit(new() { Uses = ButtonUses.Once }).Of("One"), "")).Should().BeNull();
    }

    [Fact]
    public async Task A_button_is_a_reason_to_ask_the_platform_for_interactions()
    {
        await VoteAsync(() => { });

        _bot.Bot.Registry.Current.Demands.Should().ContainSingle().Which.Should().Match<Demand>(
            demand => demand.What == "buttons" && demand.Asks == Core.Gateway.Intents.Interaction);
    }

    private Task VoteAsync(Delegate handler) => _bot.LiveAsync(bot => _button = bot.Button("vote", handler));

    private void Ran(string what) => _ran.Add(what);

    private async Task RestartAsync(string secret = "s")
    {
        await _bot.DisposeAsync();
        _bot = new ClockedBot(_folder.Path, secret);
    }

    private InteractionCreated Click(Button button, string user) => new()
    {
        Type = "INTERACTION_CREATE",
        Kind = InteractionKind.Button,
        Id = $"click {Interlocked.Increment(ref _clicks)}",
        UserId = user,
        Conversation = Target.Group("g"),
        ButtonData = button.Data,
    };

    private Task<Refusal?> JudgeAsync(Button button, string user) => JudgeAsync(Click(button, user));

    private async Task<Refusal?> JudgeAsync(InteractionCreated click) => (await _bot.Bot.Clicks.EndAsync(click)).Refusal;

    private Task ClickAsync(Button button) => _bot.HandleAsync(Click(button, "ann"));

    private Task<long> RowsAsync() => _bot.Database.RunAsync(
        connection =>
        {
            using var count = connection.CreateCommand();
            count.CommandText = "SELECT COUNT(*) FROM click";
            return (long)count.ExecuteScalar()!;
        },
        CancellationToken.None);
}
