namespace QQBotKit.Api.Tests.Contract;

/// <summary>Every typed call, at least once, and each of its fields.</summary>
internal static class ContractRows
{
    public static IReadOnlyList<ContractRow> All { get; } =
    [
        .. BotRows.All, .. SendRows.All, .. MessageRows.All, .. GroupRows.All, .. GuildRows.All, .. GuildMemberRows.All, .. GuildContentRows.All,
    ];

    /// <summary>Calls whose typed methods, or the last fields of them, are being written.</summary>
    public static IReadOnlyList<string> Awaited { get; } =
    [
        "c2c.send", "c2c.stream", "c2c.upload", "c2c.upload_prepare", "c2c.upload_part_finish",
        "group.send", "group.upload", "group.upload_prepare", "group.upload_part_finish",
        "channel.send", "channel.edit_message", "dm.send",
    ];
}
