using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Guilds;

public class AudioTests
{
    [Fact]
    public async Task A_bot_plays_pauses_and_stops()
    {
        await using var guild = await GuildPlatform.StartAsync();

        var started = await guild.CallAsync("POST", "/channels/VOICE/audio", new { audio_url = "https://audio.example.com/a.mp3", text = "夜曲", status = 0 });
        var told = await guild.EventAsync("AUDIO_START", "AUDIO_START");
        await guild.CallAsync("POST", "/channels/VOICE/audio", new { status = 1 });
        await guild.CallAsync("POST", "/channels/VOICE/audio", new { status = 2 });
        await guild.CallAsync("POST", "/channels/VOICE/audio", new { status = 3 });
        var ended = await guild.EventAsync("AUDIO_FINISH", "AUDIO_FINISH");

        started.GetRawText().Should().Be("{}");
        told.Text("text").Should().Be("夜曲");
        ended.GetRawText().Should().Be(told.GetRawText());
        await guild.CallAsync("POST", "/channels/VOICE/audio", new { status = 3 });
        await guild.NothingMoreAsync();
    }

    [Fact]
    public async Task A_new_piece_ends_the_one_before()
    {
        await using var guild = await GuildPlatform.StartAsync();

        await guild.CallAsync("POST", "/channels/VOICE/audio", new { audio_url = "https://audio.example.com/a.mp3", status = 0 });
        await guild.CallAsync("POST", "/channels/VOICE/audio", new { audio_url = "https://audio.example.com/b.mp3", status = 0 });

        await guild.EventAsync("AUDIO_START");
        (await guild.EventAsync("AUDIO_FINISH")).Text("audio_url").Should().EndWith("a.mp3");
        (await guild.EventAsync("AUDIO_START")).Text("audio_url").Should().EndWith("b.mp3");
    }

    [Fact]
    public async Task A_bot_takes_the_microphone_and_gives_it_back()
    {
        await using var guild = await GuildPlatform.StartAsync();

        (await guild.CallAsync("PUT", "/channels/VOICE/mic")).GetRawText().Should().Be("{}");
        await guild.EventAsync("AUDIO_ON_MIC", "AUDIO_ON_MIC");
        await guild.CallAsync("PUT", "/channels/VOICE/mic");
        (await guild.CallAsync("DELETE", "/channels/VOICE/mic")).GetRawText().Should().Be("{}");
        await guild.EventAsync("AUDIO_OFF_MIC", "AUDIO_OFF_MIC");
    }

    [Theory]
    [InlineData("POST", "/channels/CHANNEL/audio", """{"status":3}""", 10003)]
    [InlineData("POST", "/channels/VOICE/audio", """{"status":0}""", 12002)]
    [InlineData("POST", "/channels/VOICE/audio", """{"status":4}""", 12002)]
    [InlineData("PUT", "/channels/CHANNEL/mic", null, 10003)]
    [InlineData("DELETE", "/channels/1/mic", null, 10003)]
    public async Task What_cannot_be_heard_is_refused(string method, string path, string? body, int code)
    {
        await using var guild = await GuildPlatform.StartAsync();

        (await guild.RefusalAsync(method, path, body is null ? null : JsonSerializer.Deserialize<JsonElement>(body))).Should().Be(code);
        await guild.NothingMoreAsync();
    }
}
