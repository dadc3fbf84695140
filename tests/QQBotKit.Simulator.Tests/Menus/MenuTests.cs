namespace QQBotKit.Simulator.Tests.Menus;

public class MenuTests
{
    [Fact]
    public async Task A_menu_is_empty_until_it_is_set_and_replaced_as_a_whole()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();

        var before = await platform.GetAsync("/v2/menu");
        var first = await platform.PutAsync("/v2/menu", new { menu = new { items = new object[] { new { name = "帮助", type = "send_message", send_message = "/help" } } } });
        var second = await platform.PutAsync("/v2/menu", new
        {
            menu = new
            {
                items = new object[]
                {
                    new { name = "联网", type = "switch", @switch = new { switch_id = "search", @default = true } },
                    new { name = "更多", type = "menu", sub_menu_items = new object[] { new { name = "官网", type = "link", link = "https://example.com" } } },
                },
            },
        });
        var after = await platform.GetAsync("/v2/menu");

        before.GetRawText().Should().Be("""{"version":0,"menu":{"items":[]}}""");
        first.GetRawText().Should().Be("""{"version":1}""");
        second.GetRawText().Should().Be("""{"version":2}""");
        after.GetProperty("version").GetInt32().Should().Be(2);
        var items = after.GetProperty("menu").GetProperty("items");
        items.GetArrayLength().Should().Be(2);
        items[0].GetRawText().Should().Be("""{"name":"联网","type":"switch","switch":{"switch_id":"search","default":true}}""");
        items[1].GetProperty("sub_menu_items")[0].GetProperty("link").GetString().Should().Be("https://example.com");
    }

    [Fact]
    public async Task Each_bot_has_its_own_menu()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        await platform.PutAsync("/v2/menu", new { menu = new { items = Array.Empty<object>() } });

        platform.Http.DefaultRequestHeaders.Authorization = new("QQBot", await platform.TokenAsync("102000002", "another"));

        (await platform.GetAsync("/v2/menu")).GetProperty("version").GetInt32().Should().Be(0);
    }

    [Theory]
    [InlineData("{}", 40030016)]
    [InlineData("""{"menu":{"items":[ELEVEN]}}""", 40030013)]
    [InlineData("""{"menu":{"items":[{"type":"link","link":"https://example.com"}]}}""", 40030016)]
    [InlineData("""{"menu":{"items":[{"name":"六个汉字太长","type":"link","link":"https://example.com"}]}}""", 40030013)]
    [InlineData("""{"menu":{"items":[{"name":"x","type":"link","link":"http://example.com"}]}}""", 40030008)]
    [InlineData("""{"menu":{"items":[{"name":"x","type":"link"}]}}""", 40030016)]
    [InlineData("""{"menu":{"items":[{"name":"x","type":"send_message"}]}}""", 40030016)]
    [InlineData("""{"menu":{"items":[{"name":"x","type":"switch"}]}}""", 40030016)]
    [InlineData("""{"menu":{"items":[{"name":"x"}]}}""", 40030016)]
    [InlineData("""{"menu":{"items":[{"name":"x","type":"jump"}]}}""", 40030014)]
    [InlineData("""{"menu":{"items":[{"name":"x","type":"menu"}]}}""", 40030016)]
    [InlineData("""{"menu":{"items":[{"name":"x","type":"menu","sub_menu_items":[SIX]}]}}""", 40030013)]
    [InlineData("""{"menu":{"items":[{"name":"x","type":"menu","sub_menu_items":[{"name":"y","type":"switch","switch":{"switch_id":"z"}}]}]}}""", 40030014)]
    [InlineData("""{"menu":{"items":[null]}}""", 40030001)]
    [InlineData("""{"menu":[]}""", 12002)]
    [InlineData("[]", 12002)]
    public async Task A_menu_that_breaks_a_rule_is_refused_with_the_platforms_code(string body, int code)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        string Items(int count) => string.Join(',', Enumerable.Repeat("""{"name":"x","type":"link","link":"https://example.com"}""", count));

        var answer = await platform.CallTextAsync(
            "PUT", "/v2/menu", body.Replace("ELEVEN", Items(11), StringComparison.Ordinal).Replace("SIX", Items(6), StringComparison.Ordinal), 400);

        answer.GetProperty("err_code").GetInt32().Should().Be(code);
        (await platform.GetAsync("/v2/menu")).GetProperty("version").GetInt32().Should().Be(0, "a refused menu changes nothing");
    }

    [Fact]
    public async Task The_share_link_carries_its_data()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();

        var answer = await platform.PostAsync("/v2/generate_url_link", new { callback_data = "campaign 17" });
        var tooLong = await platform.PostAsync("/v2/generate_url_link", new { callback_data = new string('x', 33) }, 400);
        var colon = await platform.PostAsync("/v2/generate_url_link", new { callback_data = "a:b" });

        answer.EnumerateObject().Single().Name.Should().Be("url_link");
        answer.GetProperty("url_link").GetString().Should().StartWith("https://").And.Contain(Platform.AppId).And.EndWith("campaign%2017");
        tooLong.GetProperty("err_code").GetInt32().Should().Be(10001);
        colon.GetProperty("retcode").GetInt32().Should().Be(51, "the service behind the platform refuses so, with status 200");
        colon.TryGetProperty("url_link", out _).Should().BeFalse();
    }
}
