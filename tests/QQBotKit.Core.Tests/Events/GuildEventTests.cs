namespace QQBotKit.Core.Tests.Events;

/// <summary>What happens in guilds beside messages.</summary>
public class GuildEventTests
{
    private const string Guild = "7315042298310644121";
    private const string Owner = "9020041117635528806";
    private const string User = "2906174480157730042";
    private static readonly Target Channel = Target.Channel("640015521");
    private static readonly Target VoiceChannel = Target.Channel("640015530");

    [Fact]
    public void A_guild_has_its_data()
    {
        var created = Reading.Sample<GuildCreated>("GUILD_CREATE");
        var updated = Reading.Sample<GuildUpdated>("GUILD_UPDATE");
        var deleted = Reading.Sample<GuildDeleted>("GUILD_DELETE");

        (created.GuildId, created.Name, created.Description, created.OwnerId, created.OperatorId).Should().Be((Guild, "星河读书会", "一起读书", Owner, Owner));
        (created.MemberCount, created.MaxMembers, created.JoinedAt).Should().Be((42, 5000000, DateTimeOffset.Parse("2026-09-18T20:00:00+08:00")));
        created.Icon.Should().StartWith("https://groupprohead.gtimg.cn/");
        created.Conversation.Should().BeNull("a guild is no conversation");
        (updated.Name, updated.OperatorId, updated.JoinedAt).Should().Be(("星河读书会(新)", null, null));
        (deleted.GuildId, deleted.Name).Should().Be((Guild, "星河读书会"));
    }

    [Fact]
    public void A_channel_has_its_data_and_is_a_conversation_if_one_can_speak_in_it()
    {
        var created = Reading.Sample<ChannelCreated>("CHANNEL_CREATE");
        var deleted = Reading.Sample<ChannelDeleted>("CHANNEL_DELETE");

        (created.GuildId, created.ChannelId, created.Name, created.Kind, created.SubKind, created.Position)
            .Should().Be((Guild, Channel.Id, "闲聊区", ChannelKind.Text, 0, 3));
        (created.OwnerId, created.OperatorId, created.Conversation).Should().Be((Owner, Owner, Channel));
        Reading.Sample<ChannelUpdated>("CHANNEL_UPDATE").Name.Should().Be("水区");
        (deleted.Kind, deleted.Conversation).Should().Be((ChannelKind.Forum, null));
        Reading.Event<ChannelCreated>("CHANNEL_CREATE", """{"id":"1","guild_id":"2","type":4,"sub_type":3}""")
            .Should().Match<ChannelCreated>(e => e.Conversation == null && e.SubKind == 3);
    }

    [Fact]
    public void A_member_has_a_name_a_nick_and_roles()
    {
        var added = Reading.Sample<GuildMemberAdded>("GUILD_MEMBER_ADD");
        var updated = Reading.Sample<GuildMemberUpdated>("GUILD_MEMBER_UPDATE");
        var removed = Reading.Sample<GuildMemberRemoved>("GUILD_MEMBER_REMOVE");

        (added.GuildId, added.UserId, added.Name, added.Nick, added.OperatorId).Should().Be((Guild, User, "林小北", "", User));
        added.Avatar.Should().StartWith("https://thirdqq.qlogo.cn/");
        (updated.Nick, updated.OperatorId).Should().Be(("小北", Owner));
        updated.Roles.Should().Equal("1", "2");
        (removed.UserId, removed.OperatorId).Should().Be((User, User));
        removed.JoinedAt.Should().Be(DateTimeOffset.Parse("2026-09-18T20:30:00+08:00"));
    }

    [Theory]
    [InlineData(""" "roles":["1","11"],"joined_at":"2026-09-18T20:30:00+08:00" """, "1,11", true)]
    [InlineData(""" "roles":[1,11],"joined_at":1789734600 """, "1,11", true)]
    [InlineData(""" "roles":null,"joined_at":"2026-09-18 20:30:00 +0800 CST m=+0.01" """, "", true)]
    [InlineData(""" "nick":null """, "", false)]
    public void The_roles_and_the_time_of_a_member_come_in_several_forms(string fields, string roles, bool joined)
    {
        var added = Reading.Event<GuildMemberAdded>("GUILD_MEMBER_ADD", $$$"""{"guild_id":1,"user":{"id":9007199254740993,"bot":true},{{{fields}}}}""");

        (added.UserId, added.IsBot, string.Join(',', added.Roles)).Should().Be(("9007199254740993", true, roles));
        added.JoinedAt.Should().Be(joined ? DateTimeOffset.Parse("2026-09-18T20:30:00+08:00") : null);
    }

    [Fact]
    public void A_recalled_message_says_whose_it_was_and_who_recalled_it()
    {
        foreach (var type in new[] { "MESSAGE_DELETE", "PUBLIC_MESSAGE_DELETE" })
        {
            var deleted = Reading.Sample<MessageDeleted>(type);

            (deleted.MessageId, deleted.OperatorId, deleted.GuildId, deleted.ChannelId, deleted.Conversation)
                .Should().Be(("08f9b1e4c7000003", User, Guild, Channel.Id, Channel));
            deleted.Sender.Should().BeEquivalentTo(new Sender(User, "林小北"));
        }

        var direct = Reading.Sample<MessageDeleted>("DIRECT_MESSAGE_DELETE");
        (direct.Conversation, direct.SourceGuildId).Should().Be((Target.Direct("4409127733061180215"), Guild));
        Reading.Event<MessageDeleted>("MESSAGE_DELETE", """{"message":{"id":"1"}}""").Should().Match<MessageDeleted>(e => e.Sender == null && e.OperatorId == null);
    }

    [Fact]
    public void A_review_says_of_what_it_was()
    {
        var passed = Reading.Sample<MessageAuditPassed>("MESSAGE_AUDIT_PASS");
        var rejected = Reading.Sample<MessageAuditRejected>("MESSAGE_AUDIT_REJECT");

        (passed.AuditId, passed.MessageId, passed.GuildId, passed.Conversation).Should().Be(("a5a63d9b-90e6-bfe9-261e-70b66afec721", "08f9b1e4c7000010", Guild, Channel));
        (passed.CreatedAt, passed.AuditedAt).Should().Be((DateTimeOffset.Parse("2026-09-18T20:19:30+08:00"), DateTimeOffset.Parse("2026-09-18T20:20:00+08:00")));
        rejected.MessageId.Should().BeNull();
        Reading.Event<MessageAuditPassed>("MESSAGE_AUDIT_PASS", """{"audit_id":"msg_tid_-1","group_openid":"G"}""").Conversation.Should().Be(Target.Group("G"));
        Reading.Event<MessageAuditPassed>("MESSAGE_AUDIT_PASS", """{"audit_id":7,"user_openid":"U"}""").Conversation.Should().Be(Target.C2C("U"));
    }

    [Fact]
    public void A_reaction_says_of_whom_on_what_and_which()
    {
        var added = Reading.Sample<ReactionAdded>("MESSAGE_REACTION_ADD");
        var removed = Reading.Sample<ReactionRemoved>("MESSAGE_REACTION_REMOVE");

        (added.GuildId, added.ChannelId, added.UserId, added.Conversation).Should().Be((Guild, Channel.Id, User, Channel));
        (added.TargetId, added.TargetKind).Should().Be(("08f9b1e4c7000003", ReactionTarget.Message));
        (added.EmojiId, added.EmojiKind, added.Emoji).Should().Be(("14", EmojiKind.Face, null));
        (removed.TargetKind, removed.EmojiId, removed.EmojiKind, removed.Emoji).Should().Be((ReactionTarget.Message, "128076", EmojiKind.Unicode, "👌"));
    }

    [Theory]
    [InlineData("0", ReactionTarget.Message)]
    [InlineData("3", ReactionTarget.Reply)]
    [InlineData("\"1\"", ReactionTarget.Thread)]
    [InlineData("\"ReactionTargetType_FEED\"", ReactionTarget.Thread)]
    [InlineData("\"ReactionTargetType_COMMNENT\"", ReactionTarget.Post)]
    [InlineData("\"ReactionTargetType_REPLY\"", ReactionTarget.Reply)]
    [InlineData("\"ReactionTargetType_NEW\"", ReactionTarget.Unknown)]
    [InlineData("9", (ReactionTarget)9)]
    [InlineData("null", ReactionTarget.Unknown)]
    [InlineData("[0]", ReactionTarget.Unknown)]
    public void The_target_of_a_reaction_comes_as_a_number_or_a_name(string json, ReactionTarget target)
    {
        Reading.Event<ReactionAdded>("MESSAGE_REACTION_ADD", $$$"""{"user_id":"1","channel_id":"2","target":{"type":{{{json}}}}}""").TargetKind.Should().Be(target);
    }

    [Theory]
    [InlineData("128076", "👌")]
    [InlineData("👌", "👌")]
    [InlineData("9728", "☀")]
    [InlineData("5", "5")]
    [InlineData("99999999", "99999999")]
    public void An_emoji_of_unicode_comes_as_itself_or_as_a_number(string id, string emoji)
    {
        Reading.Event<ReactionAdded>("MESSAGE_REACTION_ADD", $$$"""{"user_id":"1","channel_id":"2","emoji":{"id":"{{{id}}}","type":2}}""").Emoji.Should().Be(emoji);
    }

    [Fact]
    public void The_sound_of_the_bot_says_what_is_played()
    {
        AudioEvent[] events =
        [
            Reading.Sample<AudioStarted>("AUDIO_START"),
            Reading.Sample<AudioFinished>("AUDIO_FINISH"),
            Reading.Sample<AudioOnMic>("AUDIO_ON_MIC"),
            Reading.Sample<AudioOffMic>("AUDIO_OFF_MIC"),
        ];

        events.Should().AllSatisfy(e => (e.GuildId, e.ChannelId, e.Conversation).Should().Be((Guild, VoiceChannel.Id, VoiceChannel)));
        events.Select(e => e.AudioUrl).Should().Equal("https://audio.example.com/a.mp3", "https://audio.example.com/a.mp3", null, null);
        events.Select(e => e.Text).Should().Equal("夜曲", "夜曲", null, null);
    }

    [Fact]
    public void Listeners_come_and_go()
    {
        ChannelMemberEvent[] events =
        [
            Reading.Sample<ChannelMemberEntered>("AUDIO_OR_LIVE_CHANNEL_MEMBER_ENTER"),
            Reading.Sample<ChannelMemberExited>("AUDIO_OR_LIVE_CHANNEL_MEMBER_EXIT"),
        ];

        events.Should().AllSatisfy(e => (e.GuildId, e.ChannelId, e.UserId, e.ChannelKind).Should().Be((Guild, VoiceChannel.Id, User, AudioChannelKind.Voice)));
    }
}
