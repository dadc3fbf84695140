namespace QQBotKit.Api.Wire;

/// <summary>To which group of <see cref="QQBotApi"/> a call belongs that may have been made without it.</summary>
internal static class CallGroups
{
    // The first that fits counts; a star is any one part of the path, and what follows the last part does not matter.
    private static readonly (string[] Path, string Group, string? Method)[] Rules =
    [
        Rule("gateway", "gateway"), Rule("interactions", "interactions"), Rule("v2/generate_url_link", "share-links"), Rule("v2/menu", "menu"), Rule("v2/panels", "panels"),
        Rule("users/@me/dms", "direct-messages"), Rule("users/@me", "users"),
        Rule("v2/users/*/messages", "messages"), Rule("v2/users/*/stream_messages", "messages"), Rule("v2/users/*/files", "media"),
        Rule("v2/users/*/upload_prepare", "media"), Rule("v2/users/*/upload_part_finish", "media"),
        Rule("v2/groups/join_approval_strategy", "join-strategies"), Rule("v2/groups/*/messages", "messages"), Rule("v2/groups/*/files", "media"),
        Rule("v2/groups/*/upload_prepare", "media"), Rule("v2/groups/*/upload_part_finish", "media"), Rule("v2/groups/*/info", "groups"), Rule("v2/groups/*/bot_state", "groups"),
        Rule("v2/groups/*/join_request_list", "join-requests"), Rule("v2/groups/*/approval_join_request", "join-requests"),
        Rule("v2/groups/*/restrict_chat_setting", "group-mutes"), Rule("v2/groups/*/members", "group-members"), Rule("v2/groups/*/batch_remove_members", "group-members"),
        Rule("v2/groups/*/member_blacklist", "group-blacklist"),
        Rule("dms/*/settingguide", "setting-guides"), Rule("dms/*/messages", "messages"),
        Rule("channels/*/messages/*/reactions", "reactions"), Rule("channels/*/messages", "messages"), Rule("channels/*/settingguide", "setting-guides"),
        Rule("channels/*/announces", "announcements"), Rule("channels/*/pins", "pins"), Rule("channels/*/schedules", "schedules"), Rule("channels/*/audio", "audio"),
        Rule("channels/*/mic", "audio"), Rule("channels/*/threads", "forum"), Rule("channels/*/members/*/permissions", "permissions"),
        Rule("channels/*/roles/*/permissions", "permissions"), Rule("channels/*", "channels"),
        Rule("guilds/*/members/*/roles", "roles"), Rule("guilds/*/members/*/mute", "mutes"), Rule("guilds/*/members", "members"), Rule("guilds/*/roles", "roles"),
        Rule("guilds/*/mute", "mutes"), Rule("guilds/*/announces", "announcements"), Rule("guilds/*/api_permission", "api-permissions"), Rule("guilds/*/channels", "channels", "POST"),
        Rule("guilds/*", "guilds"),
    ];

    /// <summary>Every group.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Rules.Select(rule => rule.Group).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The group of a call.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="path">The path of its address, with or without the first slash.</param>
    /// <returns>Null for a call that is in none of them.</returns>
    public static string? Of(string method, string path)
    {
        var parts = path.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        return Rules.FirstOrDefault(rule => (rule.Method is null || rule.Method == method) && Fits(rule.Path, parts)).Group;
    }

    private static (string[] Path, string Group, string? Method) Rule(string path, string group, string? method = null) => (path.Split('/'), group, method);

    private static bool Fits(string[] rule, string[] parts) =>
        parts.Length >= rule.Length && rule.Index().All(part => part.Item == "*" || part.Item == parts[part.Index]);
}
