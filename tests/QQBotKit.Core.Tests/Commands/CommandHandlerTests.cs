using System.Globalization;
using QQBotKit.Core.Commands;
using static QQBotKit.Core.Tests.Commands.CommandFixture;

namespace QQBotKit.Core.Tests.Commands;

public sealed class CommandHandlerTests
{
    [Fact]
    public async Task Context_sender_message_bot_and_token_are_given()
    {
        var bot = new StubBot();
        using var ending = new CancellationTokenSource();
        var message = Message("/guild   BAN  x ");
        object[] given = [];
        var command = Command("guild ban", (CommandContext context, IBot b, Sender sender, MessageReceived m, CancellationToken ct) =>
        {
            given = [context.Command, context.Arguments, context.Message, context.Bot, context.CancellationToken, b, sender, m, ct];
        }, bot);
        (await CallAsync(command, message, ending.Token)).Should().Be(default(CommandResult));
        given.Should().Equal("guild ban", "x ", message, bot, ending.Token, bot, message.Sender, message, ending.Token);
    }

    [Fact]
    public async Task Options_are_those_of_the_moment_of_the_call()
    {
        var bot = new StubBot { CurrentOptions = new DiceOptions { Sides = 6 } };
        var command = Command("t", (DiceOptions options, int times = 1) => $"{options.Sides * times}", bot);
        bot.CurrentOptions = new DiceOptions { Sides = 20 };
        (await CallAsync(command, Message("/t 2"))).Reply!.Text.Should().Be("40");
        command.Usage("t").Should().Be("t [times:number=1]");
    }

    [Fact]
    public void Bad_options_are_found_at_registration()
    {
        var bot = new StubBot { CurrentOptions = new OptionsException("bot.yaml(3,5): unknown key") };
        FluentActions.Invoking(() => Command("t", (DiceOptions options) => "", bot))
            .Should().Throw<OptionsException>().WithMessage("bot.yaml(3,5): unknown key");
    }

    public static TheoryData<Delegate, string> Refused => new()
    {
        { (object thing) => "", "\"thing\" of type System.Object" },
        { (int[] numbers) => "", "\"numbers\" of type System.Int32[]" },
        { (List<int> numbers) => "", "\"numbers\" of type System.Collections.Generic.List" },
        { (Action then) => "", "\"then\" of type System.Action" },
        { (HttpClient client) => "", "\"client\" of type System.Net.Http.HttpClient" },
        { (IStore store) => "", "\"store\" of type QQBotKit.IStore" },
        { (NeedsValue value) => "", "\"value\" of type QQBotKit.Core.Tests.Commands.CommandHandlerTests+NeedsValue" },
        { (params object[] things) => "", "\"things\" of type System.Object[]" },
        { (params CommandContext[] contexts) => "", "\"contexts\" of type QQBotKit.CommandContext[]" },
        { (ref int n) => "", "\"n\" of type System.Int32&" },
        { (ReadOnlySpan<char> text) => "", "\"text\" of type System.ReadOnlySpan" },
        { (Parent parent) => "", "\"parent\" of type QQBotKit.Core.Tests.Commands.CommandHandlerTests+Parent" },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void A_parameter_that_cannot_be_filled_is_refused_by_name_and_type(Delegate handler, string named) =>
        FluentActions.Invoking(() => Command("roll", handler)).Should().Throw<ArgumentException>()
            .WithMessage($"The command \"roll\" cannot fill the parameter {named}*IParsable*params T[]*");

    [Fact]
    public async Task Every_kind_of_delegate_is_called_by_its_own_parameters()
    {
        Func<int, string> closedOverFirst = "x".Times;
        (await AnswerAsync(closedOverFirst, "3")).Should().Be("xxx");
        Command("t", closedOverFirst).Usage("t").Should().Be("t <count:number>");

        var open = typeof(Place).GetMethod(nameof(Place.Shout))!.CreateDelegate<Func<Place, string, string>>();
        (await AnswerAsync(open, "Rome hey you")).Should().Be("Rome: hey you!");

        (await AnswerAsync(StaticWithDefaults, "")).Should().Be("6/a");
        Command("t", StaticWithDefaults).Usage("t").Should().Be("t [sides:number=6] [tags:text…]");

        var calls = new List<int>();
        Action<int> multicast = calls.Add;
        multicast += n => calls.Add(n * 10);
        await AnswerAsync(multicast, "4");
        calls.Should().Equal(4, 40);

        System.Linq.Expressions.Expression<Func<int, string>> expression = number => number.ToString(CultureInfo.InvariantCulture);
        (await AnswerAsync(expression.Compile(), "7")).Should().Be("7");

        var captured = 100;
        (await AnswerAsync((int a, int b, int c, int d, int e, int f, int g, int h, int i = 9) => $"{captured + a + b + c + d + e + f + g + h + i}", "1 2 3 4 5 6 7 8"))
            .Should().Be("145");
    }

    private static string StaticWithDefaults(int sides = 6, params string[] tags) => $"{sides}/{(tags.Length == 0 ? "a" : tags[0])}";

    public sealed class DiceOptions
    {
        public int Sides { get; init; }
    }

    public sealed class NeedsValue(int value)
    {
        public int Value { get; } = value;
    }

    public abstract class Parent
    {
    }
}

internal static class TextExtensions
{
    public static string Times(this string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
