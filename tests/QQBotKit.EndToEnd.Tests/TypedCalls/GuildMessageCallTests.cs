using QQBotKit.Api;

namespace QQBotKit.EndToEnd.Tests.TypedCalls;

public sealed class GuildMessageCallTests : TypedCallTest
{
    [Fact]
    public async Task A_message_is_sent_read_edited_and_recalled()
    {
        var channel = await ChannelAsync(ChannelKind.Text);
        var keyboard = new Keyboard([[Button.Command("好", "/ok")]]);

        var sent = await Api.Messages.SendToChannelAsync(channel.Id, new() { Markdown = new() { Content = "# 1" }, Keyboard = keyboard });
        var read = await Api.Messages.GetAsync(channel.Id, sent.Id!);
        var edited = await Api.Messages.EditInChannelAsync(channel.Id, sent.Id!, new() { Markdown = new() { Content = "# 2" }, Keyboard = keyboard });
        await Api.Messages.RecallFromChannelAsync(channel.Id, sent.Id!, hideTip: true);

        read.Author.Bot.Should().BeTrue();
        read.ChannelId.Should().Be(channel.Id);
        edited.EditedTimestamp.Should().NotBeNull();
        (await Api.Invoking(api => api.Messages.GetAsync(channel.Id, sent.Id!)).Should().ThrowAsync<QQApiException>()).Which.Code.Should().Be(306002);
    }

    [Fact]
    public async Task Messages_are_read_around_before_and_after_one()
    {
        var channel = await ChannelAsync(ChannelKind.Text);
        var ids = new List<string>();
        for (var number = 0; number < 45; number++)
        {
            ids.Add((await Api.Messages.SendToChannelAsync(channel.Id, new() { Content = $"{number}" })).Id!);
        }

        var around = await Api.Messages.ListAsync(channel.Id, around: ids[22], limit: 3);
        var before = await Api.Messages.AllBeforeAsync(channel.Id, ids[22]).ToListAsync();
        var after = await Api.Messages.AllAfterAsync(channel.Id, ids[22]).ToListAsync();

        around.Select(message => message.Id).Should().Equal(ids[21..24]);
        before.Select(message => message.Id).Should().BeEquivalentTo(ids[..22]);
        after.Select(message => message.Id).Should().BeEquivalentTo(ids[23..]);
    }

    [Fact]
    public async Task A_member_is_written_to_directly()
    {
        var session = await Api.DirectMessages.CreateAsync(Member, Guild.Id);
        var sent = await Api.Messages.SendToDirectAsync(session.GuildId, new() { Content = "你好" });
        await Api.SettingGuides.PostToDirectAsync(session.GuildId, Guild.Id);

        session.CreateTime.Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
        (await TextsAsync(session.GuildId)).Should().HaveCount(2).And.StartWith("你好");
        await Api.Messages.RecallFromDirectAsync(session.GuildId, sent.Id!);
        (await Api.Invoking(api => api.Messages.RecallFromDirectAsync(session.GuildId, sent.Id!)).Should().ThrowAsync<QQApiException>())
            .Which.Code.Should().Be(306002, "it is gone");
    }

    [Fact]
    public async Task A_guide_to_the_settings_mentions_those_who_are_meant()
    {
        var channel = await ChannelAsync(ChannelKind.Text);

        var posted = await Api.SettingGuides.PostToChannelAsync(channel.Id, [Member]);

        (await Api.Messages.GetAsync(channel.Id, posted.Id!)).Content.Should().Be($"<@{Member}>");
    }

    [Fact]
    public async Task A_bot_reacts_and_sees_who_did()
    {
        var channel = await ChannelAsync(ChannelKind.Text);
        var message = await SayAsync(channel.Id, "好消息");
        var emoji = ReactionEmoji.Unicode("👌");

        await Api.Reactions.AddAsync(channel.Id, message, emoji);
        var page = await Api.Reactions.UsersAsync(channel.Id, message, emoji);
        var all = await Api.Reactions.AllUsersAsync(channel.Id, message, emoji).ToListAsync();
        await Api.Reactions.RemoveAsync(channel.Id, message, emoji);

        page.Items.Should().ContainSingle().Which.Id.Should().Be((await Api.Users.MeAsync()).Id);
        page.Next.Should().BeNull();
        all.Should().Equal(page.Items);
        (await Api.Reactions.UsersAsync(channel.Id, message, emoji)).Items.Should().BeEmpty();
    }

    [Fact]
    public async Task Messages_are_pinned_and_unpinned()
    {
        var channel = await ChannelAsync(ChannelKind.Text);
        var first = await SayAsync(channel.Id, "one");
        var second = await SayAsync(channel.Id, "two");

        await Api.Pins.AddAsync(channel.Id, first);
        var both = await Api.Pins.AddAsync(channel.Id, second);
        await Api.Pins.RemoveAsync(channel.Id, first);
        var one = await Api.Pins.ListAsync(channel.Id);
        await Api.Pins.RemoveAllAsync(channel.Id);

        both.MessageIds.Should().Equal(first, second);
        one.MessageIds.Should().Equal(second);
        (await Api.Pins.ListAsync(channel.Id)).MessageIds.Should().BeEmpty();
    }

    [Fact]
    public async Task Messages_and_channels_are_announced()
    {
        var channel = await ChannelAsync(ChannelKind.Text);
        var message = await SayAsync(channel.Id, "注意");

        var made = await Api.Announcements.CreateAsync(Guild.Id, channel.Id, message);
        await Api.Announcements.DeleteAsync(Guild.Id, message);
        var recommended = await Api.Announcements.RecommendAsync(Guild.Id, [new(channel.Id, "来聊")], AnnouncementType.Welcome);
        await Api.Announcements.DeleteAsync(Guild.Id);
        var local = await Api.Announcements.CreateInChannelAsync(channel.Id, message);
        await Api.Announcements.DeleteInChannelAsync(channel.Id, message);

        made.MessageId.Should().Be(message);
        recommended.AnnouncesType.Should().Be(AnnouncementType.Welcome);
        recommended.RecommendChannels.Should().Equal(new RecommendedChannel(channel.Id, "来聊"));
        local.ChannelId.Should().Be(channel.Id);
        (await Api.Invoking(api => api.Announcements.DeleteInChannelAsync(channel.Id, message)).Should().ThrowAsync<QQApiException>())
            .Which.Code.Should().Be(501008, "it is announced no more");
    }
}
