using static QQBotKit.Api.Tests.Contract.ContractRow;

namespace QQBotKit.Api.Tests.Contract;

/// <summary>Announcements, pinned messages, schedules, sound and forums.</summary>
internal static class GuildContentRows
{
    private const string AnnouncementJson = """
        {"guild_id":"9","channel_id":"7","message_id":"m","announces_type":1,"recommend_channels":[{"channel_id":"7","introduce":"i"}]}
        """;

    private static readonly Announcement Announcement = new("9", "7", "m", AnnouncementType.Welcome, [new("7", "i")]);

    private static readonly PinnedMessages Pinned = new("9", "7", ["m", "2"]);

    private const string PinnedJson = """{"guild_id":"9","channel_id":"7","message_ids":["m",2]}""";

    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(8));
    private static readonly DateTimeOffset End = Start.AddHours(1);

    private const string ScheduleJson = """
        {"id":"S","name":"n","description":"d","start_timestamp":"1767294245000","end_timestamp":"1767297845000",
         "creator":{"user":{"id":"1"},"nick":"k"},"jump_channel_id":"7","remind_type":"3"}
        """;

    private static readonly Schedule Schedule = new(
        "S", "n", "d", Start, End, new(new("1"), "k"), "7", ScheduleReminder.FifteenMinutes);

    private static readonly ScheduleBody ScheduleBody = new()
    {
        Name = "n",
        Description = "d",
        StartTimestamp = Start,
        EndTimestamp = End,
        JumpChannelId = "7",
        RemindType = ScheduleReminder.AtStart,
    };

    private const string ScheduleBodyJson = """
        {"schedule":{"name":"n","description":"d","start_timestamp":"1767294245000","end_timestamp":"1767297845000","jump_channel_id":"7","remind_type":"1"}}
        """;

    private const string ThreadJson = """
        {"guild_id":3721,"channel_id":7,"author_id":"1","thread_info":{"thread_id":"B_1-a","title":"t","content":"{\"paragraphs\":[]}",
         "date_time":"2026-01-02T03:04:05+08:00"}}
        """;

    private static readonly ForumThread Thread = new("3721", "7", "1", new("B_1-a", "t", """{"paragraphs":[]}""", Start));

    public static IEnumerable<ContractRow> All =>
    [
        Of("announce.create",
            api => api.Announcements.CreateAsync(Ids.Guild, "7", "m", AnnouncementType.Welcome),
            """{"message_id":"m","channel_id":"7","announces_type":1}""")
            .Reads(AnnouncementJson, Announcement),
        Of("announce.create",
            api => api.Announcements.RecommendAsync(Ids.Guild, [new("7", "i")]),
            """{"announces_type":0,"recommend_channels":[{"channel_id":"7","introduce":"i"}]}""")
            .Reads("""{"guild_id":"9","recommend_channels":null}""", new Announcement("9")),
        Of("announce.delete", api => api.Announcements.DeleteAsync(Ids.Guild, Ids.Message)),
        Of("announce.delete", api => api.Announcements.DeleteAsync(Ids.Guild)).At("message_id", "all"),
        Of("announce.channel_create", api => api.Announcements.CreateInChannelAsync(Ids.Channel, "m"), """{"message_id":"m"}""")
            .Reads(AnnouncementJson, Announcement),
        Of("announce.channel_delete", api => api.Announcements.DeleteInChannelAsync(Ids.Channel, Ids.Message)),

        Of("pin.add", api => api.Pins.AddAsync(Ids.Channel, Ids.Message)).Reads(PinnedJson, Pinned),
        Of("pin.remove", api => api.Pins.RemoveAsync(Ids.Channel, Ids.Message)),
        Of("pin.remove", api => api.Pins.RemoveAllAsync(Ids.Channel)).At("message_id", "all"),
        Of("pin.list", api => api.Pins.ListAsync(Ids.Channel)).Reads(PinnedJson, Pinned),

        Of("schedule.list", api => api.Schedules.ListAsync(Ids.Channel, Start), query: "since=1767294245000").Reads($"[{ScheduleJson}]", new[] { Schedule }),
        Of("schedule.list", api => api.Schedules.ListAsync(Ids.Channel)).Reads("null", Array.Empty<Schedule>()),
        Of("schedule.get", api => api.Schedules.GetAsync(Ids.Channel, Ids.Schedule)).Reads(ScheduleJson, Schedule),
        Of("schedule.create", api => api.Schedules.CreateAsync(Ids.Channel, ScheduleBody), ScheduleBodyJson).Reads(ScheduleJson, Schedule),
        Of("schedule.patch", api => api.Schedules.UpdateAsync(Ids.Channel, Ids.Schedule, ScheduleBody), ScheduleBodyJson).Reads(ScheduleJson, Schedule),
        Of("schedule.delete", api => api.Schedules.DeleteAsync(Ids.Channel, Ids.Schedule)),

        Of("audio.control",
            api => api.Audio.ControlAsync(Ids.Channel, new(AudioStatus.Start, "https://a", "t")),
            """{"status":0,"audio_url":"https://a","text":"t"}"""),
        Of("audio.control", api => api.Audio.ControlAsync(Ids.Channel, new(AudioStatus.Stop)), """{"status":3}"""),
        Of("audio.mic_on", api => api.Audio.OnMicAsync(Ids.Channel)),
        Of("audio.mic_off", api => api.Audio.OffMicAsync(Ids.Channel)),

        Of("forum.list", api => api.Forum.ListAsync(Ids.Channel))
            .Reads($$"""{"threads":[{{ThreadJson}}],"is_finish":1}""", new ForumThreads([Thread], true))
            .Reads("""{"threads":null,"is_finish":0}""", new ForumThreads()),
        Of("forum.get", api => api.Forum.GetAsync(Ids.Channel, Ids.Thread))
            .Reads($$"""{"thread":{{ThreadJson}}}""", Thread)
            .Reads(
                """{"thread":{"thread_info":{"thread_id":5678901234567890123,"title":[{"type":1}],"content":"plain"}}}""",
                new ForumThread(ThreadInfo: new("5678901234567890123", """[{"type":1}]""", "plain"))),
        Of("forum.create", api => api.Forum.CreateAsync(Ids.Channel, "t", "c"), """{"title":"t","content":"c","format":1}""")
            .Reads("""{"task_id":"T","create_time":"1767294245"}""", new PostedThread("T", Start)),
        Of("forum.create", api => api.Forum.CreateAsync(Ids.Channel, "t", "<b>c</b>", ForumFormat.Html), """{"title":"t","content":"<b>c</b>","format":2}""")
            .Reads("""{"task_id":7}""", new PostedThread("7")),
        Of("forum.create", api => api.Forum.CreateAsync(Ids.Channel, "t", "**c**", ForumFormat.Markdown), """{"title":"t","content":"**c**","format":3}""")
            .Reads("{}", new PostedThread()),
        Of("forum.create",
            api => api.Forum.CreateAsync(Ids.Channel, "t", new RichText([new([RichElement.OfText("c")])])),
            """{"title":"t","content":"{\"paragraphs\":[{\"elems\":[{\"type\":1,\"text\":{\"text\":\"c\"}}]}]}","format":4}""")
            .Reads("{}", new PostedThread()),
        Of("forum.delete", api => api.Forum.DeleteAsync(Ids.Channel, Ids.Thread)),
    ];
}
