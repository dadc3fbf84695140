using QQBotKit.Api;

namespace QQBotKit.EndToEnd.Tests.TypedCalls;

public sealed class BotCallTests : TypedCallTest
{
    [Fact]
    public async Task The_menu_is_replaced_and_read_back()
    {
        MenuItem[] items =
        [
            MenuItem.OfMessage("帮助", "/help"),
            MenuItem.OfSwitch("联网", "search", isOn: true),
            MenuItem.OfMenu("更多", MenuItem.OfLink("官网", "https://example.com")),
        ];

        (await Api.Menu.GetAsync()).Items.Should().BeEmpty();
        var version = await Api.Menu.SetAsync(items);
        var menu = await Api.Menu.GetAsync();

        menu.Version.Should().Be(version).And.Be(1);
        menu.Items.Should().BeEquivalentTo(items);
    }

    [Fact]
    public async Task A_panel_is_created_shown_to_groups_changed_and_deleted()
    {
        var (group, other) = (await GroupAsync(0), await GroupAsync(1));
        var content = new PanelContent([new("/签到", "每天一次", OnlyAdmin: true), new("官网", Type: PanelItemType.Link, Link: "https://example.com")], "daily");

        var id = await Api.Panels.CreateAsync(new() { Scope = PanelScope.Group, TargetType = PanelTargetType.Specific, GroupOpenids = [group], Panel = content });
        await Api.Panels.AddTargetsAsync(id, groupOpenids: [other]);
        await Api.Panels.RemoveTargetsAsync(id, groupOpenids: [group]);
        var version = await Api.Panels.SetAsync(id, content with { Remark = "weekly" });
        var panel = await Api.Panels.GetAsync(id);
        var page = await Api.Panels.ListAsync(PanelScope.Group, limit: 1);
        var all = await Api.Panels.AllAsync(PanelScope.Group).ToListAsync();
        await Api.Panels.DeleteAsync(id);

        (panel.Scope, panel.TargetType, panel.Version).Should().Be((PanelScope.Group, PanelTargetType.Specific, version));
        panel.GroupOpenids.Should().Equal(other);
        panel.Content.Remark.Should().Be("weekly");
        panel.Content.Items.Should().Equal(content.Items);
        panel.CreatedAt.Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
        page.Items.Should().ContainSingle().Which.PanelId.Should().Be(id);
        all.Should().ContainSingle().Which.PanelId.Should().Be(id);
        (await Api.Invoking(api => api.Panels.GetAsync(id)).Should().ThrowAsync<QQApiException>()).Which.Code.Should().Be(40030006);
    }

    [Fact]
    public async Task A_link_to_share_carries_its_data() =>
        (await Api.ShareLinks.CreateAsync("campaign-17")).Should().StartWith("https://").And.Contain("campaign-17");
}
