using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Tests.Commands;
using QQBotKit.Core.Tests.Gateway;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>A text that grows while a real bot sends it, on a clock that only the test moves.</summary>
public class MessageStreamTests
{
    private const double Pace = 0.4;
    private static readonly MessageReceived Asked = CommandFixture.Message("hi") with { Conversation = Target.C2C("U") };
    private readonly Channel<string> _pieces = Channel.CreateUnbounded<string>();

    [Fact]
    public async Task A_text_is_seen_to_grow_at_a_pace_and_ends()
    {
        await using var bot = await StartAsync();
        var sending = bot.Scope.ReplyAsync(Asked, Message.Stream(ReadAsync(), markdown: true));

        await NextAsync(bot, "# A", state: 1, index: 0, id: null, piece: "# A");
        Write(" b", " c");
        await PassAsync(bot);
        await NextAsync(bot, "# A b c", state: 1, index: 1, id: "S1");
        Write(" d");
        await PassAsync(bot);
        await NextAsync(bot, "# A b c d", state: 1, index: 2, id: "S1");
        Write(" e");
        _pieces.Writer.Complete();
        await NextAsync(bot, "# A b c d e", state: 10, index: 3, id: "S1");

        (await sending).Should().Be(new SentMessage("S1", DeliveryWay.Passive) { Index = "REFIDX_S1" });
    }

    [Fact]
    public async Task All_pieces_are_one_answer_and_the_next_answer_has_the_next_number()
    {
        await using var bot = await StartAsync();
        Write("a");
        var sending = bot.Scope.ReplyAsync(Asked, Message.Stream(ReadAsync()));
        await NextAsync(bot, "a", state: 1, index: 0, id: null);
        _pieces.Writer.Complete();
        await NextAsync(bot, "a", state: 10, index: 1, id: "S1");
        await sending;

        await bot.Scope.ReplyAsync(Asked, "b");

        bot.Platform.Sends.Select(sent => (int)JsonNode.Parse(sent.Body)!["msg_seq"]!).Should().Equal(1, 1, 2);
    }

    [Fact]
    public async Task A_text_that_comes_at_once_goes_at_once()
    {
        await using var bot = await StartAsync();
        Write("a", "b");
        _pieces.Writer.Complete();

        await bot.Scope.ReplyAsync(Asked, Message.Stream(ReadAsync()));

        var sent = bot.Platform.Sends.Should().ContainSingle().Subject;
        sent.Target.Should().Be("/v2/users/U/messages");
        ((string?)JsonNode.Parse(sent.Body)!["content"]).Should().Be("ab");
    }

    [Fact]
    public async Task What_will_be_a_token_is_not_shown_before_it_is_none()
    {
        await using var bot = await StartAsync();
        var sending = bot.Scope.ReplyAsync(Asked, Message.Stream(ReadAsync()));

        await NextAsync(bot, "hi ", state: 1, index: 0, id: null, piece: "hi <qqb");
        Write("ot-at-everyone />");
        await PassAsync(bot);
        await NextAsync(bot, "hi <\u200Bqqbot-at-everyone />", state: 1, index: 1, id: "S1");
        _pieces.Writer.Complete();
        await NextAsync(bot, "hi <\u200Bqqbot-at-everyone />", state: 10, index: 2, id: "S1");
        await sending;
    }

    [Fact]
    public async Task A_text_that_cannot_begin_to_grow_goes_when_it_is_whole()
    {
        await using var bot = await StartAsync(new Answered(400, """{"err_code":11255,"message":"no stream"}"""));
        var sending = bot.Scope.ReplyAsync(Asked, Message.Stream(ReadAsync()));
        await NextAsync(bot, "a", state: 1, index: 0, id: null, piece: "a");
        Write("b", "c");
        _pieces.Writer.Complete();

        (await sending).Id.Should().Be("S1");

        var whole = await bot.Platform.NextSendAsync();
        whole.Target.Should().Be("/v2/users/U/messages");
        JsonNode.DeepEquals(JsonNode.Parse(whole.Body), JsonNode.Parse("""{"msg_type":0,"content":"abc","msg_id":"m1","msg_seq":2}""")).Should().BeTrue(whole.Body);
    }

    [Fact]
    public async Task A_beginning_whose_answer_was_lost_cannot_go_on_and_the_whole_goes_after_it()
    {
        await using var bot = await StartAsync(Taken with { Cut = true }, new Answered(400, """{"err_code":40054005,"message":"deduplicated"}"""));
        var sending = bot.Scope.ReplyAsync(Asked, Message.Stream(ReadAsync()));
        await NextAsync(bot, "a", state: 1, index: 0, id: null, piece: "a");
        await bot.Clock.PassDelayAsync();
        await NextAsync(bot, "a", state: 1, index: 0, id: null);
        Write("b");
        _pieces.Writer.Complete();

        (await sending).Id.Should().Be("S1");

        ((string?)(await NextAsync(bot))["content"]).Should().Be("ab");
    }

    [Fact]
    public async Task An_update_whose_answer_was_lost_is_no_trouble()
    {
        await using var bot = await StartAsync(Taken, Taken with { Cut = true }, new Answered(400, """{"err_code":40054005,"message":"deduplicated"}"""));
        var sending = bot.Scope.ReplyAsync(Asked, Message.Stream(ReadAsync()));
        await NextAsync(bot, "a", state: 1, index: 0, id: null, piece: "a");
        Write("b");
        _pieces.Writer.Complete();
        await NextAsync(bot, "ab", state: 10, index: 1, id: "S1");
        await bot.Clock.PassDelayAsync();
        await NextAsync(bot, "ab", state: 10, index: 1, id: "S1");

        (await sending).Should().Be(new SentMessage("S1", DeliveryWay.Passive) { Index = "REFIDX_S1" });
    }

    [Fact]
    public async Task An_update_that_is_refused_is_made_good_by_the_end()
    {
        await using var bot = await StartAsync(Taken, new Answered(400, """{"err_code":11255,"message":"no"}"""));
        var sending = bot.Scope.ReplyAsync(Asked, Message.Stream(ReadAsync()));
        await NextAsync(bot, "a", state: 1, index: 0, id: null, piece: "a");
        Write("b");
        await PassAsync(bot);
        await NextAsync(bot, "ab", state: 1, index: 1, id: "S1");
        Write("c");
        _pieces.Writer.Complete();
        await NextAsync(bot, "abc", state: 10, index: 1, id: "S1");

        (await sending).Id.Should().Be("S1");
    }

    [Fact]
    public async Task An_end_that_is_refused_is_told()
    {
        await using var bot = await StartAsync(Taken, new Answered(200, """{"err_code":40007,"message":"prefix changed"}"""));
        var sending = bot.Scope.ReplyAsync(Asked, Message.Stream(ReadAsync()));
        await NextAsync(bot, "a", state: 1, index: 0, id: null, piece: "a");
        _pieces.Writer.Complete();

        (await sending.Invoking(s => s).Should().ThrowAsync<DeliveryException>()).Which.Code.Should().Be(40007);
    }

    [Fact]
    public async Task A_text_whose_author_fails_ends_with_what_was_shown_and_the_fault_is_told_as_it_is()
    {
        await using var bot = await StartAsync();
        var sending = bot.Scope.ReplyAsync(Asked, Message.Stream(ReadAsync()));
        await NextAsync(bot, "a", state: 1, index: 0, id: null, piece: "a");
        Write("b");
        _pieces.Writer.Complete(new TimeoutException("the model is gone"));
        await NextAsync(bot, "a", state: 10, index: 1, id: "S1");

        (await sending.Invoking(s => s).Should().ThrowAsync<TimeoutException>()).WithMessage("the model is gone");
    }

    [Fact]
    public async Task A_text_that_is_called_off_ends_all_the_same()
    {
        await using var bot = await StartAsync();
        using var ending = new CancellationTokenSource();
        var sending = bot.Scope.ReplyAsync(Asked, Message.Stream(ReadAsync()), ending.Token);
        await NextAsync(bot, "a", state: 1, index: 0, id: null, piece: "a");
        await ending.CancelAsync();
        await NextAsync(bot, "a", state: 10, index: 1, id: "S1");

        await sending.Invoking(s => s).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task What_a_command_yields_is_seen_to_grow_in_C2C_and_goes_as_a_whole_in_a_group()
    {
        await using var bot = await StartAsync(configure: scope => scope.Command("tell", () => ReadAsync()));
        var connection = bot.Connection;
        await connection.SendAsync(Frames.Message("C2C_MESSAGE_CREATE", 2, "/tell"));
        Write("", "once ");
        ((string?)(await NextAsync(bot))["content_raw"]).Should().Be("once ");
        Write("upon");
        _pieces.Writer.Complete();
        ((string?)(await NextAsync(bot))["content_raw"]).Should().Be("once upon");

        await bot.StopAsync();
        bot.Alarms.Should().BeEmpty();
    }

    [Fact]
    public async Task What_a_command_yields_in_a_group_goes_as_a_whole()
    {
        await using var bot = await StartAsync(configure: scope => scope.Command("tell", () => ReadAsync()));
        Write("once ", "upon");
        _pieces.Writer.Complete();

        await bot.Connection.SendAsync(Frames.Group(2, "/tell"));

        ((string?)(await NextAsync(bot))["content"]).Should().Be("once upon");
    }

    private static readonly Answered Taken = new(200, """{"id":"S1","ext_info":{"ref_idx":"REFIDX_S1"},"remain_msg_len":4000}""");

    private static async Task<StreamingBot> StartAsync(params Answered[] answers) => await StartAsync(null, answers);

    private static async Task<StreamingBot> StartAsync(Action<IBot>? configure, params Answered[] answers)
    {
        var left = new Queue<Answered>(answers);
        var bot = await RunningBot.StartAsync(configure, platform => platform.Send = _ => Task.FromResult(left.TryDequeue(out var next) ? next : Taken));
        return new StreamingBot(bot, await bot.ConnectAsync());
    }

    private void Write(params string[] pieces) => Array.ForEach(pieces, piece => _pieces.Writer.TryWrite(piece));

    // Until all that was written is read, the wait that the next update begins is not there.
    private async Task PassAsync(StreamingBot bot)
    {
        await Rest.Eventually.IsTrue(() => _pieces.Reader.Count == 0, "the pieces are read");
        (await bot.Clock.PassDelayAsync()).Should().BePositive().And.BeLessThanOrEqualTo(TimeSpan.FromSeconds(Pace));
    }

    private static async Task<JsonNode> NextAsync(StreamingBot bot) => JsonNode.Parse((await bot.Platform.NextSendAsync()).Body)!;

    private async Task NextAsync(StreamingBot bot, string text, int state, int index, string? id, string? piece = null)
    {
        if (piece is not null)
        {
            Write(piece);
        }

        var sent = await bot.Platform.NextSendAsync();
        sent.Target.Should().Be("/v2/users/U/stream_messages");
        var body = JsonNode.Parse(sent.Body)!;
        ((string)body["content_raw"]!, (int)body["input_state"]!, (int)body["index"]!, (string?)body["stream_msg_id"], (string)body["msg_id"]!, (string)body["input_mode"]!)
            .Should().Be((text, state, index, id, "m1", "replace"));
    }

    private async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var piece in _pieces.Reader.ReadAllAsync(cancellationToken))
        {
            yield return piece;
        }
    }

    private sealed class StreamingBot(RunningBot bot, GatewayConnection connection) : IAsyncDisposable
    {
        public GatewayConnection Connection { get; } = connection;

        public BotScope Scope => bot.Scope;

        public FakeGateway Platform => bot.Platform;

        public Rest.TestClock Clock => bot.Clock;

        public IEnumerable<string> Alarms => bot.Alarms;

        public Task StopAsync() => bot.StopAsync();

        public ValueTask DisposeAsync() => bot.DisposeAsync();
    }
}
