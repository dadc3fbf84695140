namespace QQBotKit.Api.Tests.Contract;

/// <summary>Every typed call, at least once, and each of its fields.</summary>
internal static class ContractRows
{
    public static IReadOnlyList<ContractRow> All { get; } =
    [
        .. BotRows.All, .. SendRows.All, .. MediaRows.All, .. MessageRows.All, .. GroupRows.All, .. GuildRows.All, .. GuildMemberRows.All, .. GuildContentRows.All,
    ];
}
