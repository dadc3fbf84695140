using QQBotKit.Api;

namespace QQBotKit.EndToEnd.Tests.TypedCalls;

public sealed class GuildCallTests : TypedCallTest
{
    [Fact]
    public async Task The_bot_finds_itself_and_its_guild()
    {
        var me = await Api.Users.MeAsync();
        var guild = await Api.Guilds.GetAsync(Guild.Id);
        var all = await Api.Users.AllGuildsAsync().ToListAsync();

        me.Bot.Should().BeTrue();
        guild.Should().Be(Guild);
        all.Should().Equal(Guild);
        guild.MemberCount.Should().Be(People.Count + 1);
        guild.OwnerId.Should().Be(People[0].User.Id);
    }

    [Fact]
    public async Task Where_the_gateway_is_is_told()
    {
        var address = await Api.Gateway.GetAsync();
        var advice = await Api.Gateway.GetBotAsync();

        address.Url.Should().StartWith("ws://127.0.0.1:");
        advice.Url.Should().Be(address.Url);
        advice.Shards.Should().Be(1);
        advice.SessionStartLimit.Remaining.Should().Be(advice.SessionStartLimit.Total);
    }

    [Fact]
    public async Task A_channel_is_made_changed_moved_and_deleted()
    {
        var category = await ChannelAsync(ChannelKind.Category);

        var made = await Api.Channels.CreateAsync(Guild.Id, new()
        {
            Name = "密室",
            Type = ChannelKind.Text,
            SubType = ChannelSubType.Guide,
            ParentId = category.Id,
            PrivateType = ChannelPrivacy.AdminsAndListed,
            PrivateUserIds = [Member],
            SpeakPermission = SpeakRight.AdminsAndListed,
        });
        var changed = await Api.Channels.UpdateAsync(made.Id, new() { Name = "大厅", Position = 1, PrivateType = ChannelPrivacy.Public });

        made.GuildId.Should().Be(Guild.Id);
        made.SubType.Should().Be(ChannelSubType.Guide);
        made.Position.Should().Be(3);
        made.OwnerId.Should().Be((await Api.Users.MeAsync()).Id);
        made.Permissions.Should().HaveFlag(ChannelPermissions.Manage);
        changed.Should().Be(made with { Name = "大厅", Position = 1, PrivateType = ChannelPrivacy.Public });
        (await Api.Channels.GetAsync(made.Id)).Should().Be(changed);
        (await Api.Permissions.OfUserAsync(made.Id, Member)).Permissions.Should().HaveFlag(ChannelPermissions.Speak);
        await Api.Channels.DeleteAsync(made.Id);
        (await Api.Guilds.ChannelsAsync(Guild.Id)).Should().NotContain(channel => channel.Id == made.Id);
    }

    [Fact]
    public async Task Who_is_in_a_voice_channel_is_counted_and_listed()
    {
        var voice = await ChannelAsync(ChannelKind.Voice);
        (await Api.Channels.OnlineNumsAsync(voice.Id)).Should().Be(0);
        (await Api.Channels.VoiceMembersAsync(voice.Id)).Should().BeEmpty();

        await PostAsync("simulator/events", new
        {
            type = "AUDIO_OR_LIVE_CHANNEL_MEMBER_ENTER",
            data = new { guild_id = Guild.Id, channel_id = voice.Id, channel_type = 2, user_id = Member },
        });

        (await Api.Channels.OnlineNumsAsync(voice.Id)).Should().Be(1);
        (await Api.Channels.VoiceMembersAsync(voice.Id)).Should().ContainSingle().Which.User.Id.Should().Be(Member);
    }

    [Fact]
    public async Task What_the_guild_allows_bots_is_read_and_asked_for()
    {
        var apis = await Api.ApiPermissions.ListAsync(Guild.Id);
        var wanted = apis.First(api => api.Path.EndsWith("/members/{user_id}", StringComparison.Ordinal)).ToIdentity();
        var channel = await ChannelAsync(ChannelKind.Text);

        var card = await Api.ApiPermissions.DemandAsync(Guild.Id, channel.Id, wanted, "看看成员");
        var setting = await Api.Guilds.MessageSettingAsync(Guild.Id);

        card!.ChannelId.Should().Be(channel.Id);
        card.ApiIdentify.Should().Be(wanted);
        card.Title.Should().NotBeEmpty();
        card.Desc.Should().Be("看看成员");
        setting.DisableCreateDm.Should().BeFalse();
        setting.ChannelPushMaxNum.Should().BePositive();
    }

    [Fact]
    public async Task Rights_in_a_channel_are_given_and_taken()
    {
        var channel = await ChannelAsync(ChannelKind.Text);

        await Api.Permissions.SetOfUserAsync(channel.Id, Member, remove: ChannelPermissions.Speak);
        await Api.Permissions.SetOfRoleAsync(channel.Id, "11", add: ChannelPermissions.Live);

        (await Api.Permissions.OfUserAsync(channel.Id, Member)).Permissions.Should().Be(ChannelPermissions.View | ChannelPermissions.Live);
        (await Api.Permissions.OfRoleAsync(channel.Id, "11")).Permissions.Should().Be(ChannelPermissions.Live);
    }

    [Fact]
    public async Task Without_the_right_a_call_says_what_is_missing()
    {
        var owner = await Api.Invoking(api => api.Members.DeleteAsync(Guild.Id, People[0].User.Id)).Should().ThrowAsync<QQApiException>();

        owner.Which.Code.Should().Be(11282);
        owner.Which.TraceId.Should().NotBeEmpty();
    }
}
