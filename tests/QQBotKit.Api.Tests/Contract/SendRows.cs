using static QQBotKit.Api.Tests.Contract.ContractRow;

namespace QQBotKit.Api.Tests.Contract;

/// <summary>What is sent and edited.</summary>
internal static class SendRows
{
    private const string SentJson = """{"id":"1","timestamp":"2026-01-02T03:04:05+08:00","ext_info":{"ref_idx":"R"}}""";

    private const string GuildSentJson = """{"id":"1","channel_id":"2","guild_id":"9","content":"x","timestamp":"2026-01-02T03:04:05+08:00"}""";

    private static readonly DateTimeOffset Moment = new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(8));

    private static readonly SendResult Sent = new("1", Moment, new("R"));

    private static readonly SendResult GuildSent = new("1", Moment);

    private static readonly MessageBody MarkdownBody = new()
    {
        Type = MessageType.Markdown,
        Markdown = new() { Content = "# x" },
        Keyboard = Keyboard.Template("1_2"),
        MessageReference = new("REFIDX_1"),
        EventId = "e",
        MessageSeq = 1,
    };

    private const string MarkdownJson = """
        {"msg_type":2,"markdown":{"content":"# x"},"keyboard":{"id":"1_2"},"message_reference":{"message_id":"REFIDX_1"},"event_id":"e","msg_seq":1}
        """;

    private static readonly MessageBody CardBody = new() { Type = MessageType.Ark, Ark = new(1, new ArkValue("#A#", "b")) };

    private const string CardJson = """{"msg_type":3,"ark":{"template_id":1,"kv":[{"key":"#A#","value":"b"}]}}""";

    private static readonly MessageBody MediaBody = new() { Type = MessageType.Media, Media = new("i"), Content = "", MessageId = "m", MessageSeq = 2 };

    private const string MediaJson = """{"msg_type":7,"media":{"file_info":"i"},"content":"","msg_id":"m","msg_seq":2}""";

    private static readonly GuildMessageBody GuildBody = new()
    {
        Content = "x",
        Embed = new("t"),
        Ark = new(1, new ArkValue("#A#", "b")),
        MessageReference = new("q"),
        Image = "https://x",
        MessageId = "m",
        EventId = "e",
    };

    private const string GuildJson = """
        {"content":"x","embed":{"title":"t","prompt":"t","fields":[]},"ark":{"template_id":1,"kv":[{"key":"#A#","value":"b"}]},"message_reference":{"message_id":"q"},"image":"https://x",
         "msg_id":"m","event_id":"e"}
        """;

    private static readonly GuildMessageBody GuildMarkdownBody = new() { Markdown = new() { Content = "# x" }, Keyboard = Keyboard.Template("1_2") };

    private const string GuildMarkdownJson = """{"markdown":{"content":"# x"},"keyboard":{"id":"1_2"}}""";

    private static readonly StreamPiece FirstPiece = new()
    {
        InputState = StreamState.Generating,
        Index = 0,
        ContentRaw = "a",
        MessageId = "m",
        MessageSeq = 1,
    };

    public static IEnumerable<ContractRow> All =>
    [
        Of("c2c.send",
            api => api.Messages.SendToUserAsync(Ids.Person, new() { Content = "x", MessageId = "m", MessageSeq = 2 }),
            """{"msg_type":0,"content":"x","msg_id":"m","msg_seq":2}""")
            .Reads(SentJson, Sent)
            .Reads("""{"id":"1","timestamp":1767294245}""", GuildSent),
        Of("c2c.send", api => api.Messages.SendToUserAsync(Ids.Person, MarkdownBody), MarkdownJson).Reads(SentJson, Sent),
        Of("c2c.send", api => api.Messages.SendToUserAsync(Ids.Person, MediaBody), MediaJson).Reads(SentJson, Sent),
        Of("c2c.send", api => api.Messages.SendToUserAsync(Ids.Person, CardBody), CardJson).Reads(SentJson, Sent),
        Of("c2c.send",
            api => api.Messages.SendToUserAsync(Ids.Person, new() { Content = "x", IsWakeup = true }), """{"msg_type":0,"content":"x","is_wakeup":true}""")
            .Reads(SentJson, Sent),
        Of("c2c.send",
            api => api.Messages.SendToUserAsync(Ids.Person, new() { Type = MessageType.InputNotify, InputNotify = new(60), MessageId = "m", MessageSeq = 3 }),
            """{"msg_type":6,"input_notify":{"input_type":1,"input_second":60},"msg_id":"m","msg_seq":3}""")
            .Reads("{}", new SendResult()),
        Of("c2c.stream",
            api => api.Messages.StreamToUserAsync(Ids.Person, FirstPiece),
            """{"input_mode":"append","input_state":1,"index":0,"content_type":"text","content_raw":"a","msg_id":"m","msg_seq":1}""")
            .Reads(
                """{"id":"S","timestamp":"2026-01-02T03:04:05+08:00","ext_info":{"ref_idx":"R"},"remain_msg_len":100}""",
                new StreamResult("S", Moment, new("R"), 100)),
        Of("c2c.stream",
            api => api.Messages.StreamToUserAsync(Ids.Person, FirstPiece with
            {
                InputMode = StreamMode.Replace, InputState = StreamState.Finished, Index = 1, ContentType = StreamFormat.Markdown, ContentRaw = "ab", StreamMessageId = "S",
                MessageId = null, EventId = "e",
            }),
            """
            {"input_mode":"replace","input_state":10,"index":1,"content_type":"markdown","content_raw":"ab","event_id":"e","stream_msg_id":"S","msg_seq":1}
            """)
            .Reads("""{"id":"S","remain_msg_len":"98"}""", new StreamResult("S", RemainMsgLen: 98)),
        Of("c2c.stream",
            api => api.Messages.StreamToUserAsync(Ids.Person, FirstPiece with { MessageId = null, MessageSeq = null, IsWakeup = true }),
            """{"input_mode":"append","input_state":1,"index":0,"content_type":"text","content_raw":"a","is_wakeup":true}""")
            .Reads("""{"id":"S"}""", new StreamResult("S")),

        Of("group.send",
            api => api.Messages.SendToGroupAsync(Ids.Group, new() { Content = "x", EventId = "e", MessageSeq = 1 }),
            """{"msg_type":0,"content":"x","event_id":"e","msg_seq":1}""")
            .Reads(SentJson, Sent),
        Of("group.send", api => api.Messages.SendToGroupAsync(Ids.Group, MarkdownBody), MarkdownJson).Reads(SentJson, Sent),
        Of("group.send", api => api.Messages.SendToGroupAsync(Ids.Group, MediaBody), MediaJson).Reads(SentJson, Sent),
        Of("group.send", api => api.Messages.SendToGroupAsync(Ids.Group, CardBody), CardJson).Reads(SentJson, Sent),

        Of("channel.send", api => api.Messages.SendToChannelAsync(Ids.Channel, GuildBody), GuildJson).Reads(GuildSentJson, GuildSent),
        Of("channel.send", api => api.Messages.SendToChannelAsync(Ids.Channel, GuildMarkdownBody), GuildMarkdownJson).Reads(GuildSentJson, GuildSent),
        Of("dm.send", api => api.Messages.SendToDirectAsync(Ids.Guild, GuildBody), GuildJson).Reads(GuildSentJson, GuildSent),
        Of("dm.send", api => api.Messages.SendToDirectAsync(Ids.Guild, GuildMarkdownBody), GuildMarkdownJson).Reads(GuildSentJson, GuildSent),
        Of("channel.edit_message",
            api => api.Messages.EditInChannelAsync(Ids.Channel, Ids.Message, GuildMarkdownBody with { Content = "x" }),
            """{"content":"x","markdown":{"content":"# x"},"keyboard":{"id":"1_2"}}""")
            .Reads(GuildSentJson, new GuildMessage("1", "2", "9", "x", Moment)),
    ];
}
