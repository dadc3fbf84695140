using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Menus;

public class PanelTests
{
    private static readonly object Content = new { items = new object[] { new { name = "/sign", desc = "Sign in", type = "command", only_admin = true } }, remark = "daily" };

    [Fact]
    public async Task A_panel_lives_from_creation_to_deletion()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);

        var id = (await platform.PostAsync("/v2/panels", new { scope = "group", target_type = "specific", group_openids = new[] { places.Group }, panel = Content }))
            .GetProperty("panel_id").GetString();
        var listed = await platform.GetAsync("/v2/panels?scope=group");
        var changed = await platform.PutAsync($"/v2/panels/{id}", new { panel = new { items = Array.Empty<object>() } });
        var added = await platform.PutAsync($"/v2/panels/{id}/target", new { op = "add", group_openids = new[] { places.OtherGroup, places.Group } });
        await platform.PutAsync($"/v2/panels/{id}/target", new { op = "del", group_openids = new[] { places.Group } });
        var detail = await platform.GetAsync($"/v2/panels/{id}");
        var deleted = await platform.CallAsync("DELETE", $"/v2/panels/{id}");

        var record = listed.GetProperty("records").EnumerateArray().Single();
        Names(record).Should().Equal("panel_id", "scope", "target_type", "panel", "created_at", "updated_at", "version");
        record.GetProperty("panel").GetRawText().Should().Be(
            """{"items":[{"name":"/sign","desc":"Sign in","type":"command","only_admin":true}],"remark":"daily","version":1}""");
        record.GetProperty("created_at").GetString().Should().Be("2026-09-18T20:15:31+08:00");
        listed.GetProperty("is_end").GetBoolean().Should().BeTrue();
        listed.GetProperty("next_cursor").GetString().Should().BeEmpty();
        changed.GetRawText().Should().Be("""{"version":2}""");
        added.GetRawText().Should().Be("{}");
        Names(detail).Should().Equal("panel_id", "scope", "target_type", "panel", "created_at", "updated_at", "version", "user_openids", "group_openids");
        detail.GetProperty("group_openids").EnumerateArray().Single().GetString().Should().Be(places.OtherGroup);
        detail.GetProperty("version").GetInt32().Should().Be(2);
        deleted.GetRawText().Should().Be("{}");
        (await platform.GetAsync("/v2/panels?scope=group")).GetProperty("records").GetArrayLength().Should().Be(0);
        (await platform.CallAsync("DELETE", $"/v2/panels/{id}", null, 400)).GetProperty("err_code").GetInt32().Should().Be(40030006);
    }

    [Fact]
    public async Task Panels_are_listed_by_scope_and_page()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        foreach (var scope in new[] { "c2c", "channel", "c2c", "dm", "c2c" })
        {
            await platform.PostAsync("/v2/panels", new { scope, panel = Content });
        }

        var first = await platform.GetAsync("/v2/panels?scope=c2c&limit=2");
        var second = await platform.GetAsync($"/v2/panels?scope=c2c&limit=2&cursor={first.GetProperty("next_cursor").GetString()}");

        first.GetProperty("records").GetArrayLength().Should().Be(2);
        first.GetProperty("is_end").GetBoolean().Should().BeFalse();
        second.GetProperty("records").GetArrayLength().Should().Be(1);
        second.GetProperty("is_end").GetBoolean().Should().BeTrue();
        second.GetProperty("records")[0].GetProperty("target_type").GetString().Should().Be("all");
    }

    [Fact]
    public async Task A_bot_has_at_most_twenty_panels()
    {
        await using var platform = await Platform.StartAsync(new() { AcceptAnySecret = true, Rules = SimulatorRules.Off });
        await platform.LogInAsync();
        for (var count = 0; count < 20; count++)
        {
            await platform.PostAsync("/v2/panels", new { scope = "c2c", panel = Content });
        }

        var answer = await platform.PostAsync("/v2/panels", new { scope = "c2c", panel = Content }, 400);

        answer.GetProperty("err_code").GetInt32().Should().Be(40030013);
        answer.GetProperty("message").GetString().Should().Contain("20", "the platform says the limit");
    }

    [Theory]
    [InlineData("POST", "/v2/panels", """{"panel":PANEL}""", 40030016)]
    [InlineData("POST", "/v2/panels", """{"scope":"room","panel":PANEL}""", 40030011)]
    [InlineData("POST", "/v2/panels", """{"scope":"c2c","target_type":"some","panel":PANEL}""", 40030012)]
    [InlineData("POST", "/v2/panels", """{"scope":"channel","target_type":"specific","panel":PANEL}""", 40030018)]
    [InlineData("POST", "/v2/panels", """{"scope":"c2c","target_type":"specific","panel":PANEL}""", 40030016)]
    [InlineData("POST", "/v2/panels", """{"scope":"c2c","target_type":"specific","user_openids":["nobody"],"panel":PANEL}""", 12001)]
    [InlineData("POST", "/v2/panels", """{"scope":"c2c","target_type":"specific","group_openids":["GROUP"],"panel":PANEL}""", 40030001)]
    [InlineData("POST", "/v2/panels", """{"scope":"c2c"}""", 40030016)]
    [InlineData("POST", "/v2/panels", """{"scope":"c2c","panel":{"items":[{"name":"a name of 15 ch","type":"command"}]}}""", 40030013)]
    [InlineData("POST", "/v2/panels", """{"scope":"c2c","panel":{"items":[{"name":"x","type":"button"}]}}""", 40030015)]
    [InlineData("POST", "/v2/panels", """{"scope":"c2c","panel":{"items":[{"name":"x"}]}}""", 40030016)]
    [InlineData("POST", "/v2/panels", """{"scope":"c2c","panel":{"items":[{"name":"x","type":"link","link":"ftp://x"}]}}""", 40030008)]
    [InlineData("POST", "/v2/panels", """{"scope":"c2c","panel":{"items":[null]}}""", 40030001)]
    [InlineData("PUT", "/v2/panels/none", """{"panel":PANEL}""", 40030006)]
    [InlineData("PUT", "/v2/panels/none/target", """{"op":"add"}""", 40030006)]
    [InlineData("PUT", "/v2/panels/ALL", "{}", 40030016)]
    [InlineData("PUT", "/v2/panels/ALL/target", """{"op":"add","group_openids":["GROUP"]}""", 40030021)]
    [InlineData("PUT", "/v2/panels/CHANNELS/target", """{"op":"add"}""", 40030018)]
    [InlineData("PUT", "/v2/panels/SOME/target", """{"op":"move","group_openids":["GROUP"]}""", 40030017)]
    [InlineData("PUT", "/v2/panels/SOME/target", """{"group_openids":["GROUP"]}""", 40030016)]
    [InlineData("PUT", "/v2/panels/SOME/target", """{"op":"add","group_openids":[TWENTYONE]}""", 40030013)]
    [InlineData("GET", "/v2/panels/none", null, 40030006)]
    [InlineData("GET", "/v2/panels", null, 40030016)]
    [InlineData("GET", "/v2/panels?scope=room", null, 40030011)]
    public async Task What_breaks_a_rule_is_refused_with_the_platforms_code(string method, string path, string? body, int code)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        async Task<string> CreateAsync(object panel) => (await platform.PostAsync("/v2/panels", panel)).GetProperty("panel_id").GetString()!;
        var all = await CreateAsync(new { scope = "group", panel = Content });
        var some = await CreateAsync(new { scope = "group", target_type = "specific", group_openids = new[] { places.Group }, panel = Content });
        var channels = await CreateAsync(new { scope = "channel", panel = Content });
        path = path.Replace("ALL", all, StringComparison.Ordinal).Replace("SOME", some, StringComparison.Ordinal).Replace("CHANNELS", channels, StringComparison.Ordinal);
        body = body?.Replace("PANEL", """{"items":[]}""", StringComparison.Ordinal).Replace("GROUP", places.Group, StringComparison.Ordinal)
            .Replace("TWENTYONE", string.Join(',', Enumerable.Repeat($"\"{places.Group}\"", 21)), StringComparison.Ordinal);

        var answer = body is null ? await platform.CallAsync(method, path, null, 400) : await platform.CallTextAsync(method, path, body, 400);

        answer.GetProperty("err_code").GetInt32().Should().Be(code);
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(field => field.Name);
}
