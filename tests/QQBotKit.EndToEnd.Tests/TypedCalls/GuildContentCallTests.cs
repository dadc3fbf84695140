using System.Text.Json.Nodes;
using QQBotKit.Api;

namespace QQBotKit.EndToEnd.Tests.TypedCalls;

public sealed class GuildContentCallTests : TypedCallTest
{
    [Fact]
    public async Task A_schedule_is_made_read_changed_listed_and_deleted()
    {
        var channel = await ChannelAsync(ChannelKind.Application);
        var start = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds());

        var made = await Api.Schedules.CreateAsync(channel.Id, new()
        {
            Name = "读书会",
            Description = "第一章",
            StartTimestamp = start,
            EndTimestamp = start.AddHours(2),
            JumpChannelId = (await ChannelAsync(ChannelKind.Text)).Id,
            RemindType = ScheduleReminder.FifteenMinutes,
        });
        var changed = await Api.Schedules.UpdateAsync(channel.Id, made.Id, new() { Name = "改期" });
        var listed = await Api.Schedules.ListAsync(channel.Id, DateTimeOffset.UtcNow);
        var read = await Api.Schedules.GetAsync(channel.Id, made.Id);
        await Api.Schedules.DeleteAsync(channel.Id, made.Id);

        made.StartTimestamp.Should().Be(start);
        made.Creator.User.Bot.Should().BeTrue();
        made.RemindType.Should().Be(ScheduleReminder.FifteenMinutes);
        changed.Name.Should().Be("改期");
        changed.Description.Should().Be("第一章");
        read.Name.Should().Be("改期");
        listed.Select(schedule => schedule.Id).Should().Equal(made.Id);
        (await Api.Schedules.ListAsync(channel.Id, DateTimeOffset.UtcNow)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_thread_is_posted_read_listed_and_deleted()
    {
        var forum = await ChannelAsync(ChannelKind.Forum);

        var task = await Api.Forum.CreateAsync(forum.Id, "读后感", "**很好看**", ForumFormat.Markdown);
        await Api.Forum.CreateAsync(forum.Id, "图", new RichText([new([RichElement.OfText("看图"), RichElement.OfImage("https://example.com/a.png")])]));
        var listed = await Api.Forum.ListAsync(forum.Id);
        var read = await Api.Forum.GetAsync(forum.Id, listed.Threads[1].ThreadInfo.ThreadId);
        await Api.Forum.DeleteAsync(forum.Id, read.ThreadInfo.ThreadId);

        task.TaskId.Should().NotBeEmpty();
        listed.IsFinish.Should().BeTrue();
        listed.Threads.Select(thread => thread.ThreadInfo.Title).Should().Equal("图", "读后感");
        listed.Threads[0].ThreadInfo.RichContent!.Paragraphs[0].Elems[1].Image!.ThirdUrl.Should().Be("https://example.com/a.png");
        read.ThreadInfo.RichContent!.Paragraphs[0].Elems[0].Text!.Text.Should().Be("**很好看**");
        read.AuthorId.Should().Be((await Api.Users.MeAsync()).Id);
        (await Api.Forum.ListAsync(forum.Id)).Threads.Should().ContainSingle();
    }

    [Fact]
    public async Task A_bot_plays_music_and_takes_the_microphone()
    {
        var voice = await ChannelAsync(ChannelKind.Voice);

        await Api.Audio.ControlAsync(voice.Id, new(AudioStatus.Start, "https://audio.example.com/a.mp3", "夜曲"));
        await Api.Audio.OnMicAsync(voice.Id);
        var playing = await RoomAsync();
        await Api.Audio.ControlAsync(voice.Id, new(AudioStatus.Stop));
        await Api.Audio.OffMicAsync(voice.Id);
        var silent = await RoomAsync();

        ((string?)playing["playing"]![0]!["text"]).Should().Be("夜曲");
        playing["on_mic"]!.AsArray().Should().ContainSingle();
        silent["playing"]!.AsArray().Should().BeEmpty();
        silent["on_mic"]!.AsArray().Should().BeEmpty();

        async Task<JsonNode> RoomAsync() =>
            (await WorldAsync())["guilds"]![0]!["channels"]!.AsArray().First(channel => (string?)channel!["id"] == voice.Id)!;
    }
}
