using QQBotKit.Api;
using QQBotKit.Core.Delivery.Active;
using QQBotKit.Core.Rest;

namespace QQBotKit.Core.Delivery;

/// <summary>What a refusal closes.</summary>
internal enum LimitScope
{
    /// <summary>Nothing: it is about the message, or of no active one.</summary>
    None,

    /// <summary>Every way to the conversation: the bot was removed.</summary>
    Removal,

    /// <summary>Active messages, until they are switched on; in a conversation or in a guild.</summary>
    Switch,

    /// <summary>Active messages to the conversation, for a time that the code does not tell.</summary>
    Rate,

    /// <summary>Active messages to the conversation, today.</summary>
    Conversation,

    /// <summary>Active messages to further channels of the guild, today.</summary>
    Guild,

    /// <summary>Active messages of the bot to such conversations, today.</summary>
    Bot,

    /// <summary>Wake-up messages, in this period.</summary>
    WakeUp,
}

/// <summary>Which refusals say that a way is closed, and nothing about the message: another way may be open.</summary>
/// <remarks>Platform page: dev-prepare/api-call-guide.html.</remarks>
internal static class LimitCodes
{
    public const int NotInGroup = 40034101;
    public const int NotAFriend = 40054004;
    public const int NotAllowed = 40034105;
    public const int NotAllowedInGuild = 304048;
    public const int TooManyActive = 40034100;
    public const int ChannelsUsedUp = 304047;
    public const int EveryoneUsedUp = 304019;
    public const int WakeUpUsedUp = 40034122;
    private const int ChannelUsedUp = 304045;
    private const int DirectUsedUp = 304049;
    private const int DirectTotalUsedUp = 304050;

    /// <summary>Whether a message can be tried by another way than the one by which it was refused.</summary>
    public static bool LeadsOn(DeliveryWay way, DeliveryException refused) => !refused.OutcomeUnknown
        && (refused.InnerException is ReplyLimitException or ObstacleException or RateLimitException || IsTooMany(refused)
            || (way == DeliveryWay.Active ? IsAboutActive(refused.Code) : IsAboutReplies(refused.Code)));

    /// <summary>Whether it is a rate under which replies fall as well as active messages: by any other way it would be one too many again, and only waiting is left.</summary>
    public static bool HoldsUpAll(DeliveryException refused) => refused.InnerException is RateLimitException { IsOfActive: false }
        || (IsTooMany(refused) && refused.Code != TooManyActive);

    /// <summary>The time or the count of replies is over, or what is answered is nothing that can be.</summary>
    public static bool IsAboutReplies(int code) =>
        code is 40034128 or 40034005 or 304103 or 304027 or 40034024 or 40034025 or 40034026 or 40034027 or 304026;

    /// <summary>What a refusal closes.</summary>
    public static LimitScope ScopeOf(int code) => code switch
    {
        NotInGroup or NotAFriend or 40054003 or 40011028 or 1100104 or 1100301 => LimitScope.Removal,
        NotAllowed or NotAllowedInGuild or 40034102 or 40054013 or 304046 => LimitScope.Switch,
        TooManyActive => LimitScope.Rate,
        ChannelUsedUp or DirectUsedUp => LimitScope.Conversation,
        ChannelsUsedUp or 304035 => LimitScope.Guild,
        DirectTotalUsedUp => LimitScope.Bot,
        WakeUpUsedUp => LimitScope.WakeUp,
        _ => LimitScope.None,
    };

    /// <summary>The code of the quota of one conversation.</summary>
    public static int OfConversation(Scene scene) => scene switch
    {
        Scene.Channel => ChannelUsedUp,
        Scene.Direct => DirectUsedUp,
        _ => TooManyActive,
    };

    /// <summary>The code of the quota of all conversations of a scene.</summary>
    public static int OfBot(Scene scene) => scene == Scene.Direct ? DirectTotalUsedUp : OfConversation(scene);

    // The handler of repetitions has waited by then for as long as a call may.
    private static bool IsTooMany(DeliveryException refused) => refused.InnerException is QQApiException answer && Trouble.SaysTooMany(answer.Known, answer.HttpStatus);

    /// <summary>A quota is used up, or active messages are not wanted.</summary>
    private static bool IsAboutActive(int code) => ScopeOf(code) is not (LimitScope.None or LimitScope.Removal or LimitScope.WakeUp);
}

/// <summary>No reply is left to a message or event.</summary>
internal sealed class ReplyLimitException() : Exception("No reply is left.");
