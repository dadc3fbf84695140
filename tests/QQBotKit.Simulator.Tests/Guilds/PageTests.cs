using System.Text.Json;
using System.Text.RegularExpressions;
using QQBotKit.Core.Tests.Docs;
using QQBotKit.Simulator.Control;

namespace QQBotKit.Simulator.Tests.Guilds;

/// <summary>What the page of guilds on the simulator shows can be done.</summary>
public partial class PageTests
{
    [Theory]
    [InlineData("docs/simulator-guilds.md")]
    [InlineData("docs/simulator-guilds.zh-CN.md")]
    public async Task Every_call_of_the_page_succeeds(string page)
    {
        await using var guild = await GuildPlatform.StartAsync(intents: 0);
        var message = await guild.SendAsync(new { content = "hi" });

        var calls = Pages.Snippets(page, "http");
        foreach (var call in calls)
        {
            var filled = Placeholder().Replace(call, name => $"\"{(name.Groups[1].Value == "MESSAGE" ? message : guild.Fill(name.Groups[1].Value))}\"");
            var (method, path, body) = (filled.Split(' ')[0], filled.Split(' ', '\n')[1], filled[filled.IndexOf('\n', StringComparison.Ordinal)..]);
            var hasNoAnswer = path is "/simulator/grants" or "/simulator/message-setting";
            await guild.CallAsync(method, path, JsonSerializer.Deserialize<JsonElement>(body), hasNoAnswer ? 204 : 200);
        }

        calls.Should().HaveCount(7);
        (await guild.RefusalAsync("GET", "/guilds/GUILD/members", status: 403)).Should().Be(11264);
        (await guild.RefusalAsync("PATCH", "/guilds/GUILD/mute", new { mute_seconds = "1" }, 403)).Should().Be(11282);
        (await guild.RefusalAsync("POST", "/users/@me/dms", new { recipient_id = guild.Member, source_guild_id = guild.Places.Guild })).Should().Be(304031);
        (await guild.GetAsync("/channels/VOICE/online_nums")).Number("online_nums").Should().Be(1);
    }

    [Fact]
    public void Both_languages_show_the_same_calls() =>
        Pages.Snippets("docs/simulator-guilds.zh-CN.md", "http").Should().Equal(Pages.Snippets("docs/simulator-guilds.md", "http"));

    [Theory]
    [InlineData("docs/simulator-guilds.md")]
    [InlineData("docs/simulator-guilds.zh-CN.md")]
    public void Every_right_has_a_name_on_the_page(string page)
    {
        var names = Regex.Matches(Pages.Read(page), "`([a-z_]+)`").Select(match => match.Groups[1].Value);

        RightNames.Of(BotRights.All).Should().BeSubsetOf(names);
    }

    [GeneratedRegex("\"(GUILD|CHANNEL|VOICE|FORUM|MEMBER|MESSAGE)\"")]
    private static partial Regex Placeholder();
}
