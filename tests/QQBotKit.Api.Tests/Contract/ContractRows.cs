namespace QQBotKit.Api.Tests.Contract;

/// <summary>Every typed call, at least once, and each of its fields.</summary>
internal static class ContractRows
{
    public static IReadOnlyList<ContractRow> All { get; } =
    [
        .. BotRows.All, .. SendRows.All, .. MediaRows.All, .. MessageRows.All, .. GroupRows.All, .. GuildRows.All, .. GuildMemberRows.All, .. GuildContentRows.All,
    ];

    /// <summary>Calls whose typed methods, or the last fields of them, are being written.</summary>
    public static IReadOnlyList<string> Awaited { get; } =
    [
        "c2c.send", "c2c.stream", "group.send", "channel.send", "channel.edit_message", "dm.send",
    ];
}
