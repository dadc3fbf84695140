using static QQBotKit.Api.Tests.Contract.ContractRow;

namespace QQBotKit.Api.Tests.Contract;

/// <summary>What is sent and edited.</summary>
internal static class SendRows
{
    public static IEnumerable<ContractRow> All =>
    [
        Of("c2c.send",
            api => api.Messages.SendToUserAsync(Ids.Person, new() { Content = "x", MessageId = "m", MessageSeq = 2 }),
            """{"msg_type":0,"content":"x","msg_id":"m","msg_seq":2}""")
            .Reads("""{"id":"1","timestamp":"2026-01-02T03:04:05+08:00","ext_info":{"ref_idx":"R"}}""", new SendResult("1", Moment, new("R")))
            .Reads("""{"id":"1","timestamp":1767294245}""", new SendResult("1", Moment)),
        Of("group.send",
            api => api.Messages.SendToGroupAsync(Ids.Group, new() { Content = "x", EventId = "e", MessageSeq = 1 }),
            """{"msg_type":0,"content":"x","event_id":"e","msg_seq":1}""")
            .Reads("""{"id":"1","timestamp":"2026-01-02T03:04:05+08:00","ext_info":{"ref_idx":"R"}}""", new SendResult("1", Moment, new("R"))),
        Of("channel.send", api => api.Messages.SendToChannelAsync(Ids.Channel, new() { Content = "x", MessageId = "m" }), """{"content":"x","msg_id":"m"}""")
            .Reads("""{"id":"1","channel_id":"2","timestamp":"2026-01-02T03:04:05+08:00"}""", new SendResult("1", Moment)),
        Of("dm.send", api => api.Messages.SendToDirectAsync(Ids.Guild, new() { Content = "x", EventId = "e" }), """{"content":"x","event_id":"e"}""")
            .Reads("""{"id":"1","timestamp":"2026-01-02T03:04:05+08:00"}""", new SendResult("1", Moment)),
    ];

    private static DateTimeOffset Moment => new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(8));
}
