using QQBotKit.Api;
using QQBotKit.Core.Rest;

namespace QQBotKit.Core.Delivery;

/// <summary>Which refusals say that a way is closed, and nothing about the message: another way may be open.</summary>
/// <remarks>Platform page: dev-prepare/api-call-guide.html.</remarks>
internal static class LimitCodes
{
    private const int TooManyActive = 40034100;

    /// <summary>Whether a message can be tried by another way than the one by which it was refused.</summary>
    public static bool LeadsOn(DeliveryWay way, DeliveryException refused) => !refused.OutcomeUnknown
        && (refused.InnerException is ReplyLimitException or RateLimitException || IsTooMany(refused)
            || (way == DeliveryWay.Active ? IsAboutActive(refused.Code) : IsAboutReplies(refused.Code)));

    /// <summary>Whether it is a rate under which replies fall as well as active messages: by any other way it would be one too many again, and only waiting is left.</summary>
    public static bool HoldsUpAll(DeliveryException refused) => refused.InnerException is RateLimitException { IsOfActive: false }
        || (IsTooMany(refused) && refused.Code != TooManyActive);

    /// <summary>The time or the count of replies is over, or what is answered is nothing that can be.</summary>
    public static bool IsAboutReplies(int code) =>
        code is 40034128 or 40034005 or 304103 or 304027 or 40034024 or 40034025 or 40034026 or 40034027 or 304026;

    // The handler of repetitions has waited by then for as long as a call may.
    private static bool IsTooMany(DeliveryException refused) => refused.InnerException is QQApiException answer && Trouble.SaysTooMany(answer.Known, answer.HttpStatus);

    /// <summary>A quota is used up, or active messages are not wanted.</summary>
    private static bool IsAboutActive(int code) =>
        code is TooManyActive or 40034102 or 40034105 or 40054013 or 304035 or 304045 or 304046 or 304047 or 304048 or 304049 or 304050;
}

/// <summary>No reply is left to a message or event.</summary>
internal sealed class ReplyLimitException() : Exception("No reply is left.");
