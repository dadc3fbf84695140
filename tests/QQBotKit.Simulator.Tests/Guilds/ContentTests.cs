using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Guilds;

public class ContentTests
{
    [Fact]
    public async Task A_message_is_announced_to_the_guild_until_it_is_taken_back()
    {
        await using var guild = await GuildPlatform.StartAsync();
        var id = await guild.SayAsync("大家注意");

        var made = await guild.CallAsync("POST", "/guilds/GUILD/announces", new { channel_id = guild.Places.Channel, message_id = id, announces_type = 1 });

        made.Names().Should().Equal("guild_id", "channel_id", "message_id", "announces_type", "recommend_channels");
        made.Text("message_id").Should().Be(id);
        made.Number("announces_type").Should().Be(0, "a message is announced to members only");
        (await guild.RefusalAsync("DELETE", "/guilds/GUILD/announces/1")).Should().Be(501008);
        await guild.CallAsync("DELETE", $"/guilds/GUILD/announces/{id}", status: 204);
        (await guild.RefusalAsync("DELETE", $"/guilds/GUILD/announces/{id}")).Should().Be(501008);
        await guild.CallAsync("DELETE", "/guilds/GUILD/announces/all", status: 204);
    }

    [Fact]
    public async Task Channels_are_recommended_three_at_most()
    {
        await using var guild = await GuildPlatform.StartAsync();
        object[] channels = [.. "CHANNEL VOICE FORUM SCHEDULES".Split(' ').Select(id => new { channel_id = guild.Fill(id), introduce = "来看看" })];

        var made = await guild.CallAsync("POST", "/guilds/GUILD/announces", new { announces_type = 1, recommend_channels = channels[..3] });

        made.Number("announces_type").Should().Be(1);
        made.Text("message_id").Should().BeEmpty();
        made.GetProperty("recommend_channels")[0].Names().Should().Equal("channel_id", "introduce");
        made.GetProperty("recommend_channels").GetArrayLength().Should().Be(3);
        (await guild.RefusalAsync("POST", "/guilds/GUILD/announces", new { recommend_channels = channels })).Should().Be(501016);
        await guild.CallAsync("PATCH", "/channels/CHANNEL", new { private_type = 1 });
        (await guild.RefusalAsync("POST", "/guilds/GUILD/announces", new { recommend_channels = channels[..1] })).Should().Be(501018, "not all see it");
    }

    [Fact]
    public async Task A_message_is_announced_in_its_channel()
    {
        await using var guild = await GuildPlatform.StartAsync();
        var id = await guild.SayAsync("本频道注意");

        var made = await guild.CallAsync("POST", "/channels/CHANNEL/announces", new { message_id = id });

        made.Text("channel_id").Should().Be(guild.Places.Channel);
        await guild.CallAsync("DELETE", $"/channels/CHANNEL/announces/{id}", status: 204);
        (await guild.RefusalAsync("DELETE", $"/channels/CHANNEL/announces/{id}")).Should().Be(501008);
    }

    [Fact]
    public async Task Messages_are_pinned_and_unpinned()
    {
        await using var guild = await GuildPlatform.StartAsync();
        var first = await guild.SayAsync("one");
        var second = await guild.SayAsync("two");

        await guild.CallAsync("PUT", $"/channels/CHANNEL/pins/{first}");
        await guild.CallAsync("PUT", $"/channels/CHANNEL/pins/{first}");
        var pins = await guild.CallAsync("PUT", $"/channels/CHANNEL/pins/{second}", new { });

        pins.Names().Should().Equal("guild_id", "channel_id", "message_ids");
        pins.GetProperty("message_ids").Texts().Should().Equal(first, second);
        await guild.CallAsync("DELETE", $"/channels/CHANNEL/pins/{first}", status: 204);
        (await guild.GetAsync("/channels/CHANNEL/pins")).GetProperty("message_ids").Texts().Should().Equal(second);
        (await guild.RefusalAsync("DELETE", $"/channels/CHANNEL/pins/{first}")).Should().Be(501008);
        await guild.CallAsync("PUT", $"/channels/CHANNEL/pins/{first}");
        await guild.CallAsync("DELETE", "/channels/CHANNEL/pins/all", status: 204);
        (await guild.GetAsync("/channels/CHANNEL/pins")).GetProperty("message_ids").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task A_channel_has_20_pinned_messages_at_most()
    {
        await using var guild = await GuildPlatform.StartAsync(rules: SimulatorRules.Off);
        for (var pinned = 0; pinned < 20; pinned++)
        {
            await guild.CallAsync("PUT", $"/channels/CHANNEL/pins/{await guild.SendAsync(new { content = "x" })}");
        }

        (await guild.RefusalAsync("PUT", $"/channels/CHANNEL/pins/{await guild.SendAsync(new { content = "x" })}")).Should().Be(501013);
    }

    [Theory]
    [InlineData("POST", "/guilds/GUILD/announces", "{}", 501001)]
    [InlineData("POST", "/guilds/GUILD/announces", """{"message_id":"MESSAGE"}""", 501001)]
    [InlineData("POST", "/guilds/GUILD/announces", """{"message_id":"1","channel_id":"CHANNEL"}""", 501008)]
    [InlineData("POST", "/guilds/GUILD/announces", """{"message_id":"MESSAGE","channel_id":"FORUM"}""", 501010)]
    [InlineData("POST", "/guilds/GUILD/announces", """{"announces_type":2,"recommend_channels":[{"channel_id":"CHANNEL"}]}""", 501019)]
    [InlineData("POST", "/guilds/GUILD/announces", """{"recommend_channels":[{"channel_id":"1"}]}""", 501018)]
    [InlineData("POST", "/channels/CHANNEL/announces", "{}", 501008)]
    [InlineData("PUT", "/channels/CHANNEL/pins/1", null, 501008)]
    [InlineData("PUT", "/channels/FORUM/pins/MESSAGE", null, 501010)]
    [InlineData("GET", "/channels/1/pins", null, 10003)]
    public async Task What_cannot_be_is_refused(string method, string path, string? body, int code)
    {
        await using var guild = await GuildPlatform.StartAsync();
        var message = await guild.SayAsync("hi");
        string With(string text) => guild.Fill(text.Replace("MESSAGE", message, StringComparison.Ordinal));

        (await guild.RefusalAsync(method, With(path), body is null ? null : JsonSerializer.Deserialize<JsonElement>(With(body)))).Should().Be(code);
    }
}
