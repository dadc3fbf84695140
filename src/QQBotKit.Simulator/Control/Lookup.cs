using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Webhook;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Control;

/// <summary>Finds what callers of the control API name. Otherwise it says what is wrong and what there is.</summary>
internal sealed class Lookup(SimulatedWorld world, BotAccounts accounts, EventRoute route)
{
    public static bool IsScene(string? scene) => scene is "group" or "c2c" or "channel" or "direct";

    public string? Conversation(string? scene, string? id, out Conversation? found)
    {
        found = null;
        if (!IsScene(scene))
        {
            return $"unknown scene {ControlAnswers.Quote(scene)}: there is group, c2c, channel and direct";
        }

        found = world.Conversation(id) switch
        {
            Channel { Type: not ChannelType.Text } => null,
            { } one when one.Scene == scene => one,

            // Of a user's chats there is one each, so any of his ids will do.
            _ when id is not null && scene is "c2c" => world.Chats.FirstOrDefault(chat => chat.Members[0].Is(id)),
            _ when id is not null && scene is "direct" => world.DirectSessions.FirstOrDefault(session => session.Members[0].Is(id)),
            _ => null,
        };
        if (found is not null)
        {
            return null;
        }

        var known = world.Conversations.Where(one => one.Scene == scene && one is not Channel { Type: not ChannelType.Text });
        return $"unknown conversation {ControlAnswers.Quote(id)} for scene {scene}: there is {string.Join(", ", known.Select(one => $"{one.Id} ({one.Name})"))}";
    }

    /// <param name="conversation">Where.</param>
    /// <param name="id">Any of his ids; null for the first member.</param>
    /// <param name="found">Gets the member.</param>
    public static string? Sender(Conversation conversation, string? id, out Member? found)
    {
        found = conversation.Members.FirstOrDefault(member => id is null || member.Is(id));
        return found is not null
            ? null
            : $"unknown sender {ControlAnswers.Quote(id)} in {conversation.Scene} {conversation.Id} ({conversation.Name}): there is "
                + string.Join(", ", conversation.Members.Select(member => $"{member.Id} ({member.Person.Name})"));
    }

    /// <param name="appId">The bot; null for all that can be told of events.</param>
    /// <param name="found">Gets the bots.</param>
    public string? Bots(string? appId, out IReadOnlyList<Bot> found)
    {
        found = route.Bots;
        if (appId is null)
        {
            return null;
        }

        found = [.. accounts.All.Where(bot => bot.AppId == appId)];
        return found.Count > 0 ? null : UnknownBot(appId, accounts);
    }

    public static string UnknownBot(string? appId, BotAccounts accounts) =>
        $"unknown bot {ControlAnswers.Quote(appId)}: there is {string.Join(", ", accounts.All.Select(bot => bot.AppId))}";
}
