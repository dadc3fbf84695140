using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Tests.Commands;
using QQBotKit.Core.Tests.Gateway;
using QQBotKit.Core.Tests.Rest;
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
    public async Task A_text_of_a_plugin_that_ends_is_ended_with_what_has_come_and_nothing_of_it_runs_on()
    {
        var disposed = new TaskCompletionSource();
        await using var bot = await StartAsync();
        using var own = new CancellationTokenSource();
        var sending = bot.Scope.ReplyAsync(Asked, Message.Stream(ReadAsync(disposed)), own.Token);
        await NextAsync(bot, "a", state: 1, index: 0, id: null, piece: "a");

        var ending = bot.Scope.EndAsync(TimeSpan.Zero, TimeProvider.System);

        await NextAsync(bot, "a", state: 10, index: 1, id: "S1");
        await sending.Invoking(s => s).Should().ThrowAsync<OperationCanceledException>();
        await disposed.Task.WaitAsync(FakeGateway.Patience);
        await ending;
    }

    [Fact]
    public async Task An_author_who_does_not_look_at_the_token_cannot_keep_a_text_from_its_end()
    {
        var (disposed, stuck) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var bot = await StartAsync();
        var sending = bot.Scope.ReplyAsync(Asked, Message.Stream(HangAsync()));
        await NextAsync(bot, "a", state: 1, index: 0, id: null);

        var ending = bot.Scope.EndAsync(TimeSpan.Zero, TimeProvider.System);

        await NextAsync(bot, "a", state: 10, index: 1, id: "S1");
        await Eventually.IsTrue(
            () =>
            {
                bot.Clock.Advance(Pace);
                return sending.IsCompleted;
            },
            "nobody waits long for it");
        await sending.Invoking(s => s).Should().ThrowAsync<OperationCanceledException>();
        disposed.Task.IsCompleted.Should().BeFalse("its code still runs");
        stuck.SetResult();
        await disposed.Task.WaitAsync(FakeGateway.Patience);
        await ending;

        async IAsyncEnumerable<string> HangAsync()
        {
            try
            {
                yield return "a";
                await stuck.Task;
                yield return "b";
            }
            finally
            {
                disposed.SetResult();
            }
        }
    }

    [Fact]
    public async Task A_text_that_outgrows_its_message_ends_there_between_words_and_goes_on_in_the_next()
    {
        const int Most = 200;
        await using var bot = await StartWithRoomAsync(Most);
        var sending = bot.Scope.ReplyAsync(Asked, Message.Stream(ReadAsync()));
        var text = string.Join(' ', Enumerable.Range(1, 80).Select(number => $"word{number}"));

        await GrowAsync(bot, text, 25);
        var sent = await sending;

        var messages = Messages(bot);
        messages.Select(message => message.Text.Length).Should().OnlyContain(length => length <= Most);
        string.Join(' ', messages.Select(message => message.Text)).Should().Be(text, "it is cut between words");
        messages.Select(message => (message.State, message.Seq)).Should().Equal(messages.Select((_, i) => (10, i + 1)), "each is ended and an answer of its own");
        sent.Parts.Should().HaveCount(messages.Count).And.HaveCountGreaterThan(2);
        sent.Id.Should().Be("S1");
    }

    [Fact]
    public async Task Code_in_which_a_message_ends_is_closed_and_begun_again()
    {
        await using var bot = await StartWithRoomAsync(200);
        var sending = bot.Scope.ReplyAsync(Asked, Message.Stream(ReadAsync(), markdown: true));
        var code = string.Join('\n', Enumerable.Range(1, 30).Select(number => $"line{number};"));

        await GrowAsync(bot, $"Look:\n```cs\n{code}\n```\n", 20);
        await sending;

        var messages = Messages(bot).Select(message => message.Text).ToList();
        messages.Should().HaveCount(2);
        messages[0].Should().StartWith("Look:\n```cs\nline1;\n").And.EndWith(";\n```");
        messages[1].Should().StartWith("```cs\nline").And.EndWith("line30;\n```\n");
    }

    [Fact]
    public async Task When_no_reply_is_left_the_rest_goes_by_the_next_way_when_it_is_whole()
    {
        await using var bot = await StartWithRoomAsync(200);
        for (var i = 0; i < 3; i++)
        {
            await bot.Scope.ReplyAsync(Asked, "before");
        }

        var sending = bot.Scope.ReplyAsync(Asked, Message.Stream(ReadAsync()));
        await GrowAsync(bot, string.Join(' ', Enumerable.Range(1, 60).Select(number => $"word{number}")), 25);

        var sent = await sending;

        sent.Parts.Select(part => part.Way).Should().Equal(DeliveryWay.Passive, DeliveryWay.Active);
        var last = bot.Platform.Sends.Last();
        last.Target.Should().Be("/v2/users/U/messages");
        ((string)JsonNode.Parse(last.Body)!["content"]!).Should().EndWith("word60").And.StartWith("word");
    }

    [Fact]
    public async Task A_text_that_the_platform_calls_too_long_ends_with_what_it_shows_and_the_rest_follows()
    {
        await using var bot = await StartAsync(NoRoomTold, new Answered(400, """{"err_code":40054007,"message":"message too long"}"""), NoRoomTold);
        var sending = bot.Scope.ReplyAsync(Asked, Message.Stream(ReadAsync()));
        await NextAsync(bot, "a b", state: 1, index: 0, id: null, piece: "a b");
        Write(" c d");
        _pieces.Writer.Complete();

        await NextAsync(bot, "a b c d", state: 10, index: 1, id: "S1");
        await NextAsync(bot, "a b", state: 10, index: 1, id: "S1");
        ((string?)(await NextAsync(bot))["content"]).Should().Be("c d");
        (await sending).Parts.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_text_that_cannot_begin_to_grow_and_is_long_goes_in_parts()
    {
        await using var bot = await StartAsync(new Answered(400, """{"err_code":11255,"message":"no stream"}"""));
        var sending = bot.Scope.ReplyAsync(Asked, Message.Stream(ReadAsync()));
        await NextAsync(bot, "a ", state: 1, index: 0, id: null, piece: "a ");
        Write(new string('b', 3000), " ", new string('c', 3000));
        _pieces.Writer.Complete();

        (await sending).Parts.Should().HaveCount(2);

        ((string?)(await NextAsync(bot))["content"]).Should().Be($"a {new string('b', 3000)}\n(1/2)");
        ((string?)(await NextAsync(bot))["content"]).Should().Be($"{new string('c', 3000)}\n(2/2)");
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

    private static readonly Answered NoRoomTold = new(200, """{"id":"S1","remain_msg_len":0}""");

    /// <summary>A bot on a platform whose messages have so much room.</summary>
    private static async Task<StreamingBot> StartWithRoomAsync(int most)
    {
        var messages = 0;
        var bot = await RunningBot.StartAsync(null, platform => platform.Send = asked =>
        {
            var body = JsonNode.Parse(asked.Body)!;
            var length = ((string?)body["content_raw"])?.Length ?? 0;
            var id = (string?)body["stream_msg_id"] ?? $"S{++messages}";
            return Task.FromResult(length > most
                ? new Answered(400, """{"err_code":40054007,"message":"message too long"}""")
                : new Answered(200, $$"""{"id":"{{id}}","remain_msg_len":{{most - length}}}"""));
        });
        return new StreamingBot(bot, await bot.ConnectAsync());
    }

    // Each piece comes when the one before is shown, or cannot be.
    private async Task GrowAsync(StreamingBot bot, string text, int pieces)
    {
        foreach (var piece in text.Chunk((text.Length / pieces) + 1))
        {
            Write(new string(piece));
            await Rest.Eventually.IsTrue(() => _pieces.Reader.Count == 0, "the piece is read");
            bot.Clock.Advance(Pace);
            await Task.Yield();
        }

        _pieces.Writer.Complete();
    }

    /// <summary>The messages that streamed, as they are in the end.</summary>
    private static List<(string Text, int State, int Seq)> Messages(StreamingBot bot) =>
    [
        .. bot.Platform.Sends.Select(sent => JsonNode.Parse(sent.Body)!).Where(body => body["content_raw"] is not null).GroupBy(body => (int)body["msg_seq"]!)
            .Select(message => ((string)message.Last()["content_raw"]!, (int)message.Last()["input_state"]!, message.Key)),
    ];

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

    private async IAsyncEnumerable<string> ReadAsync(TaskCompletionSource disposed, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            await foreach (var piece in ReadAsync(cancellationToken))
            {
                yield return piece;
            }
        }
        finally
        {
            disposed.SetResult();
        }
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
