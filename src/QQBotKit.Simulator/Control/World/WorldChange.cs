using System.Text.Json;
using System.Text.Json.Serialization;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Control.World;

/// <summary>What the caller of <c>PUT /simulator/world</c> wants to be different. What it does not name stays.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record WorldChange(UserChange?[]? Users, GroupChange?[]? Groups, GuildChange?[]? Guilds, DirectChange?[]? Dms, BotChange?[]? Bots);

/// <remarks><see cref="Qq"/> is shown and cannot be set.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record UserChange(string? Openid, string? Id, string? Username, string? UnionOpenid, JsonElement Qq, bool? AllowProactiveMsg, string[]? RemovedBots, bool Removed);

/// <remarks><see cref="Number"/> is shown and cannot be set.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record GroupChange(
    string? Openid, string? Name, JsonElement Number, string? Memo, string? Class, string[]? Tags, string? RecvMsgSetting, bool? AllowProactiveMsg,
    MuteRuleChange? GlobalRule, GroupMemberChange?[]? Members, string[]? RemovedBots, bool Removed);

/// <remarks>The name is that of the user.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record GroupMemberChange(string? Openid, string? UserOpenid, JsonElement Username, string? Role);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record MuteRuleChange(string? Mode, MutePeriod[]? ScheduleRules, MuteHours[]? RecurringRules);

/// <remarks>Roles and mutes are shown and cannot be set.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record GuildChange(
    string? Id, string? Name, string? OwnerId, string? Description, GuildMemberChange?[]? Members, ChannelChange?[]? Channels, JsonElement Roles,
    JsonElement MutedUntil, bool Removed);

/// <remarks>The name is that of the user. Mutes and voice channels are shown and cannot be set.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record GuildMemberChange(string? Id, JsonElement Username, string? Nick, string[]? Roles, JsonElement MutedUntil, JsonElement VoiceChannelId);

/// <remarks>The position is the place in the list. What is played is shown and cannot be set.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ChannelChange(string? Id, string? Name, int? Type, JsonElement Position, string? ParentId, string? ApplicationId, JsonElement Playing, JsonElement OnMic);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DirectChange(string? GuildId, string? ChannelId, string? SrcGuildId, DirectUserChange? User, bool Removed);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DirectUserChange(string? Id, JsonElement Username);

/// <remarks>The rights, the certificate and the hosts can be set.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BotChange(string? AppId, JsonElement Id, JsonElement Username, JsonElement Online, string[]? Rights, bool? Certified, string[]? UrlHosts);
