using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>The menu of the bot in chats with one person (单聊自定义菜单). It is the same for everyone.</summary>
public sealed class MenuApi
{
    private const int MostItems = 10;
    private const int MostSubItems = 5;
    private const int WidestName = 10;
    private const int WidestSubName = 14;

    private readonly ApiClient _client;

    internal MenuApi(ApiClient client) => _client = client;

    /// <summary>Reads the menu: <c>GET /v2/menu</c>. 30 calls a minute.</summary>
    /// <remarks>Platform page: autogen/api/v2_menu.get.html.</remarks>
    /// <returns>The menu, without items if there was never one.</returns>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public async Task<Menu> GetAsync(CancellationToken cancellationToken = default)
    {
        var answer = await _client.GetAsync($"v2/menu", ApiJson.Types.MenuAnswer, cancellationToken).ConfigureAwait(false);
        return new Menu(answer.Menu?.Items, answer.Version ?? 0);
    }

    /// <summary>Replaces the menu as a whole: <c>PUT /v2/menu</c>. 5 calls a minute.</summary>
    /// <remarks>Errors: 40030008, 40030013, 40030014, 40030016, 40030020. Platform page: autogen/api/v2_menu.put.html.</remarks>
    /// <param name="items">The items, at most 10; none takes the menu away.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>The version of the menu.</returns>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public async Task<int> SetAsync(IReadOnlyList<MenuItem> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (items.Count > 0)
        {
            Check.Few(items, MostItems, "Put some into a sub-menu.");
        }

        foreach (var item in items)
        {
            Check.Narrow(item.Name, WidestName);
            Check.Https(item.Link);
            Check.Few(item.SubMenuItems, MostSubItems, "Make another menu item.");
            foreach (var below in item.SubMenuItems ?? [])
            {
                Check.Narrow(below.Name, WidestSubName);
                Check.Https(below.Link);
            }
        }

        var content = ApiJson.Content(new(new(items)), ApiJson.Types.MenuAnswer);
        return (await _client.CallAsync(HttpMethod.Put, $"v2/menu", content, ApiJson.Types.MenuAnswer, cancellationToken).ConfigureAwait(false)).Version ?? 0;
    }
}

/// <summary>The menu of the bot in chats with one person.</summary>
/// <param name="Items">The items.</param>
/// <param name="Version">Its version, which every change raises.</param>
public sealed record Menu(IReadOnlyList<MenuItem>? Items = null, int Version = 0)
{
    /// <summary>The items.</summary>
    public IReadOnlyList<MenuItem> Items { get; init; } = Items ?? [];
}

/// <summary>An item of the menu. Of the properties behind the type, exactly that of the type is set.</summary>
/// <param name="Name">The name shown, at most 10 wide and in a sub-menu 14; a Chinese character counts as 2.</param>
/// <param name="Type">What it does.</param>
/// <param name="SendMessage">The text that it puts into the input box.</param>
/// <param name="Link">The address that it opens: https.</param>
/// <param name="Switch">What it switches on and off; not in a sub-menu.</param>
/// <param name="SubMenuItems">The items of its sub-menu, at most 5; not in a sub-menu.</param>
public sealed record MenuItem(
    string Name = "",
    MenuItemType Type = MenuItemType.Unknown,
    string? SendMessage = null,
    string? Link = null,
    MenuSwitch? Switch = null,
    IReadOnlyList<MenuItem>? SubMenuItems = null)
{
    /// <summary>An item that puts a text into the input box.</summary>
    public static MenuItem OfMessage(string name, string text) => new(name, MenuItemType.SendMessage, SendMessage: text);

    /// <summary>An item that opens an address.</summary>
    public static MenuItem OfLink(string name, string link) => new(name, MenuItemType.Link, Link: link);

    /// <summary>An item that is on or off. While it is on, messages have <c>switch_id=1</c> in <c>message_scene.ext</c>.</summary>
    public static MenuItem OfSwitch(string name, string switchId, bool isOn = false) =>
        new(name, MenuItemType.Switch, Switch: new(switchId, isOn));

    /// <summary>An item that opens a sub-menu.</summary>
    public static MenuItem OfMenu(string name, params IReadOnlyList<MenuItem> items) => new(name, MenuItemType.Menu, SubMenuItems: items);
}

/// <summary>What an item of the menu does.</summary>
[JsonConverter(typeof(NamedConverter<MenuItemType>))]
public enum MenuItemType
{
    /// <summary>Not told, or by a word that this version does not know.</summary>
    Unknown,

    /// <summary>It is on or off.</summary>
    Switch,

    /// <summary>It puts a text into the input box.</summary>
    SendMessage,

    /// <summary>It opens an address.</summary>
    Link,

    /// <summary>It opens a sub-menu.</summary>
    Menu,
}

/// <summary>What an item of the menu switches.</summary>
/// <param name="SwitchId">The name of it in <c>message_scene.ext</c>.</param>
/// <param name="Default">Whether it is on at first.</param>
public sealed record MenuSwitch(string SwitchId = "", bool Default = false);

internal sealed record MenuAnswer(MenuItems? Menu = null, int? Version = null);

internal sealed record MenuItems(IReadOnlyList<MenuItem>? Items = null);
