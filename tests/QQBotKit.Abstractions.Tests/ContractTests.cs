using System.Reflection;
using System.Text;

namespace QQBotKit.Abstractions.Tests;

public class ContractTests
{
    [Fact]
    public void An_event_gives_every_field_that_the_platform_sent()
    {
        var e = new RawEvent { Type = "GUILD_UPDATE", Json = Encoding.UTF8.GetBytes("""{"id":7315042298310644121,"future":{"a":[1]}}""") };

        e.Data.GetProperty("id").GetRawText().Should().Be("7315042298310644121");
        e.Data.GetProperty("future").GetProperty("a")[0].GetInt32().Should().Be(1);
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    [InlineData(100_000, false)]
    public void The_data_of_an_event_ends_after_a_thousand_levels(int levels, bool whole)
    {
        var inside = levels - 1; // the object itself is the first
        var deep = $"{new string('[', inside)}{new string(']', inside)}";
        var e = new RawEvent { Type = "X", Json = Encoding.UTF8.GetBytes($$"""{"deep":{{deep}},"after":[1,{"a":2}]}""") };

        e.Data.GetProperty("after").GetRawText().Should().Be("""[1,{"a":2}]""");
        var cut = $"{new string('[', 999)}null{new string(']', 999)}";
        e.Data.GetProperty("deep").GetRawText().Should().Be(whole ? deep : cut);
    }

    [Fact]
    public void An_event_without_data_says_so()
    {
        new RawEvent { Type = "RESUMED" }.Data.ValueKind.Should().Be(System.Text.Json.JsonValueKind.Undefined);
    }

    [Fact]
    public void A_text_is_a_message()
    {
        Message message = "hello";

        message.Text.Should().Be("hello");
        message.Should().Be(new Message("hello"));
        FluentActions.Invoking(() => new Message((string)null!)).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public void A_target_is_its_scene_and_its_id()
    {
        Target.Group("G").Should().Be(new Target(Scene.Group, "G")).And.NotBe(Target.C2C("G"));
        Target.Channel("640015521").ToString().Should().Be("Channel:640015521");
    }

    [Fact]
    public async Task The_shorter_forms_of_On_reach_the_longer_one()
    {
        var bot = DispatchProxy.Create<IBot, RecordingBot>();
        var seen = new List<string>();

        bot.On<RawEvent>(e => seen.Add(e.Type));
        bot.On<RawEvent>(async e =>
        {
            await Task.Yield();
            seen.Add(e.Type + "!");
        });
        foreach (var handler in ((RecordingBot)(object)bot).Handlers)
        {
            await handler(new RawEvent { Type = "X" }, CancellationToken.None);
        }

        seen.Should().Equal("X", "X!");
    }

    [Fact]
    public async Task A_context_replies_through_its_bot_to_its_message()
    {
        var bot = DispatchProxy.Create<IBot, RecordingBot>();
        var message = new MessageReceived { Type = "C2C_MESSAGE_CREATE", Id = "m", Sender = new Sender("u", ""), Content = "/x", Text = "/x" };
        var context = new CommandContext(bot, message, "x", "", CancellationToken.None);

        await context.ReplyAsync("pong");

        ((RecordingBot)(object)bot).Replies.Should().Equal((message, new Message("pong")));
    }

    /// <summary>Made by <see cref="DispatchProxy"/>: a bot that only remembers.</summary>
    public class RecordingBot : DispatchProxy
    {
        public List<Func<RawEvent, CancellationToken, Task>> Handlers { get; } = [];

        public List<(BotEvent, Message)> Replies { get; } = [];

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            switch (targetMethod!.Name)
            {
                case nameof(IBot.On):
                    Handlers.Add((Func<RawEvent, CancellationToken, Task>)args![0]!);
                    return null;
                case nameof(IBot.ReplyAsync):
                    Replies.Add(((BotEvent)args![0]!, (Message)args[1]!));
                    return Task.FromResult(new SentMessage("1", DeliveryWay.Passive));
                default:
                    throw new NotSupportedException(targetMethod.Name);
            }
        }
    }
}
