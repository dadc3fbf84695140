using static QQBotKit.Api.Tests.Contract.ContractRow;

namespace QQBotKit.Api.Tests.Contract;

/// <summary>The token, the gateway, and the bot itself: link, menu, panels.</summary>
internal static class BotRows
{
    private static readonly DateTimeOffset Moment = new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(8));

    private static readonly PanelContent Content = new(
        [new("帮助", "显示帮助", PanelItemType.Command, false), new("官网", "", PanelItemType.Link, true, "https://x")], "r");

    private static readonly Panel Panel = new(
        "P", PanelScope.C2C, PanelTargetType.Specific, Content with { Version = 3 }, Moment, Moment, 3, ["U"], []);

    private const string ContentJson = """
        {"items":[{"name":"帮助","desc":"显示帮助","type":"command","only_admin":false},
                  {"name":"官网","desc":"","type":"link","only_admin":true,"link":"https://x"}],"remark":"r"}
        """;

    private const string PanelJson = """
        {"panel_id":"P","scope":"c2c","target_type":"specific",
         "panel":{"items":[{"name":"帮助","desc":"显示帮助","type":"command","only_admin":false},{"name":"官网","type":"link","link":"https://x","only_admin":true}],
          "remark":"r","version":3},
         "created_at":"2026-01-02T03:04:05+08:00","updated_at":"2026-01-02T03:04:05+08:00","version":3,"user_openids":["U"],"group_openids":[]}
        """;

    private static readonly MenuItem[] MenuItems =
    [
        MenuItem.OfSwitch("联网", "search", isOn: true),
        MenuItem.OfMessage("帮助", "/help"),
        MenuItem.OfMenu("更多", MenuItem.OfLink("官网", "https://x"), MenuItem.OfMessage("问", "/ask ")),
    ];

    private const string MenuJson = """
        {"items":[{"name":"联网","type":"switch","switch":{"switch_id":"search","default":true}},
                  {"name":"帮助","type":"send_message","send_message":"/help"},
                  {"name":"更多","type":"menu","sub_menu_items":[{"name":"官网","type":"link","link":"https://x"},
                                                                {"name":"问","type":"send_message","send_message":"/ask "}]}]}
        """;

    public static IEnumerable<ContractRow> All =>
    [
        Of("auth.get_app_access_token", api => api.Token.GetAsync("102000001", "s3cret"), """{"appId":"102000001","clientSecret":"s3cret"}""")
            .Reads("""{"access_token":"t","expires_in":"7200"}""", new AppAccessToken("t", TimeSpan.FromHours(2)))
            .Reads("""{"access_token":"t","expires_in":7200}""", new AppAccessToken("t", TimeSpan.FromHours(2))),
        Of("gateway.get", api => api.Gateway.GetAsync())
            .Reads("""{"url":"wss://x"}""", new GatewayAddress("wss://x")),
        Of("gateway.get_bot", api => api.Gateway.GetBotAsync())
            .Reads(
                """{"url":"wss://x","shards":9,"session_start_limit":{"total":1000,"remaining":999,"reset_after":14400000,"max_concurrency":1}}""",
                new GatewayAdvice("wss://x", 9, new(1000, 999, 14400000, 1))),
        Of("bot.me", api => api.Users.MeAsync())
            .Reads(
                """
                {"id":"1","username":"n","avatar":"https://a","bot":true,"union_openid":"o","union_user_account":"u","share_url":"https://s","welcome_msg":"你好"}
                """,
                new BotProfile("1", "n", "https://a", true, "o", "u", "https://s", "你好")),
        Of("bot.guilds", api => api.Users.GuildsAsync(before: Ids.Guild, limit: 100), query: "before=guild_id%2F..%2F%3F%23%26%25%2B%20%21%E4%B8%AD&limit=100")
            .Reads("""[{"id":"1"},{"id":2}]""", new Guild[] { new("1"), new("2") })
            .Reads("""{"guilds":[{"id":"1"},{"id":2}]}""", new Guild[] { new("1"), new("2") }),
        Of("bot.guilds", api => api.Users.GuildsAsync(after: "7"), query: "after=7").Reads("[]", Array.Empty<Guild>()),

        Of("bot.generate_url_link", api => api.ShareLinks.CreateAsync("来自海报"), """{"callback_data":"来自海报"}""")
            .Reads("""{"url_link":"https://l"}""", "https://l")
            .Reads("""{"retcode":0,"msg":"success","data":{"url":"https://l"}}""", "https://l"),
        Of("bot.generate_url_link", api => api.ShareLinks.CreateAsync(), "{}").Reads("""{"url_link":"https://l"}""", "https://l"),

        Of("bot.menu_get", api => api.Menu.GetAsync())
            .Reads($$"""{"version":4,"menu":{{MenuJson}}}""", new Menu(MenuItems, 4))
            .Reads("""{"version":"0","menu":{}}""", new Menu())
            .Reads("""{"version":0,"menu":{"items":null}}""", new Menu())
            .Reads("""{"version":1,"menu":{"items":[{"name":"新","type":"teleport"}]}}""", new Menu([new("新")], 1)),
        Of("bot.menu_put", api => api.Menu.SetAsync(MenuItems), $$"""{"menu":{{MenuJson}}}""").Reads("""{"version":5}""", 5),
        Of("bot.menu_put", api => api.Menu.SetAsync([]), """{"menu":{"items":[]}}""").Reads("""{"version":6}""", 6),

        Of("bot.panels_list", api => api.Panels.ListAsync(PanelScope.Channel, "c&1", 50), query: "scope=channel&cursor=c%261&limit=50")
            .Reads($$"""{"records":[{{PanelJson}}],"next_cursor":"n","is_end":false}""", new Page<Panel>([Panel], "n"))
            .Reads("""{"records":[],"next_cursor":"n","is_end":true}""", new Page<Panel>([], null)),
        Of("bot.panels_list", api => api.Panels.ListAsync(PanelScope.C2C), query: "scope=c2c").Reads("{}", new Page<Panel>([], null)),
        Of("bot.panels_list", api => api.Panels.ListAsync(PanelScope.Dm), query: "scope=dm").Reads("{}", new Page<Panel>([], null)),
        Of("bot.panels_create",
            api => api.Panels.CreateAsync(new() { Scope = PanelScope.C2C, TargetType = PanelTargetType.Specific, UserOpenids = ["U"], Panel = Content }),
            $$"""{"scope":"c2c","target_type":"specific","user_openids":["U"],"panel":{{ContentJson}}}""")
            .Reads("""{"panel_id":"P"}""", "P"),
        Of("bot.panels_create",
            api => api.Panels.CreateAsync(new() { Scope = PanelScope.Group, TargetType = PanelTargetType.Specific, GroupOpenids = ["G"], Panel = Content }),
            $$"""{"scope":"group","target_type":"specific","group_openids":["G"],"panel":{{ContentJson}}}""")
            .Reads("""{"panel_id":7}""", "7"),
        Of("bot.panels_create",
            api => api.Panels.CreateAsync(new() { Scope = PanelScope.Dm, TargetType = PanelTargetType.All, Panel = new([new("a")]) }),
            """{"scope":"dm","target_type":"all","panel":{"items":[{"name":"a","desc":"","type":"command"}]}}""")
            .Reads("""{"panel_id":"P"}""", "P"),
        Of("bot.panels_get", api => api.Panels.GetAsync(Ids.Panel)).Reads(PanelJson, Panel),
        Of("bot.panels_put", api => api.Panels.SetAsync(Ids.Panel, Panel.Content), $$"""{"panel":{{ContentJson}}}""").Reads("""{"version":4}""", 4),
        Of("bot.panels_delete", api => api.Panels.DeleteAsync(Ids.Panel)),
        Of("bot.panels_target", api => api.Panels.AddTargetsAsync(Ids.Panel, userOpenids: ["U"]), """{"op":"add","user_openids":["U"]}"""),
        Of("bot.panels_target", api => api.Panels.RemoveTargetsAsync(Ids.Panel, groupOpenids: ["G"]), """{"op":"del","group_openids":["G"]}"""),
    ];
}
