using static QQBotKit.Api.Tests.Contract.ContractRow;

namespace QQBotKit.Api.Tests.Contract;

/// <summary>Members of guilds, their roles, what they may do in channels, and muting.</summary>
internal static class GuildMemberRows
{
    private const string MemberJson = """
        {"user":{"id":"1","username":"n","avatar":"https://a","bot":false,"union_openid":"o","union_user_account":"u"},"nick":"k","roles":["1","5"],
         "joined_at":"2026-01-02T03:04:05+08:00"}
        """;

    private const string RoleJson = """{"id":"5","name":"n","color":4278245297,"hoist":1,"number":2,"member_limit":100}""";

    private static readonly DateTimeOffset Moment = new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(8));

    private static readonly GuildMember Member = new(new("1", "n", "https://a", false, "o", "u"), "k", ["1", "5"], Moment);

    private static readonly Role Role = new("5", "n", 4278245297, true, 2, 100);

    public static IEnumerable<ContractRow> All =>
    [
        Of("member.list", api => api.Members.ListAsync(Ids.Guild, "0", 400), query: "after=0&limit=400")
            .Reads($"[{MemberJson}]", new[] { Member })
            .Reads("[]", Array.Empty<GuildMember>()),
        Of("member.get", api => api.Members.GetAsync(Ids.Guild, Ids.User))
            .Reads(MemberJson, Member)
            .Reads("""{"user":{"id":1},"roles":null,"joined_at":1767294245}""", new GuildMember(new("1"), "", [], Moment)),
        Of("member.delete", api => api.Members.DeleteAsync(Ids.Guild, Ids.User)),
        Of("member.delete",
            api => api.Members.DeleteAsync(Ids.Guild, Ids.User, addBlacklist: true, HistoryDeletion.All),
            """{"add_blacklist":true,"delete_history_msg_days":-1}"""),
        Of("member.delete", api => api.Members.DeleteAsync(Ids.Guild, Ids.User, deleteHistory: HistoryDeletion.ThirtyDays), """{"delete_history_msg_days":30}"""),
        Of("role.members", api => api.Roles.MembersAsync(Ids.Guild, Ids.Role, "0", 400), query: "start_index=0&limit=400")
            .Reads($$"""{"data":[{{MemberJson}}],"next":"1"}""", new Page<GuildMember>([Member], "1"))
            .Reads("""{"data":[],"next":""}""", new Page<GuildMember>([], null)),

        Of("role.list", api => api.Roles.ListAsync(Ids.Guild))
            .Reads($$"""{"guild_id":"9","roles":[{{RoleJson}}],"role_num_limit":"30"}""", new RoleList("9", [Role], 30))
            .Reads("""{"guild_id":"9","roles":[],"role_num_limit":30}""", new RoleList("9", [], 30)),
        Of("role.create", api => api.Roles.CreateAsync(Ids.Guild, new() { Name = "n", Color = 0xFF1E90FF, Hoist = true }), """{"name":"n","color":4280193279,"hoist":1}""")
            .Reads($$"""{"role_id":"5","role":{{RoleJson}}}""", new RoleResult("", "5", Role)),
        Of("role.patch", api => api.Roles.UpdateAsync(Ids.Guild, Ids.Role, new() { Name = "n", Color = 0, Hoist = false }), """{"name":"n","color":0,"hoist":0}""")
            .Reads($$"""{"guild_id":"9","role_id":"5","role":{{RoleJson}}}""", new RoleResult("9", "5", Role)),
        Of("role.delete", api => api.Roles.DeleteAsync(Ids.Guild, Ids.Role)),
        Of("role.member_add", api => api.Roles.AddMemberAsync(Ids.Guild, Ids.User, Ids.Role)),
        Of("role.member_add", api => api.Roles.AddMemberAsync(Ids.Guild, Ids.User, DefaultRoles.ChannelAdmin, "7"), """{"channel":{"id":"7"}}""").At("role_id", "5"),
        Of("role.member_remove", api => api.Roles.RemoveMemberAsync(Ids.Guild, Ids.User, Ids.Role)),
        Of("role.member_remove", api => api.Roles.RemoveMemberAsync(Ids.Guild, Ids.User, DefaultRoles.ChannelAdmin, "7"), """{"channel":{"id":"7"}}""")
            .At("role_id", "5"),

        Of("perm.user_get", api => api.Permissions.OfUserAsync(Ids.Channel, Ids.User))
            .Reads("""{"channel_id":"7","user_id":"1","permissions":"5"}""", new UserPermissions("7", "1", ChannelPermissions.View | ChannelPermissions.Speak)),
        Of("perm.user_put",
            api => api.Permissions.SetOfUserAsync(Ids.Channel, Ids.User, ChannelPermissions.View | ChannelPermissions.Speak, ChannelPermissions.Live),
            """{"add":"5","remove":"8"}"""),
        Of("perm.role_get", api => api.Permissions.OfRoleAsync(Ids.Channel, Ids.Role))
            .Reads("""{"channel_id":"7","role_id":"1","permissions":3}""", new RolePermissions("7", "1", ChannelPermissions.View | ChannelPermissions.Manage)),
        Of("perm.role_put", api => api.Permissions.SetOfRoleAsync(Ids.Channel, Ids.Role, add: ChannelPermissions.Speak), """{"add":"4"}"""),
        Of("perm.role_put", api => api.Permissions.SetOfRoleAsync(Ids.Channel, Ids.Role, remove: ChannelPermissions.Speak), """{"remove":"4"}"""),

        Of("mute.guild", api => api.Mutes.MuteGuildAsync(Ids.Guild, TimeSpan.FromMinutes(10)), """{"mute_seconds":"600"}"""),
        Of("mute.guild", api => api.Mutes.MuteGuildAsync(Ids.Guild, Moment), """{"mute_end_timestamp":"1767294245"}"""),
        Of("mute.guild", api => api.Mutes.MuteGuildAsync(Ids.Guild, MuteTime.Lift), """{"mute_seconds":"0"}"""),
        Of("mute.members", api => api.Mutes.MuteMembersAsync(Ids.Guild, ["1", "2"], TimeSpan.FromMinutes(10)), """{"mute_seconds":"600","user_ids":["1","2"]}""")
            .Reads("""{"user_ids":["1"]}""", new List<string> { "1" }),
        Of("mute.members", api => api.Mutes.MuteMembersAsync(Ids.Guild, ["1"], Moment), """{"mute_end_timestamp":"1767294245","user_ids":["1"]}""")
            .Reads("""{"user_ids":[1]}""", new List<string> { "1" }),
        Of("mute.member", api => api.Mutes.MuteMemberAsync(Ids.Guild, Ids.User, TimeSpan.FromMinutes(10)), """{"mute_seconds":"600"}"""),
        Of("mute.member", api => api.Mutes.MuteMemberAsync(Ids.Guild, Ids.User, Moment), """{"mute_end_timestamp":"1767294245"}"""),
    ];
}
