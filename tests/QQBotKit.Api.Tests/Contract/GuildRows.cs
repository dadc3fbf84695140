using static QQBotKit.Api.Tests.Contract.ContractRow;

namespace QQBotKit.Api.Tests.Contract;

/// <summary>Guilds and channels, and which calls a guild allows.</summary>
internal static class GuildRows
{
    private const string ChannelJson = """
        {"id":"7","guild_id":"9","name":"n","type":10007,"sub_type":1,"position":2,"parent_id":"6","owner_id":"2","private_type":2,"speak_permission":2,
         "application_id":"1000050","permissions":"13"}
        """;

    private static readonly Channel Channel = new(
        "7", "9", "n", ChannelKind.Forum, ChannelSubType.Notice, 2, "6", "2", ChannelPrivacy.AdminsAndListed, SpeakRight.AdminsAndListed, "1000050",
        ChannelPermissions.View | ChannelPermissions.Speak | ChannelPermissions.Live);

    public static IEnumerable<ContractRow> All =>
    [
        Of("guild.get", api => api.Guilds.GetAsync(Ids.Guild))
            .Reads(
                """
                {"id":"9","name":"n","icon":"https://i","owner_id":"2","owner":true,"member_count":3,"max_members":300,"description":"d",
                 "joined_at":"2026-01-02T03:04:05+08:00"}
                """,
                new Guild("9", "n", "https://i", "2", true, 3, 300, "d", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(8))))
            .Reads("""{"id":9,"joined_at":"2024-11-20 10:03:01.123 +0800 CST m=+0.01"}""", new Guild("9", JoinedAt: new DateTimeOffset(2024, 11, 20, 10, 3, 1, 123, TimeSpan.FromHours(8)))),
        Of("guild.channels", api => api.Guilds.ChannelsAsync(Ids.Guild))
            .Reads($"[{ChannelJson}]", new[] { Channel })
            .Reads($$"""{"channels":[{{ChannelJson}}]}""", new[] { Channel }),
        Of("channel.create",
            api => api.Channels.CreateAsync(Ids.Guild, new()
            {
                Name = "n",
                Type = ChannelKind.Text,
                SubType = ChannelSubType.Chat,
                Position = 2,
                ParentId = "6",
                PrivateType = ChannelPrivacy.AdminsAndListed,
                PrivateUserIds = ["1", "2"],
                SpeakPermission = SpeakRight.Everyone,
                ApplicationId = "1000050",
            }),
            """
            {"name":"n","type":0,"sub_type":0,"position":2,"parent_id":"6","private_type":2,"private_user_ids":["1","2"],"speak_permission":1,
             "application_id":"1000050"}
            """)
            .Reads(ChannelJson, Channel),
        Of("channel.get", api => api.Channels.GetAsync(Ids.Channel)).Reads(ChannelJson, Channel),
        Of("channel.patch",
            api => api.Channels.UpdateAsync(
                Ids.Channel,
                new() { Name = "n", Position = 1, ParentId = "6", PrivateType = ChannelPrivacy.Public, SpeakPermission = SpeakRight.AdminsAndListed }),
            """{"name":"n","position":1,"parent_id":"6","private_type":0,"speak_permission":2}""")
            .Reads(ChannelJson, Channel),
        Of("channel.delete", api => api.Channels.DeleteAsync(Ids.Channel)),
        Of("channel.online_nums", api => api.Channels.OnlineNumsAsync(Ids.Channel)).Reads("""{"online_nums":3}""", 3),
        Of("channel.voice_members", api => api.Channels.VoiceMembersAsync(Ids.Channel))
            .Reads("""[{"user":{"id":"1"},"nick":"k"}]""", new GuildMember[] { new(new("1"), "k") }),
        Of("guild.message_setting", api => api.Guilds.MessageSettingAsync(Ids.Guild))
            .Reads(
                """{"disable_create_dm":true,"disable_push_msg":false,"channel_ids":["7",8],"channel_push_max_num":20}""",
                new MessageSetting(true, false, ["7", "8"], 20))
            .Reads("""{"disable_create_dm":"true","disable_push_msg":"false","channel_ids":null,"channel_push_max_num":"20"}""", new MessageSetting(true, false, [], 20)),
        Of("api_permission.list", api => api.ApiPermissions.ListAsync(Ids.Guild))
            .Reads(
                """{"apis":[{"path":"/guilds/{guild_id}/members/{user_id}","method":"GET","desc":"d","auth_status":1},{"path":"/x","method":"POST","auth_status":0}]}""",
                new ApiAccess[] { new("/guilds/{guild_id}/members/{user_id}", "GET", "d", true), new("/x", "POST") }),
        Of("api_permission.demand",
            api => api.ApiPermissions.DemandAsync(Ids.Guild, "7", new("/guilds/{guild_id}/members/{user_id}", "GET"), "d"),
            """{"channel_id":"7","api_identify":{"path":"/guilds/{guild_id}/members/{user_id}","method":"GET"},"desc":"d"}""")
            .Reads(
                """{"guild_id":"9","channel_id":"7","api_identify":{"path":"/x","method":"GET"},"title":"t","desc":"d"}""",
                new ApiPermissionDemand("9", "7", new("/x", "GET"), "t", "d"))
            .Reads("""{"code":610010,"message":"granted"}""", null),
    ];
}
