using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Menus;

/// <summary>What creates a panel, or replaces its content.</summary>
internal sealed record PanelBody(string? Scope, string? TargetType, string[]? UserOpenids, string[]? GroupOpenids, PanelContent? Panel)
{
    public PanelTarget Target => new("add", UserOpenids, GroupOpenids);
}

internal sealed record PanelContent(PanelItem[]? Items, string? Remark, int? Version);

internal sealed record PanelItem(string? Name, string? Desc, string? Type, bool? OnlyAdmin, string? Link);

/// <summary>Whom a panel is shown to, and no longer shown to.</summary>
internal sealed record PanelTarget(string? Op, string[]? UserOpenids, string[]? GroupOpenids);

/// <summary>A panel of commands (指令面板) that people find beside the input box.</summary>
internal sealed record Panel(string Id, string Scope, string TargetType, PanelContent Content, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt) : IIdentified
{
    public string[] Targets { get; init; } = [];

    public bool IsForAll => TargetType == "all";

    public Panel With(PanelContent content, DateTimeOffset at) => this with { Content = content with { Version = Content.Version + 1 }, UpdatedAt = at };
}

/// <summary>Which panels the platform takes.</summary>
internal sealed class PanelRules(SimulatedWorld world)
{
    private const int MaxPanels = 20;
    private const int MaxItems = 20;
    private const int MaxName = 14;
    private const int MaxDescription = 30;
    private const int MaxRemark = 255;
    private const int MaxTargetsOfCall = 20;
    private const int MaxTargets = 1000;

    public static bool IsScope(string? scope) => scope is "c2c" or "group" or "channel" or "dm";

    public static PlatformError? CheckCount(IReadOnlyList<Panel> panels) => panels.Count < MaxPanels ? null : MenuError.TooMany("panels", MaxPanels);

    public PlatformError? Check(PanelBody body) => body switch
    {
        { Scope: null or "" } => MenuError.Missing("scope"),
        _ when !IsScope(body.Scope) => MenuError.ScopeWrong,
        { TargetType: not (null or "" or "all" or "specific") } => MenuError.TargetTypeWrong,
        { TargetType: "specific", Scope: not ("c2c" or "group") } => MenuError.ScopeWithoutTargets,
        { TargetType: "specific" } => CheckContent(body.Panel) ?? CheckTargets(body.Scope!, body.Target),
        _ => CheckContent(body.Panel),
    };

    public static PlatformError? CheckContent(PanelContent? panel) => panel switch
    {
        null => MenuError.Missing("panel"),
        { Items: null } => MenuError.Missing("panel.items"),
        { Items.Length: > MaxItems } => MenuError.TooMany("panel.items", MaxItems),
        { Remark.Length: > MaxRemark } => MenuError.TooMany("panel.remark", MaxRemark),
        _ => panel.Items.Select(CheckItem).FirstOrDefault(static error => error is not null),
    };

    public PlatformError? Check(Panel panel, PanelTarget target) => target.Op switch
    {
        _ when panel.Scope is not ("c2c" or "group") => MenuError.ScopeWithoutTargets,
        _ when panel.IsForAll => MenuError.GlobalPanel,
        null or "" => MenuError.Missing("op"),
        not ("add" or "del") => MenuError.OpWrong,
        _ => CheckTargets(panel.Scope, target),
    };

    /// <summary>The targets of a panel after a change.</summary>
    public static PlatformError? Change(Panel panel, PanelTarget target, out string[] targets)
    {
        var named = Named(panel.Scope, target);
        targets = [.. target.Op == "add" ? panel.Targets.Union(named) : panel.Targets.Except(named)];
        return targets.Length > MaxTargets ? MenuError.TooMany("targets", MaxTargets) : null;
    }

    public static string[] Named(string scope, PanelTarget target) => (scope == "c2c" ? target.UserOpenids : target.GroupOpenids) ?? [];

    private static PlatformError? CheckItem(PanelItem? item) => item switch
    {
        null => MenuError.Parameters,
        { Name: null or "" } => MenuError.Missing("name"),
        { Name.Length: > MaxName } => MenuError.TooMany("name", MaxName),
        { Desc.Length: > MaxDescription } => MenuError.TooMany("desc", MaxDescription),
        { Type: null or "" } => MenuError.Missing("type"),
        { Type: "link" } => MenuError.CheckLink(item.Link),
        { Type: "command" } => null,
        _ => MenuError.ItemTypeWrong,
    };

    private PlatformError? CheckTargets(string scope, PanelTarget target)
    {
        var (field, other) = scope == "c2c" ? ("user_openids", target.GroupOpenids) : ("group_openids", target.UserOpenids);
        var named = Named(scope, target);
        return named switch
        {
            _ when other is { Length: > 0 } => MenuError.Parameters,
            [] => MenuError.Missing(field),
            { Length: > MaxTargetsOfCall } => MenuError.TooMany(field, MaxTargetsOfCall),
            _ when named.All(id => scope == "c2c" ? world.Conversation<C2CChat>(id) is not null : world.Conversation<Group>(id) is not null) => null,
            _ => PlatformError.IdUnknown,
        };
    }
}
