using System.Text.Json.Nodes;
using QQBotKit.Core.Delivery;
using QQBotKit.Core.Tests.Gateway;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>Messages that the platform reviews before it shows them.</summary>
public class AuditTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private static readonly Answered InReview = new(
        202, """{"code":304023,"message":"push message is waiting for audit now","data":{"message_audit":{"audit_id":"A-1"}}}""");

    [Theory]
    [InlineData("MESSAGE_AUDIT_PASS", AuditOutcome.Passed, "08f9b1e4c7000010")]
    [InlineData("MESSAGE_AUDIT_REJECT", AuditOutcome.Rejected, null)]
    public async Task The_end_of_a_review_is_told_to_the_sender_although_nobody_hooks_it(string type, AuditOutcome outcome, string? messageId)
    {
        await using var bot = await StartAsync();
        var connection = await bot.ConnectAsync();

        var sent = await bot.Scope.SendAsync(Target.Channel("640015521"), "news");
        var result = sent.Audit!.ResultAsync(Limit);
        sent.Id.Should().BeNull();
        sent.Audit.Id.Should().Be("A-1");
        await connection.SendAsync(Ended(type, "another", 2));
        await connection.SyncAsync();
        result.IsCompleted.Should().BeFalse();
        await connection.SendAsync(Ended(type, "A-1", 3));

        (await result.WaitAsync(FakeGateway.Patience)).Should().Be(new AuditResult(outcome, messageId));
    }

    [Fact]
    public async Task A_review_may_end_before_the_answer_to_the_send_is_there()
    {
        var answer = new TaskCompletionSource<Answered>();
        await using var bot = await StartAsync(platform => platform.Send = _ => answer.Task);
        var connection = await bot.ConnectAsync();
        var sending = bot.Scope.SendAsync(Target.Channel("640015521"), "news");

        await connection.SendAsync(Ended("MESSAGE_AUDIT_PASS", "A-1", 2));
        await connection.SyncAsync();
        answer.SetResult(InReview);

        (await (await sending).Audit!.ResultAsync(TimeSpan.Zero)).Outcome.Should().Be(AuditOutcome.Passed);
    }

    [Fact]
    public async Task A_handler_that_waits_for_a_review_does_not_hold_up_its_end()
    {
        var ended = new TaskCompletionSource<AuditResult>();
        await using var bot = await StartAsync(configure: scope => scope.Command("post", async (CommandContext context) =>
        {
            var sent = await context.ReplyAsync("news");
            ended.SetResult(await sent.Audit!.ResultAsync(Limit, context.CancellationToken));
        }));
        var connection = await bot.ConnectAsync();

        await connection.SendAsync(Frames.Message("AT_MESSAGE_CREATE", 2, "/post"));
        await bot.Platform.NextSendAsync();
        await connection.SendAsync(Ended("MESSAGE_AUDIT_PASS", "A-1", 3));

        (await ended.Task.WaitAsync(FakeGateway.Patience)).Outcome.Should().Be(AuditOutcome.Passed);
    }

    [Fact]
    public async Task A_hook_sees_the_end_of_a_review_as_well()
    {
        var seen = new TaskCompletionSource<string>();
        await using var bot = await StartAsync(configure: scope => scope.On<MessageAuditPassed>(e => seen.TrySetResult(e.AuditId)));
        var connection = await bot.ConnectAsync();

        await connection.SendAsync(Ended("MESSAGE_AUDIT_PASS", "A-9", 2));

        (await seen.Task.WaitAsync(FakeGateway.Patience)).Should().Be("A-9");
    }

    [Fact]
    public async Task A_bot_that_is_not_told_of_reviews_says_so_at_once()
    {
        await using var bot = await StartAsync(intents: ["public_guild_messages"]);
        await bot.ConnectAsync();

        var sent = await bot.Scope.SendAsync(Target.Channel("640015521"), "news");

        var result = await sent.Audit!.ResultAsync(Limit);
        result.Outcome.Should().Be(AuditOutcome.Unknown);
        result.Reason.Should().Contain("message_audit").And.Contain("bot.yaml");
    }

    [Fact]
    public async Task After_the_limit_nobody_knows_and_a_second_wait_can_still_learn_it()
    {
        var clock = new TestClock();
        var audits = new Audits(clock, new Texts(System.Globalization.CultureInfo.GetCultureInfo("en")));
        var audit = audits.Await("A-1");

        var result = audit.ResultAsync(TimeSpan.FromSeconds(60));
        clock.Advance(60);
        (await result.WaitAsync(FakeGateway.Patience)).Should().Be(new AuditResult(AuditOutcome.Unknown, Reason: "The review had not ended after 60 s."));

        audits.End(Passed("A-1"));
        (await audit.ResultAsync(TimeSpan.Zero)).Should().Be(new AuditResult(AuditOutcome.Passed, "m-A-1"));
    }

    [Fact]
    public async Task The_caller_can_give_up_waiting()
    {
        using var ending = new CancellationTokenSource();
        var audit = new Audits(new TestClock(), Texts.OfMachine).Await("A-1");

        var result = audit.ResultAsync(Limit, ending.Token);
        await ending.CancelAsync();

        await result.Invoking(r => r).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task The_memory_is_bounded_and_a_review_that_is_waited_for_outlives_what_nobody_asked_for()
    {
        var audits = new Audits(new TestClock(), Texts.OfMachine);
        var first = audits.Await("first");
        for (var i = 0; i < 2 * Audits.Remembered; i++)
        {
            audits.End(Passed($"{i}"));
        }

        audits.End(Passed("first"));

        (await first.ResultAsync(TimeSpan.Zero)).Outcome.Should().Be(AuditOutcome.Passed);
        (await audits.Await("0").ResultAsync(TimeSpan.Zero)).Outcome.Should().Be(AuditOutcome.Unknown, "it was forgotten");
    }

    private static MessageAuditPassed Passed(string auditId) => new() { Type = "MESSAGE_AUDIT_PASS", AuditId = auditId, MessageId = $"m-{auditId}" };

    private static string Ended(string type, string auditId, long seq)
    {
        var frame = JsonNode.Parse(Frames.Sample(type, seq))!;
        frame["id"] = $"{type}:{seq}";
        frame["d"]!["audit_id"] = auditId;
        return frame.ToJsonString();
    }

    private static Task<RunningBot> StartAsync(
        Action<FakeGateway>? prepare = null, Action<IBot>? configure = null, IReadOnlyList<string>? intents = null) => RunningBot.StartAsync(
            configure,
            platform =>
            {
                platform.Send = _ => Task.FromResult(InReview);
                prepare?.Invoke(platform);
            },
            intents: intents ?? ["public_guild_messages", "message_audit"]);
}
