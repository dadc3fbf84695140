using System.Collections.Concurrent;
using System.Collections.Immutable;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Groups;

internal sealed record StrategyBody(string[]? GroupOpenids, ulong[]? GroupIds, string? IsEnable, DateTimeOffset? ExpireAt, string? Remark, StrategyGroups? GroupAction);

internal sealed record StrategyGroups(string? Op, string[]? GroupOpenids, ulong[]? GroupIds);

internal sealed record WhitelistBody(string? Op, string[]? WhitelistUsers);

/// <summary>Whom a bot lets into which groups without looking (入群自动审批).</summary>
internal sealed record Strategy(string Id, Bot Bot, DateTimeOffset CreatedAt) : IIdentified
{
    /// <summary>The groups, if they were named by openid.</summary>
    public ImmutableArray<string> Openids { get; init; } = [];

    /// <summary>The groups, if they were named by number.</summary>
    public ImmutableArray<ulong> Numbers { get; init; } = [];

    public bool IsEnabled { get; init; } = true;

    public required DateTimeOffset ExpireAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; } = CreatedAt;

    public string Remark { get; init; } = "";

    /// <summary>The QQ numbers of those whom it lets in.</summary>
    public ImmutableHashSet<string> Whitelist { get; init; } = [];

    /// <summary>Whether it lets someone into a group now. It has no effect where the bot is no admin.</summary>
    public bool Admits(Group group, Person person, DateTimeOffset now) =>
        IsEnabled && ExpireAt > now && Bot.Rights.HasFlag(BotRights.GroupAdmin) && Covers(group) && Whitelist.Contains(person.QQ);

    private bool Covers(Group group) => Openids.Contains(group.Id) || Numbers.Contains(group.Number);
}

/// <summary>The strategies of all bots.</summary>
internal sealed class Strategies
{
    private readonly ConcurrentDictionary<Bot, Roster<Strategy>> _byBot = new();

    public Roster<Strategy> Of(Bot bot) => _byBot.GetOrAdd(bot, static _ => new());

    /// <summary>A strategy that lets someone into a group now.</summary>
    public Strategy? For(Group group, Person person, DateTimeOffset now) =>
        _byBot.Values.SelectMany(static roster => roster.All).FirstOrDefault(strategy => strategy.Admits(group, person, now));
}

/// <summary>Which strategies the platform takes.</summary>
internal sealed class StrategyRules(SimulatedWorld world)
{
    private const int MaxStrategies = 20;
    private const int MaxGroups = 100;
    private const int MaxRemark = 255;
    private const int MaxUsersOfCall = 10_000;
    private const int MaxUsers = 100_000;

    public static PlatformError? CheckCount(IReadOnlyList<Strategy> strategies) =>
        strategies.Count < MaxStrategies ? null : PlatformError.Invalid($"a bot has at most {MaxStrategies} strategies");

    public PlatformError? Check(StrategyBody body) => CheckGroups(body.GroupOpenids, body.GroupIds) ?? CheckSettings(body);

    /// <summary>Checks a change. The groups are named in the way in which the strategy was created.</summary>
    public PlatformError? Check(Strategy strategy, StrategyBody body) => body.GroupAction switch
    {
        null => CheckSettings(body),
        { Op: not ("add" or "del") } => PlatformError.Invalid("group_action.op is add or del"),
        var action when (action.GroupOpenids is { Length: > 0 }) != (strategy.Openids.Length > 0 || strategy.Numbers.IsEmpty) =>
            PlatformError.Invalid("group_action names groups in the other way than the strategy"),
        var action => CheckGroups(action.GroupOpenids, action.GroupIds) ?? CheckSettings(body),
    };

    public static PlatformError? Check(WhitelistBody body) => body switch
    {
        { Op: not ("add" or "del") } => PlatformError.Invalid("op is add or del"),
        { WhitelistUsers: null or [] or { Length: > MaxUsersOfCall } } => PlatformError.Invalid($"whitelist_users is a list of 1 to {MaxUsersOfCall}"),
        _ when body.WhitelistUsers.All(static user => ulong.TryParse(user, out _)) => null,
        _ => PlatformError.Invalid("whitelist_users are QQ numbers as text"),
    };

    /// <summary>The strategy with its groups changed.</summary>
    public static PlatformError? Change(Strategy strategy, StrategyGroups action, out Strategy changed)
    {
        var (openids, numbers) = (action.GroupOpenids ?? [], action.GroupIds ?? []);
        changed = action.Op == "add"
            ? strategy with { Openids = [.. strategy.Openids.Union(openids)], Numbers = [.. strategy.Numbers.Union(numbers)] }
            : strategy with { Openids = [.. strategy.Openids.Except(openids)], Numbers = [.. strategy.Numbers.Except(numbers)] };
        return changed.Openids.Length + changed.Numbers.Length > MaxGroups ? TooManyGroups : null;
    }

    /// <summary>The strategy with its whitelist changed.</summary>
    public static PlatformError? Change(Strategy strategy, WhitelistBody body, out Strategy changed)
    {
        changed = strategy with
        {
            Whitelist = body.Op == "add" ? strategy.Whitelist.Union(body.WhitelistUsers!) : strategy.Whitelist.Except(body.WhitelistUsers!),
        };
        return changed.Whitelist.Count > MaxUsers ? PlatformError.Invalid($"a strategy has at most {MaxUsers} users") : null;
    }

    private static PlatformError TooManyGroups => PlatformError.Invalid($"a strategy has at most {MaxGroups} groups");

    private static PlatformError? CheckSettings(StrategyBody body) => body switch
    {
        { IsEnable: not (null or "on" or "off") } => PlatformError.Invalid("is_enable is on or off"),
        { Remark.Length: > MaxRemark } => PlatformError.Invalid($"remark is longer than {MaxRemark}"),
        _ => null,
    };

    private PlatformError? CheckGroups(string[]? openids, ulong[]? numbers) => (openids, numbers) switch
    {
        ({ Length: > 0 }, { Length: > 0 }) or (null or [], null or []) => PlatformError.Invalid("either group_openids or group_ids is needed"),
        ({ Length: > MaxGroups }, _) or (_, { Length: > MaxGroups }) => TooManyGroups,
        _ when (openids ?? []).All(id => world.Conversation<Group>(id) is not null)
            && (numbers ?? []).All(number => world.Groups.Any(group => group.Number == number)) => null,
        _ => PlatformError.TargetMissing,
    };
}
