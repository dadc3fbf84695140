using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Command panels: what people see of the bot's commands beside the input box (指令面板).</summary>
public sealed class PanelsApi
{
    private const int MostOnPage = 50;
    private const int MostItems = 20;
    private const int MostTargets = 20;
    private const int LongestName = 14;
    private const int LongestDescription = 30;
    private const int LongestRemark = 255;

    private readonly ApiClient _client;

    internal PanelsApi(ApiClient client) => _client = client;

    /// <summary>Reads a page of the panels of a scope: <c>GET /v2/panels</c>. 30 calls a minute.</summary>
    /// <remarks>Platform page: autogen/api/v2_panels.get.html.</remarks>
    /// <param name="scope">Where the panels are seen.</param>
    /// <param name="cursor">Where the page begins: <see cref="Page{T}.Next"/> of the page before it; null for the first page.</param>
    /// <param name="limit">The size of the page, from 1 to 50; the platform's default is 20.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<Page<Panel>> ListAsync(
        PanelScope scope, string? cursor = null, int? limit = null, CancellationToken cancellationToken = default)
    {
        ApiPath path = $"v2/panels";
        path.Query("scope", NamedConverter<PanelScope>.Of(scope));
        path.Query("cursor", cursor);
        path.Query("limit", Check.Between(limit, 1, MostOnPage));
        return _client.PageAsync(path, "records", "next_cursor", ApiJson.Types.PanelArray, cancellationToken);
    }

    /// <summary>Reads all panels of a scope, page by page, each once.</summary>
    /// <exception cref="QQApiException">The platform refused a call.</exception>
    public IAsyncEnumerable<Panel> AllAsync(PanelScope scope, CancellationToken cancellationToken = default) =>
        Paging.FollowAsync((cursor, token) => ListAsync(scope, cursor, MostOnPage, token), panel => panel.PanelId, cancellationToken);

    /// <summary>Makes a panel: <c>POST /v2/panels</c>. A bot has 20 at most. 10 calls a minute.</summary>
    /// <remarks>
    /// Errors: 40030008, 40030009, 40030011, 40030012, 40030013, 40030015, 40030016, 40030018, 40030020, 40030021. Platform page: autogen/api/v2_panels.post.html.
    /// </remarks>
    /// <returns>The id of the panel.</returns>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public async Task<string> CreateAsync(PanelBody body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        CheckTargets(body.UserOpenids, body.GroupOpenids);
        var content = ApiJson.Content(body with { Panel = Checked(body.Panel) }, ApiJson.Types.PanelBody);
        return (await _client.CallAsync(HttpMethod.Post, $"v2/panels", content, ApiJson.Types.Panel, cancellationToken).ConfigureAwait(false)).PanelId;
    }

    /// <summary>Reads a panel with whom it is for: <c>GET /v2/panels/{panel_id}</c>. 30 calls a minute.</summary>
    /// <remarks>Errors: 40030006. Platform page: autogen/api/v2_panels_panel_id.get.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<Panel> GetAsync(string panelId, CancellationToken cancellationToken = default) =>
        _client.GetAsync($"v2/panels/{panelId}", ApiJson.Types.Panel, cancellationToken);

    /// <summary>Replaces what is on a panel; whom it is for stays: <c>PUT /v2/panels/{panel_id}</c>. 10 calls a minute.</summary>
    /// <remarks>Errors: 40030006, 40030008, 40030009, 40030013, 40030015, 40030016, 40030020. Platform page: autogen/api/v2_panels_panel_id.put.html.</remarks>
    /// <returns>The version of the panel.</returns>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public async Task<int> SetAsync(string panelId, PanelContent panel, CancellationToken cancellationToken = default)
    {
        var content = ApiJson.Content(new(Checked(panel)), ApiJson.Types.WrappedPanel);
        return (await _client.CallAsync(HttpMethod.Put, $"v2/panels/{panelId}", content, ApiJson.Types.Panel, cancellationToken).ConfigureAwait(false)).Version;
    }

    /// <summary>Deletes a panel: <c>DELETE /v2/panels/{panel_id}</c>. 10 calls a minute.</summary>
    /// <remarks>Errors: 40030006. Platform page: autogen/api/v2_panels_panel_id.delete.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task DeleteAsync(string panelId, CancellationToken cancellationToken = default) =>
        _client.DoAsync(HttpMethod.Delete, $"v2/panels/{panelId}", null, cancellationToken);

    /// <summary>
    /// Shows a panel to more people or groups: <c>PUT /v2/panels/{panel_id}/target</c>. 60 calls a minute. Not for a panel that everyone sees (40030021), nor
    /// in guilds.
    /// </summary>
    /// <remarks>Errors: 40030006, 40030017, 40030018, 40030021. Platform page: autogen/api/v2_panels_panel_id_target.put.html.</remarks>
    /// <param name="panelId">The panel.</param>
    /// <param name="userOpenids">The people, at most 20, for a panel of <see cref="PanelScope.C2C"/>.</param>
    /// <param name="groupOpenids">The groups, at most 20, for a panel of <see cref="PanelScope.Group"/>.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task AddTargetsAsync(
        string panelId,
        IReadOnlyList<string>? userOpenids = null,
        IReadOnlyList<string>? groupOpenids = null,
        CancellationToken cancellationToken = default) =>
        ChangeTargetsAsync(panelId, ListChange.Add, userOpenids, groupOpenids, cancellationToken);

    /// <summary>Hides a panel from people or groups: <c>PUT /v2/panels/{panel_id}/target</c>. 60 calls a minute.</summary>
    /// <remarks>Errors: 40030006, 40030017, 40030018, 40030021. Platform page: autogen/api/v2_panels_panel_id_target.put.html.</remarks>
    /// <param name="panelId">The panel.</param>
    /// <param name="userOpenids">The people, at most 20, for a panel of <see cref="PanelScope.C2C"/>.</param>
    /// <param name="groupOpenids">The groups, at most 20, for a panel of <see cref="PanelScope.Group"/>.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task RemoveTargetsAsync(
        string panelId,
        IReadOnlyList<string>? userOpenids = null,
        IReadOnlyList<string>? groupOpenids = null,
        CancellationToken cancellationToken = default) =>
        ChangeTargetsAsync(panelId, ListChange.Del, userOpenids, groupOpenids, cancellationToken);

    private Task ChangeTargetsAsync(
        string panelId, ListChange op, IReadOnlyList<string>? userOpenids, IReadOnlyList<string>? groupOpenids, CancellationToken cancellationToken)
    {
        CheckTargets(userOpenids, groupOpenids);
        if (userOpenids is null && groupOpenids is null)
        {
            throw new ArgumentException("It names nobody: give user openids or group openids.", nameof(userOpenids));
        }

        var content = ApiJson.Content(new(op, userOpenids, groupOpenids), ApiJson.Types.PanelTargetChange);
        return _client.DoAsync(HttpMethod.Put, $"v2/panels/{panelId}/target", content, cancellationToken);
    }

    private static void CheckTargets(IReadOnlyList<string>? userOpenids, IReadOnlyList<string>? groupOpenids)
    {
        const string Advice = $"Give the others to {nameof(AddTargetsAsync)}, in several calls.";
        Check.Few(userOpenids, MostTargets, Advice);
        Check.Few(groupOpenids, MostTargets, Advice);
    }

    private static PanelContent Checked(PanelContent panel)
    {
        ArgumentNullException.ThrowIfNull(panel);
        Check.Few(panel.Items, MostItems, "Make another panel.");
        Check.Short(panel.Remark, LongestRemark);
        foreach (var item in panel.Items)
        {
            Check.Short(item.Name, LongestName);
            Check.Short(item.Desc, LongestDescription);
            Check.Https(item.Link);
        }

        return panel with { Version = null };
    }
}

/// <summary>A command panel (指令面板). A text is empty and a number 0 where the platform sent none.</summary>
/// <param name="PanelId">The panel.</param>
/// <param name="Scope">Where it is seen.</param>
/// <param name="TargetType">Who sees it.</param>
/// <param name="Content">What is on it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was changed.</param>
/// <param name="Version">Its version, which every change raises.</param>
/// <param name="UserOpenids">The people who see it; only where one panel is read.</param>
/// <param name="GroupOpenids">The groups that see it; only where one panel is read.</param>
public sealed record Panel(
    string PanelId = "",
    PanelScope Scope = PanelScope.Unknown,
    PanelTargetType TargetType = PanelTargetType.Unknown,
    PanelContent? Content = null,
    DateTimeOffset? CreatedAt = null,
    DateTimeOffset? UpdatedAt = null,
    int Version = 0,
    IReadOnlyList<string>? UserOpenids = null,
    IReadOnlyList<string>? GroupOpenids = null)
{
    /// <summary>What is on it.</summary>
    [JsonPropertyName("panel")]
    public PanelContent Content { get; init; } = Content ?? new();

    /// <summary>The people who see it; only where one panel is read.</summary>
    public IReadOnlyList<string> UserOpenids { get; init; } = UserOpenids ?? [];

    /// <summary>The groups that see it; only where one panel is read.</summary>
    public IReadOnlyList<string> GroupOpenids { get; init; } = GroupOpenids ?? [];
}

/// <summary>Where a panel is seen.</summary>
[JsonConverter(typeof(NamedConverter<PanelScope>))]
public enum PanelScope
{
    /// <summary>Not told, or by a word that this version does not know.</summary>
    Unknown,

    /// <summary>In chats with one person (单聊).</summary>
    C2C,

    /// <summary>In groups (群聊).</summary>
    Group,

    /// <summary>In channels of guilds (文字子频道).</summary>
    Channel,

    /// <summary>In direct messages of guilds (频道私信).</summary>
    Dm,
}

/// <summary>Who sees a panel.</summary>
[JsonConverter(typeof(NamedConverter<PanelTargetType>))]
public enum PanelTargetType
{
    /// <summary>Not told, or by a word that this version does not know.</summary>
    Unknown,

    /// <summary>Everyone.</summary>
    All,

    /// <summary>The people or groups that are named; not in guilds.</summary>
    Specific,
}

/// <summary>What is on a panel.</summary>
/// <param name="Items">The items, at most 20.</param>
/// <param name="Remark">What it is for, in at most 255 characters.</param>
/// <param name="Version">Its version; it is not sent.</param>
public sealed record PanelContent(IReadOnlyList<PanelItem>? Items = null, string? Remark = null, int? Version = null)
{
    /// <summary>The items, at most 20.</summary>
    public IReadOnlyList<PanelItem> Items { get; init; } = Items ?? [];
}

/// <summary>An item of a panel.</summary>
/// <param name="Name">The name shown, in at most 14 characters.</param>
/// <param name="Desc">What it does, in at most 30 characters.</param>
/// <param name="Type">Whether it is a command or a link.</param>
/// <param name="OnlyAdmin">Whether only admins see it.</param>
/// <param name="Link">The address of a link: https.</param>
public sealed record PanelItem(
    string Name = "", string Desc = "", PanelItemType Type = PanelItemType.Command, bool? OnlyAdmin = null, string? Link = null);

/// <summary>What an item of a panel is.</summary>
[JsonConverter(typeof(NamedConverter<PanelItemType>))]
public enum PanelItemType
{
    /// <summary>Not told, or by a word that this version does not know.</summary>
    Unknown,

    /// <summary>A command of the bot.</summary>
    Command,

    /// <summary>A link.</summary>
    Link,
}

/// <summary>A panel to be made. What is null is not sent.</summary>
public sealed record PanelBody
{
    /// <summary>Where it is seen.</summary>
    public required PanelScope Scope { get; init; }

    /// <summary>Who sees it; <see cref="PanelTargetType.Specific"/> only in C2C and groups.</summary>
    public PanelTargetType? TargetType { get; init; }

    /// <summary>The people who see it, at most 20, with <see cref="PanelScope.C2C"/> and <see cref="PanelTargetType.Specific"/>.</summary>
    public IReadOnlyList<string>? UserOpenids { get; init; }

    /// <summary>The groups that see it, at most 20, with <see cref="PanelScope.Group"/> and <see cref="PanelTargetType.Specific"/>.</summary>
    public IReadOnlyList<string>? GroupOpenids { get; init; }

    /// <summary>What is on it.</summary>
    public required PanelContent Panel { get; init; }
}

internal sealed record WrappedPanel(PanelContent Panel);

internal sealed record PanelTargetChange(ListChange Op, IReadOnlyList<string>? UserOpenids, IReadOnlyList<string>? GroupOpenids);
