using System.Text.Json.Serialization;
using QQBotKit.Simulator.Rest;

namespace QQBotKit.Simulator.Menus;

internal sealed record MenuBody(MenuContent? Menu);

/// <summary>What users find above the input box of their chat with the bot.</summary>
internal sealed record MenuContent(MenuItem[]? Items);

/// <summary>An item of the menu or of one of its sub-menus.</summary>
internal sealed record MenuItem(string? Name, string? Type, MenuItem[]? SubMenuItems, string? SendMessage, string? Link, MenuSwitch? Switch);

internal sealed record MenuSwitch(string? SwitchId, bool Default);

/// <summary>A bot's menu. It has had no version yet when it was never set.</summary>
internal sealed record Menu(int Version, MenuItem[] Items)
{
    public static Menu None { get; } = new(0, []);
}

/// <summary>Which menus the platform takes.</summary>
internal static class MenuRules
{
    private const int MaxItems = 10;
    private const int MaxSubItems = 5;
    private const int MaxNameWidth = 10;
    private const int MaxSubNameWidth = 14;

    public static PlatformError? Check(MenuBody body) => body.Menu?.Items switch
    {
        null => MenuError.Missing("menu.items"),
        { Length: > MaxItems } => MenuError.TooMany("menu.items", MaxItems),
        var items => First(items, CheckItem),
    };

    private static PlatformError? CheckItem(MenuItem item) => CheckName(item, MaxNameWidth) ?? item.Type switch
    {
        "switch" => string.IsNullOrEmpty(item.Switch?.SwitchId) ? MenuError.Missing("switch.switch_id") : null,
        "menu" when item.SubMenuItems is not { Length: > 0 } => MenuError.Missing("sub_menu_items"),
        "menu" when item.SubMenuItems.Length > MaxSubItems => MenuError.TooMany("sub_menu_items", MaxSubItems),
        "menu" => First(item.SubMenuItems, CheckSubItem),
        _ => CheckAction(item),
    };

    private static PlatformError? CheckSubItem(MenuItem item) => CheckName(item, MaxSubNameWidth) ?? CheckAction(item);

    private static PlatformError? CheckAction(MenuItem item) => item.Type switch
    {
        "send_message" => string.IsNullOrEmpty(item.SendMessage) ? MenuError.Missing("send_message") : null,
        "link" => MenuError.CheckLink(item.Link),
        null or "" => MenuError.Missing("type"),
        _ => MenuError.MenuTypeWrong,
    };

    private static PlatformError? CheckName(MenuItem item, int width) => item.Name switch
    {
        null or "" => MenuError.Missing("name"),
        var name when WidthOf(name) > width => MenuError.TooMany("name", width),
        _ => null,
    };

    // A Chinese character is as wide as two Latin ones.
    private static int WidthOf(string text) => text.EnumerateRunes().Sum(static rune => rune.IsAscii ? 1 : 2);

    private static PlatformError? First(MenuItem[] items, Func<MenuItem, PlatformError?> check) =>
        items.Select(item => item is null ? MenuError.Parameters : check(item)).FirstOrDefault(static error => error is not null);
}

/// <summary>How the platform refuses menus and panels.</summary>
internal static class MenuError
{
    public static readonly PlatformError Parameters = PlatformError.V2(40030001, "parameters invalid");
    public static readonly PlatformError PanelMissing = PlatformError.V2(40030006, "panel not found");
    public static readonly PlatformError LinkNotHttps = PlatformError.V2(40030008, "link must start with https://");
    public static readonly PlatformError ScopeWrong = PlatformError.V2(40030011, "scope invalid: c2c, group, channel or dm");
    public static readonly PlatformError TargetTypeWrong = PlatformError.V2(40030012, "target_type invalid: all or specific");
    public static readonly PlatformError MenuTypeWrong = PlatformError.V2(40030014, "type of the menu item invalid");
    public static readonly PlatformError ItemTypeWrong = PlatformError.V2(40030015, "type of the panel item invalid: command or link");
    public static readonly PlatformError OpWrong = PlatformError.V2(40030017, "op invalid: add or del");
    public static readonly PlatformError ScopeWithoutTargets = PlatformError.V2(40030018, "this scope has no targets");
    public static readonly PlatformError GlobalPanel = PlatformError.V2(40030021, "a panel for all has no targets");

    public static PlatformError TooMany(string field, int limit) => PlatformError.V2(40030013, $"limit exceeded: {field}, limit {limit}");

    public static PlatformError Missing(string field) => PlatformError.V2(40030016, $"field missing: {field}");

    public static PlatformError? CheckLink(string? link) => link switch
    {
        null or "" => Missing("link"),
        _ when !link.StartsWith("https://", StringComparison.Ordinal) => LinkNotHttps,
        _ => null,
    };
}

/// <summary>Menus and panels as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(MenuBody))]
[JsonSerializable(typeof(PanelBody))]
[JsonSerializable(typeof(PanelTarget))]
internal sealed partial class MenuJson : JsonSerializerContext;
