using QQBotKit.Api;

namespace QQBotKit.EndToEnd.Tests.TypedCalls;

public sealed class PrivateMessageCallTests : TypedCallTest
{
    [Fact]
    public async Task A_message_to_a_group_is_sent_and_recalled()
    {
        var group = await GroupAsync(0);

        var sent = await Api.Messages.SendToGroupAsync(group, new() { Content = "你好" });
        (await TextsAsync(group)).Should().Equal("你好");
        await Api.Messages.RecallFromGroupAsync(group, sent.Id!);

        sent.ExtInfo!.RefIdx.Should().StartWith("REFIDX_");
        sent.Timestamp.Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
        (await Api.Messages.Invoking(messages => messages.RecallFromGroupAsync(group, sent.Id!)).Should().ThrowAsync<QQApiException>())
            .Which.Code.Should().Be(40061002, "it is gone");
    }

    [Fact]
    public async Task A_message_to_a_user_answers_his_and_is_recalled()
    {
        var user = await UserAsync(0);
        var asked = await SayAsync(user, "在吗", scene: "c2c");

        await Api.Messages.SendToUserAsync(user, new() { Type = MessageType.InputNotify, InputNotify = new(10), MessageId = asked, MessageSeq = 1 });
        var sent = await Api.Messages.SendToUserAsync(user, new() { Content = "在", MessageId = asked, MessageSeq = 2 });
        var again = await Api.Messages.Invoking(messages => messages.SendToUserAsync(user, new() { Content = "在", MessageId = asked, MessageSeq = 2 }))
            .Should().ThrowAsync<QQApiException>();
        await Api.Messages.RecallFromUserAsync(user, sent.Id!);

        again.Which.Code.Should().Be(40054005);
        (await TextsAsync(user)).Should().Equal("在吗", "在");
    }

    [Fact]
    public async Task A_message_is_streamed_piece_by_piece()
    {
        var user = await UserAsync(0);
        var asked = await SayAsync(user, "讲个故事", scene: "c2c");
        var piece = new StreamPiece { InputState = StreamState.Generating, Index = 0, ContentRaw = "从前，", MessageId = asked, MessageSeq = 1 };

        var begun = await Api.Messages.StreamToUserAsync(user, piece);
        var ended = await Api.Messages.StreamToUserAsync(
            user, piece with { InputState = StreamState.Finished, Index = 1, ContentRaw = "有座山。", StreamMessageId = begun.Id });

        ended.Id.Should().Be(begun.Id);
        ended.RemainMsgLen.Should().Be(begun.RemainMsgLen - 4);
        (await TextsAsync(user)).Should().Equal("讲个故事", "从前，有座山。");
    }

    [Fact]
    public async Task A_click_is_acknowledged_in_time()
    {
        var group = await GroupAsync(0);
        var sent = await Api.Messages.SendToGroupAsync(group, new()
        {
            Type = MessageType.Markdown,
            Markdown = new() { Content = "# 投票" },
            Keyboard = new([[Button.Callback("yes", "赞成", "vote:yes")]]),
        });

        var clicked = (string)(await PostAsync("simulator/clicks", new { message_id = sent.Id, button = "yes" }))["interaction_id"]!;
        await Api.Interactions.AckAsync(clicked, InteractionCode.Repeated);

        var click = await GetAsync($"simulator/clicks/{clicked}");
        ((string)click["state"]!, (int)click["code"]!, (string)click["button_data"]!).Should().Be(("acknowledged", 3, "vote:yes"));
    }

    [Fact]
    public async Task A_message_in_review_has_an_audit_id_and_no_message_id()
    {
        var group = await GroupAsync(0);
        await PostAsync("simulator/audits", new { conversation = group, count = 1 });

        var sent = await Api.Messages.SendToGroupAsync(group, new() { Content = "news" });

        sent.Id.Should().BeNull();
        sent.AuditId.Should().NotBeNullOrEmpty();
        await UntilAsync(async () => (await TextsAsync(group)).Count == 1);
    }
}
