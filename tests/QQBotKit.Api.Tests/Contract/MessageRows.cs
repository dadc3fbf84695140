using static QQBotKit.Api.Tests.Contract.ContractRow;

namespace QQBotKit.Api.Tests.Contract;

/// <summary>Messages that were sent: recall, reading, reactions; and clicks.</summary>
internal static class MessageRows
{
    private const string MessageJson = """
        {"id":"08a1","channel_id":7,"guild_id":"9","content":"<@!1> 你好 &lt;b&gt;","timestamp":"2026-01-02T03:04:05+08:00","edited_timestamp":"2026-01-02T03:04:05+08:00",
         "mention_everyone":false,"author":{"id":"2","username":"n","avatar":"https://a","bot":false},
         "member":{"nick":"k","roles":["1",2],"joined_at":"2026-01-02T03:04:05+08:00"},
         "attachments":[{"url":"gchat.qpic.cn/1","filename":"f.png","content_type":"image/png","size":10,"width":20,"height":30},{"url":"https://b"}],
         "mentions":[{"id":"1","bot":true}],"seq":3,"seq_in_channel":"42","message_reference":{"message_id":"08a0"},"direct_message":true,"src_guild_id":"8"}
        """;

    private static readonly DateTimeOffset Moment = new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(8));

    private static readonly GuildMessage Message = new(
        "08a1", "7", "9", "<@!1> 你好 &lt;b&gt;", Moment, Moment, false, new("2", "n", "https://a"), new(null, "k", ["1", "2"], Moment),
        [new("https://gchat.qpic.cn/1", "f.png", "image/png", 10, 20, 30), new("https://b")], [new("1", Bot: true)], "42", new("08a0"), true, "8");

    private static readonly ReactionEmoji Emoji = ReactionEmoji.Face(Ids.Emoji);

    private static readonly GuildUser[] Users = [new("1", "n", "https://a"), new("2")];

    public static IEnumerable<ContractRow> All =>
    [
        Of("c2c.recall", api => api.Messages.RecallFromUserAsync(Ids.Person, Ids.Message)),
        Of("group.recall", api => api.Messages.RecallFromGroupAsync(Ids.Group, Ids.Message)),
        Of("channel.recall", api => api.Messages.RecallFromChannelAsync(Ids.Channel, Ids.Message, hideTip: true), query: "hidetip=true"),
        Of("channel.recall", api => api.Messages.RecallFromChannelAsync(Ids.Channel, Ids.Message)),
        Of("dm.recall", api => api.Messages.RecallFromDirectAsync(Ids.Guild, Ids.Message, hideTip: false), query: "hidetip=false"),

        Of("channel.get_message", api => api.Messages.GetAsync(Ids.Channel, Ids.Message))
            .Reads($$"""{"message":{{MessageJson}}}""", Message)
            .Reads(MessageJson, Message),
        Of("channel.list_messages", api => api.Messages.ListAsync(Ids.Channel, before: "08a!1", limit: 20), query: "before=08a%211&limit=20")
            .Reads($"[{MessageJson}]", new[] { Message })
            .Reads($$"""{"messages":[{{MessageJson}}]}""", new[] { Message }),
        Of("channel.list_messages", api => api.Messages.ListAsync(Ids.Channel, around: "1"), query: "around=1").Reads("[]", Array.Empty<GuildMessage>()),
        Of("channel.list_messages", api => api.Messages.ListAsync(Ids.Channel, after: "1"), query: "after=1").Reads("[]", Array.Empty<GuildMessage>()),

        Of("dm.create", api => api.DirectMessages.CreateAsync("2", "9"), """{"recipient_id":"2","source_guild_id":"9"}""")
            .Reads("""{"guild_id":"10","channel_id":"11","create_time":"1767294245"}""", new DirectMessageSession("10", "11", Moment)),
        Of("channel.setting_guide", api => api.SettingGuides.PostToChannelAsync(Ids.Channel, ["1", "2"]), """{"content":"<@1><@2>"}""")
            .Reads(MessageJson, new SendResult("08a1", Moment)),
        Of("dm.setting_guide", api => api.SettingGuides.PostToDirectAsync(Ids.Guild, "9"), """{"setting_guide":{"guild_id":"9"}}""")
            .Reads(MessageJson, new SendResult("08a1", Moment)),

        Of("reaction.put", api => api.Reactions.AddAsync(Ids.Channel, Ids.Message, Emoji)).At("type", "1"),
        Of("reaction.put", api => api.Reactions.AddAsync(Ids.Channel, Ids.Message, ReactionEmoji.Unicode("👌"))).At("type", "2").At("id", "128076"),
        Of("reaction.delete", api => api.Reactions.RemoveAsync(Ids.Channel, Ids.Message, Emoji)).At("type", "1"),
        Of("reaction.users", api => api.Reactions.UsersAsync(Ids.Channel, Ids.Message, Emoji, "c", 50), query: "cookie=c&limit=50").At("type", "1")
            .Reads(
                """{"users":[{"id":"1","username":"n","avatar":"https://a"},{"id":2}],"cookie":"n","is_end":false}""", new Page<GuildUser>(Users, "n"))
            .Reads("""{"users":[],"cookie":"n","is_end":true}""", new Page<GuildUser>([], null)),

        Of("interaction.ack", api => api.Interactions.AckAsync(Ids.Interaction), """{"code":0}"""),
        Of("interaction.ack", api => api.Interactions.AckAsync("INTERACTION_CREATE:" + Ids.Interaction, InteractionCode.AdminsOnly, "d"), """{"code":5,"data":"d"}"""),
    ];
}
