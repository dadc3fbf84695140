using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rules;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rest;

/// <summary>Taking back messages to users and groups.</summary>
internal sealed class V2Recalls(MessageLog log, RuleBook book, TimeProvider time)
{
    private static readonly PlatformError ParametersWrong = PlatformError.V2(40061001, "parameters wrong: no such group");
    private static readonly PlatformError MsgIdWrong = PlatformError.V2(40061002, "msgid wrong");
    private static readonly PlatformError NoRight = PlatformError.V2(40062003, "no right: the bot is no admin, or the message is not of an ordinary member");
    private static readonly PlatformError TooOld = PlatformError.V2(40064004, "the time in which a message can be recalled is over");
    private static readonly PlatformError NotOfThisGroup = PlatformError.V2(306007, "not a message of this group");
    private static readonly PlatformError NotOfThisBot = PlatformError.V2(306008, "not a message of this bot");
    private static readonly PlatformError OpenidInvalid = PlatformError.V2(306009, "openid invalid, or not a message to this user");

    public void Map(PlatformApi api, SimulatedWorld world)
    {
        api.Map("DELETE", "/v2/users/{user_openid}/messages/{message_id}", call =>
            RecallAsync(call, world.Conversation<C2CChat>(call.Path("user_openid")), OpenidInvalid, OpenidInvalid));
        api.Map("DELETE", "/v2/groups/{group_openid}/messages/{message_id}", call =>
            RecallAsync(call, world.Conversation<Group>(call.Path("group_openid")), ParametersWrong, NotOfThisGroup));
    }

    private Task RecallAsync(Call call, Conversation? place, PlatformError noPlace, PlatformError elsewhere)
    {
        var message = log.Find(call.Path("message_id"));
        var refusal = message switch
        {
            _ when place is null => noPlace,
            null => MsgIdWrong,
            _ when message.Conversation != place => elsewhere,
            _ => CheckRight(call, message, place),
        };
        if (refusal is null && time.GetUtcNow() - message!.At > book.Limits.RecallWindow)
        {
            refusal = book.Limit(call, place, TooOld);
        }

        return call.EndAsync(refusal ?? (log.TryRecall(message!) ? null : MsgIdWrong));
    }

    private static PlatformError? CheckRight(Call call, Message message, Conversation place) => message switch
    {
        { Bot: { } bot } => bot == call.Bot ? null : NotOfThisBot,
        _ when place is not Group => NotOfThisBot,
        _ when call.Bot.Rights.HasFlag(BotRights.GroupAdmin) && IsOrdinary((Group)place, message.Author!) => null,
        _ => NoRight,
    };

    // Who has left is nobody's equal any more.
    private static bool IsOrdinary(Group group, Member author) => (group.Roster.Find(author.Id)?.Role ?? "member") == "member";
}
