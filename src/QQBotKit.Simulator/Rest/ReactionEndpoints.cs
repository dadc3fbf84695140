using System.Globalization;
using QQBotKit.Simulator.Guilds;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rest;

/// <summary>Reactions to messages of channels (表情表态).</summary>
internal sealed class ReactionEndpoints(MessageLog log, MessageFates fates)
{
    private const string Path = "/channels/{channel_id}/messages/{message_id}/reactions/{type}/{id}";
    private const int DefaultPage = 20;
    private const int MaxPage = 50;

    public void Map(GuildApi api)
    {
        api.Channel("PUT", Path, (call, channel) => ChangeAsync(call, channel, add: true));
        api.Channel("DELETE", Path, (call, channel) => ChangeAsync(call, channel, add: false));
        api.Channel("GET", Path, ListAsync);
    }

    private async Task<PlatformError?> ChangeAsync(Call call, Channel channel, bool add)
    {
        if (!TryFind(call, channel, out var message, out var emoji))
        {
            return PlatformError.ReactionInvalid;
        }

        var (outcome, _) = add ? await fates.ReactAsync(message!, emoji, call.Bot.Self) : await fates.UnreactAsync(message!, emoji, call.Bot.Self);
        return outcome switch
        {
            ReactionBoard.Outcome.Done => await call.AnswerAsync(StatusCodes.Status204NoContent),
            ReactionBoard.Outcome.TooManyKinds => PlatformError.ReactionKindsTooMany,
            _ => add ? PlatformError.ReactionSet : PlatformError.ReactionNotSet,
        };
    }

    private Task<PlatformError?> ListAsync(Call call, Channel channel)
    {
        var query = call.Http.Request.Query;
        if (!TryFind(call, channel, out var message, out var emoji) || !TryPage(query["cookie"], query["limit"], out var page))
        {
            return Call.Refuse(PlatformError.ReactionInvalid);
        }

        return call.AnswerAsync((users: message!.Reactions.Users(emoji), page), static (json, state) =>
        {
            var (users, (start, limit)) = state;
            var end = Math.Min(start + limit, users.Count);
            json.WriteStartObject();
            json.WriteStartArray("users"u8);
            for (var index = start; index < end; index++)
            {
                json.WriteStartObject();
                json.WriteString("id"u8, users[index].Id);
                json.WriteString("username"u8, users[index].Name);
                json.WriteString("avatar"u8, users[index].Avatar);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("cookie"u8, end < users.Count ? $"{end.ToString(CultureInfo.InvariantCulture)}_{limit.ToString(CultureInfo.InvariantCulture)}" : "");
            json.WriteBoolean("is_end"u8, end >= users.Count);
            json.WriteEndObject();
        });
    }

    private bool TryFind(Call call, Channel channel, out Message? message, out Emoji emoji)
    {
        message = log.Find(call.Path("message_id"));
        var read = Emoji.Read(call.Path("type"), call.Path("id"));
        emoji = read ?? default;
        return read is not null && message?.Conversation == channel;
    }

    // The limit of the first call counts for all: the cookie brings it back.
    private static bool TryPage(string? cookie, string? limit, out (int Start, int Limit) page)
    {
        page = (0, DefaultPage);
        if (cookie is { Length: > 0 })
        {
            return cookie.Split('_') is [var start, var size] && TryNumber(start, out page.Start) && TryNumber(size, out page.Limit);
        }

        return string.IsNullOrEmpty(limit) || TryNumber(limit, out page.Limit) && page.Limit is >= 1 and <= MaxPage;
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
