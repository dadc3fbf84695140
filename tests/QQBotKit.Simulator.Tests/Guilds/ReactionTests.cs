namespace QQBotKit.Simulator.Tests.Guilds;

public class ReactionTests
{
    [Fact]
    public async Task A_bot_reacts_and_takes_it_back_and_the_bots_are_told()
    {
        await using var guild = await GuildPlatform.StartAsync();
        var message = await guild.SayAsync("hi");
        var path = $"/channels/CHANNEL/messages/{message}/reactions/1/14";

        await guild.CallAsync("PUT", path, status: 204);
        var told = await guild.EventAsync("MESSAGE_REACTION_ADD", "MESSAGE_REACTION_ADD");
        var users = await guild.GetAsync(path);
        await guild.CallAsync("DELETE", path, status: 204);
        var taken = await guild.EventAsync("MESSAGE_REACTION_REMOVE");

        told.Text("user_id").Should().Be(guild.BotId);
        told.GetProperty("target").Text("id").Should().Be(message);
        told.GetProperty("emoji").Text("id").Should().Be("14");
        taken.GetRawText().Should().Be(told.GetRawText());
        users.Names().Should().Equal("users", "cookie", "is_end");
        users.GetProperty("users")[0].Names().Should().Equal("id", "username", "avatar");
        users.GetProperty("users").Texts("id").Should().Equal(guild.BotId);
        users.GetProperty("is_end").GetBoolean().Should().BeTrue();
        (await guild.GetAsync(path)).GetProperty("users").GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData("128076")]
    [InlineData("%F0%9F%91%8C")]
    public async Task An_emoji_of_Unicode_goes_by_itself_or_by_its_code_point(string id)
    {
        await using var guild = await GuildPlatform.StartAsync();
        var message = await guild.SayAsync("hi");

        await guild.CallAsync("PUT", $"/channels/CHANNEL/messages/{message}/reactions/2/{id}", status: 204);

        var emoji = (await guild.EventAsync("MESSAGE_REACTION_ADD")).GetProperty("emoji");
        emoji.Text("id").Should().Be("128076");
        emoji.Number("type").Should().Be(2);
        (await guild.GetAsync($"/channels/CHANNEL/messages/{message}/reactions/2/128076")).GetProperty("users").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task The_cookie_leads_to_the_next_page_with_the_limit_of_the_first()
    {
        await using var guild = await GuildPlatform.StartAsync();
        await using var platform = await Platform.StartAsync(new() { AcceptAnySecret = true });
        var places = await Places.OfAsync(platform);
        var message = (await platform.SayAsync(new { scene = "channel", conversation = places.Channel, text = "hi" })).Text("message_id");
        var path = $"/channels/{places.Channel}/messages/{message}/reactions/1/4";
        for (var bot = 1; bot <= 5; bot++)
        {
            platform.Http.DefaultRequestHeaders.Authorization = new("QQBot", await platform.TokenAsync($"10000000{bot}", "any"));
            await platform.CallAsync("PUT", path, status: 204);
        }

        var sizes = new List<int>();
        for (var query = "limit=2"; ;)
        {
            var page = await platform.GetAsync($"{path}?{query}");
            sizes.Add(page.GetProperty("users").GetArrayLength());
            if (page.GetProperty("is_end").GetBoolean())
            {
                break;
            }

            query = $"cookie={page.Text("cookie")}";
        }

        sizes.Should().Equal(2, 2, 1);
    }

    [Fact]
    public async Task A_message_takes_so_many_kinds_and_each_from_a_bot_once()
    {
        await using var guild = await GuildPlatform.StartAsync();
        var message = await guild.SayAsync("hi");
        for (var kind = 1; kind <= 20; kind++)
        {
            await guild.CallAsync("PUT", $"/channels/CHANNEL/messages/{message}/reactions/1/{kind}", status: 204);
        }

        (await guild.RefusalAsync("PUT", $"/channels/CHANNEL/messages/{message}/reactions/1/21")).Should().Be(620002);
        (await guild.RefusalAsync("PUT", $"/channels/CHANNEL/messages/{message}/reactions/1/20")).Should().Be(620003);
        (await guild.RefusalAsync("DELETE", $"/channels/CHANNEL/messages/{message}/reactions/1/21")).Should().Be(620004);
        await guild.CallAsync("DELETE", $"/channels/CHANNEL/messages/{message}/reactions/1/20", status: 204);
        await guild.CallAsync("PUT", $"/channels/CHANNEL/messages/{message}/reactions/1/21", status: 204);
    }

    [Theory]
    [InlineData("/channels/CHANNEL/messages/1/reactions/1/4", 620001)]
    [InlineData("/channels/CHANNEL/messages/MESSAGE/reactions/3/4", 620001)]
    [InlineData("/channels/CHANNEL/messages/MESSAGE/reactions/1/smile", 620001)]
    [InlineData("/channels/FORUM/messages/MESSAGE/reactions/1/4", 620001)]
    [InlineData("/channels/1/messages/MESSAGE/reactions/1/4", 10003)]
    public async Task What_cannot_be_reacted_to_is_refused(string path, int code)
    {
        await using var guild = await GuildPlatform.StartAsync();
        path = path.Replace("MESSAGE", await guild.SayAsync("hi"), StringComparison.Ordinal);

        (await guild.RefusalAsync("PUT", path)).Should().Be(code);
        (await guild.RefusalAsync("DELETE", path)).Should().Be(code);
        (await guild.RefusalAsync("GET", path)).Should().Be(code);
    }

    [Fact]
    public async Task A_page_is_of_50_users_at_most()
    {
        await using var guild = await GuildPlatform.StartAsync();
        var path = $"/channels/CHANNEL/messages/{await guild.SayAsync("hi")}/reactions/1/4";

        (await guild.RefusalAsync("GET", $"{path}?limit=51")).Should().Be(620001);
        (await guild.RefusalAsync("GET", $"{path}?cookie=x")).Should().Be(620001);
    }
}
