using QQBotKit.Api;

namespace QQBotKit.EndToEnd.Tests.TypedCalls;

public sealed class MemberCallTests : TypedCallTest
{
    [Fact]
    public async Task Members_are_listed_one_by_one_and_all()
    {
        var page = await Api.Members.ListAsync(Guild.Id, limit: 2);
        var next = await Api.Members.ListAsync(Guild.Id, after: page[^1].User.Id, limit: 2);
        var all = await Api.Members.AllAsync(Guild.Id).ToListAsync();

        page.Concat(next).Select(member => member.User.Id).Should().Equal(all.Take(4).Select(member => member.User.Id));
        all.Where(member => !member.User.Bot).Select(member => member.User.Id).Should().BeEquivalentTo(People.Select(member => member.User.Id));
    }

    [Fact]
    public async Task A_member_is_removed_with_what_he_said()
    {
        var channel = await ChannelAsync(ChannelKind.Text);
        var said = await SayAsync(channel.Id, "spam", Member);

        await Api.Members.DeleteAsync(Guild.Id, Member, addBlacklist: true, HistoryDeletion.All);

        (await Api.Members.AllAsync(Guild.Id).ToListAsync()).Should().NotContain(member => member.User.Id == Member);
        (await Api.Invoking(api => api.Messages.GetAsync(channel.Id, said)).Should().ThrowAsync<QQApiException>()).Which.Code.Should().Be(306002);
    }

    [Fact]
    public async Task A_role_is_made_changed_given_taken_and_deleted()
    {
        var made = await Api.Roles.CreateAsync(Guild.Id, new() { Name = "读者", Color = 0xFF3366CC, Hoist = true });
        var changed = await Api.Roles.UpdateAsync(Guild.Id, made.RoleId, new() { Name = "作者" });
        await Api.Roles.AddMemberAsync(Guild.Id, Member, made.RoleId);
        var page = await Api.Roles.MembersAsync(Guild.Id, made.RoleId, limit: 1);
        var all = await Api.Roles.AllMembersAsync(Guild.Id, DefaultRoles.Everyone).ToListAsync();
        var given = await Api.Members.GetAsync(Guild.Id, Member);
        await Api.Roles.RemoveMemberAsync(Guild.Id, Member, made.RoleId);
        var taken = await Api.Members.GetAsync(Guild.Id, Member);
        await Api.Roles.DeleteAsync(Guild.Id, made.RoleId);
        var list = await Api.Roles.ListAsync(Guild.Id);

        made.Role.Should().Be(new Role(made.RoleId, "读者", 0xFF3366CC, true, 0, 2000));
        changed.Role.Should().Be(made.Role with { Name = "作者" });
        page.Items.Should().ContainSingle().Which.User.Id.Should().Be(Member);
        all.Should().HaveCount(People.Count + 1);
        given.Roles.Should().Contain(made.RoleId);
        taken.Roles.Should().NotContain(made.RoleId);
        list.RoleNumLimit.Should().Be(30);
        list.Roles.Should().Contain(role => role.Id == DefaultRoles.Owner && role.Number == 1).And.NotContain(role => role.Id == made.RoleId);
    }

    [Fact]
    public async Task A_member_becomes_admin_of_one_channel()
    {
        var channel = await ChannelAsync(ChannelKind.Text);

        await Api.Roles.AddMemberAsync(Guild.Id, Member, DefaultRoles.ChannelAdmin, channel.Id);
        var given = await Api.Permissions.OfUserAsync(channel.Id, Member);
        await Api.Roles.RemoveMemberAsync(Guild.Id, Member, DefaultRoles.ChannelAdmin, channel.Id);

        given.Permissions.Should().HaveFlag(ChannelPermissions.Manage);
        (await Api.Permissions.OfUserAsync(channel.Id, Member)).Permissions.Should().NotHaveFlag(ChannelPermissions.Manage);
    }

    [Fact]
    public async Task The_guild_and_its_members_are_muted_and_speak_again()
    {
        var channel = await ChannelAsync(ChannelKind.Text);

        await Api.Mutes.MuteGuildAsync(Guild.Id, TimeSpan.FromHours(1));
        (await MutedAsync()).Should().BeTrue();
        await Api.Mutes.MuteGuildAsync(Guild.Id, MuteTime.Lift);
        (await MutedAsync()).Should().BeFalse();
        (await Api.Mutes.MuteMembersAsync(Guild.Id, [Member], DateTimeOffset.UtcNow.AddHours(1))).Should().Equal(Member);
        (await MutedAsync()).Should().BeTrue();
        await Api.Mutes.MuteMemberAsync(Guild.Id, Member, MuteTime.Lift);
        (await MutedAsync()).Should().BeFalse();

        async Task<bool> MutedAsync() => !await TrySayAsync(channel.Id, Member);
    }
}
