namespace QQBotKit.Simulator.Rest;

/// <summary>Refusals of calls to guilds, in the older shape.</summary>
internal sealed partial record PlatformError
{
    public static readonly PlatformError NotGranted = Forbidden(11264, "check guild auth not pass: an admin of the guild has not granted this call");

    // No page has a code for these: 12002 says that the request is not valid.
    public static readonly PlatformError PageInvalid = Legacy(12002, "request invalid: where the page begins, or limit");
    public static readonly PlatformError ChannelNameMissing = Legacy(12002, "request invalid: name is missing");
    public static readonly PlatformError ChannelTypeUnknown = Legacy(12002, "request invalid: no such type of channel");
    public static readonly PlatformError CategoryPositionTaken = Legacy(12002, "request invalid: the position of a category is 2 or more");
    public static readonly PlatformError CategoryMissing = Legacy(12002, "request invalid: parent_id is no category of this guild");
    public static readonly PlatformError RoleEmpty = Legacy(12002, "request invalid: one of name, color and hoist is needed");
    public static readonly PlatformError RoleMissing = Legacy(12002, "request invalid: no such role");
    public static readonly PlatformError RoleFixed = Legacy(12002, "request invalid: this role cannot be deleted, given or taken");
    public static readonly PlatformError RolesTooMany = Legacy(12002, "request invalid: role_num_limit is reached");
    public static readonly PlatformError RoleChannelMissing = Legacy(12002, "request invalid: role 5 needs the channel of this guild that it is for");

    public static readonly PlatformError MemberMissing = Legacy(10001, "account abnormal: no such member");
    public static readonly PlatformError AdminStays = Forbidden(11282, "check admin not pass: nobody can remove the owner or an admin");
    public static readonly PlatformError PermissionsInvalid = Legacy(301000, "param invalid: no such role, or rights that are no decimal text, or hold the bit 2 that cannot be changed");
    public static readonly PlatformError NoMemberOfChannel = Legacy(301006, "no such member");

    public static readonly PlatformError MutedUserMissing = Legacy(502003, "user id invalid");
    public static readonly PlatformError MuteTimePast = Legacy(502005, "timestamp is in the past");
    public static readonly PlatformError MuteTimeUnreadable = Legacy(502006, "timestamp invalid");

    public static readonly PlatformError DemandInvalid = Legacy(610008, "param invalid: channel_id of this guild, api_identify and desc are needed");
    public static readonly PlatformError DemandedApiUnknown = Legacy(610009, "no such api: api_identify is one of GET /guilds/{guild_id}/api_permission");
    public static readonly PlatformError AlreadyGranted = Legacy(610010, "the api is granted already");
    public static readonly PlatformError DemandsTooMany = Legacy(610013, "too many demands: 3 a day in each guild");

    public static readonly PlatformError MessageIdWrong = Legacy(306002, "msgid error: no such message in this place");
    public static readonly PlatformError RecallForbidden = Legacy(306004, "no permission to delete message");
    public static readonly PlatformError EditWithoutKeyboard = Legacy(50049, "only a message with a keyboard can be edited");
    public static readonly PlatformError EditDropsKeyboard = Legacy(50050, "the keyboard cannot be left out");
    public static readonly PlatformError EditOfOthers = Legacy(50051, "only the bot's own message can be edited");
    public static readonly PlatformError GuideMalformed = Legacy(304051, "the guide is malformed: setting_guide with the guild_id of a guild is needed");
    public static readonly PlatformError DirectClosed = Legacy(304031, "direct messages are switched off in this guild");
    public static readonly PlatformError NotMemberOfDirect = Legacy(304034, "the recipient is no member of the guild");

    public static readonly PlatformError ReactionInvalid = Legacy(620001, "param invalid: no such message in this channel, or no such emoji");
    public static readonly PlatformError ReactionKindsTooMany = Legacy(620002, "too many kinds of reactions");
    public static readonly PlatformError ReactionSet = Legacy(620003, "the reaction is set already");
    public static readonly PlatformError ReactionNotSet = Legacy(620004, "the reaction is not set");

    public static readonly PlatformError AnnouncementInvalid = Legacy(501001, "param invalid: message_id with its channel_id, or recommend_channels");
    public static readonly PlatformError AnnouncedMessageMissing = Legacy(501008, "message id does not exist");
    public static readonly PlatformError MessageOfOtherChannel = Legacy(501010, "the message is of another channel");
    public static readonly PlatformError PinsTooMany = Legacy(501013, "too many pinned messages: 20 in a channel");
    public static readonly PlatformError RecommendedTooMany = Legacy(501016, "too many recommended channels: 3 in a guild");
    public static readonly PlatformError RecommendedInvalid = Legacy(501018, "a recommended channel is none of this guild that all see");
    public static readonly PlatformError AnnouncementTypeWrong = Legacy(501019, "announces_type is 0 or 1");

    public static readonly PlatformError ScheduleInvalid = Legacy(302000, "param invalid: name, start_timestamp and end_timestamp in milliseconds, remind_type from 0 to 5");
    public static readonly PlatformError ScheduleGone = Legacy(302011, "no such schedule");
    public static readonly PlatformError SchedulesOfBotTooMany = Legacy(302012, "10 schedules a day");
    public static readonly PlatformError ScheduleTooLong = Legacy(302014, "a schedule lasts 7 days at most");
    public static readonly PlatformError ScheduleInThePast = Legacy(302015, "the schedule begins in the past");
    public static readonly PlatformError ScheduleEndsEarly = Legacy(302016, "the schedule ends before it begins");
    public static readonly PlatformError ScheduleMissing = Legacy(302017, "schedule is missing");
    public static readonly PlatformError SchedulesOfGuildTooMany = Legacy(302021, "100 schedules a day in a guild");
    public static readonly PlatformError ScheduleJumpsToItself = Legacy(302023, "jump_channel_id is the channel of the schedule");
    public static readonly PlatformError ScheduleJumpMissing = Legacy(302024, "no such channel: jump_channel_id");

    public static readonly PlatformError NoForum = Legacy(503001, "channel id invalid: this is no forum");
    public static readonly PlatformError ThreadTitleEmpty = Legacy(503005, "title is empty");
    public static readonly PlatformError ThreadContentEmpty = Legacy(503006, "content is empty");
    public static readonly PlatformError ThreadGone = Legacy(503012, "no such thread");
    public static readonly PlatformError ThreadJsonInvalid = Legacy(503014, "content is no rich text in JSON");
    public static readonly PlatformError ThreadFormatUnknown = Legacy(503015, "format is from 1 to 4");
}
