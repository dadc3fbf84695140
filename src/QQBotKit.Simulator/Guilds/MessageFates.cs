using System.Text.Json;
using QQBotKit.Simulator.Events;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Guilds;

/// <summary>What becomes of a message in a guild after it was said: it is recalled, and people and bots react to it.</summary>
internal sealed class MessageFates(WorldEvents events, MessageLog log)
{
    /// <summary>Takes a message back. It is pinned no more.</summary>
    /// <param name="message">A message of a channel or a direct session.</param>
    /// <param name="operatorId">Who takes it back: the id of a person or a bot.</param>
    /// <returns>The event, of a public channel that of the private domain; null when it was taken back before.</returns>
    public async Task<Published?> RecallAsync(Message message, string operatorId)
    {
        if (!Recall(message))
        {
            return null;
        }

        var state = (message, operatorId);
        if (message.Conversation is not Channel channel)
        {
            return await events.PublishAsync("DIRECT_MESSAGE_DELETE", message.Conversation, state, WriteDeletion);
        }

        await events.PublishAsync("PUBLIC_MESSAGE_DELETE", channel, state, WriteDeletion);
        return await events.PublishAsync("MESSAGE_DELETE", channel, state, WriteDeletion);
    }

    /// <summary>Takes a message back, and nobody is told. False when it was taken back before.</summary>
    public bool Recall(Message message)
    {
        // In this order, so that whoever pins it meanwhile sees that it is gone, or loses the pin.
        var recalled = log.TryRecall(message);
        (message.Conversation as Channel)?.Pins.Remove(message.Id);
        return recalled;
    }

    /// <summary>Someone reacts to a message of a channel.</summary>
    public async Task<(ReactionBoard.Outcome Outcome, Published? Event)> ReactAsync(Message message, Emoji emoji, Person user) =>
        message.Reactions.Add(emoji, user) is var outcome and not ReactionBoard.Outcome.Done
            ? (outcome, null)
            : (ReactionBoard.Outcome.Done, await PublishAsync("MESSAGE_REACTION_ADD", message, emoji, user));

    /// <summary>Someone takes a reaction of his own back.</summary>
    public async Task<(ReactionBoard.Outcome Outcome, Published? Event)> UnreactAsync(Message message, Emoji emoji, Person user) =>
        message.Reactions.Remove(emoji, user) is var outcome and not ReactionBoard.Outcome.Done
            ? (outcome, null)
            : (ReactionBoard.Outcome.Done, await PublishAsync("MESSAGE_REACTION_REMOVE", message, emoji, user));

    private Task<Published> PublishAsync(string type, Message message, Emoji emoji, Person user) =>
        events.PublishAsync(type, message.Conversation, (message, emoji, user), static (json, reaction) =>
        {
            json.WriteStartObject();
            json.WriteString("user_id"u8, reaction.user.Id);
            var (guildId, channelId) = GuildJson.Place(reaction.message.Conversation);
            json.WriteString("guild_id"u8, guildId);
            json.WriteString("channel_id"u8, channelId);
            json.WriteStartObject("target"u8);
            json.WriteString("id"u8, reaction.message.Id);
            json.WriteNumber("type"u8, 0);
            json.WriteEndObject();
            json.WriteStartObject("emoji"u8);
            json.WriteString("id"u8, reaction.emoji.Id);
            json.WriteNumber("type"u8, reaction.emoji.Type);
            json.WriteEndObject();
            json.WriteEndObject();
        });

    private static void WriteDeletion(Utf8JsonWriter json, (Message Message, string OperatorId) deletion)
    {
        var (message, operatorId) = deletion;
        var (guildId, channelId) = GuildJson.Place(message.Conversation);
        var author = message.Bot?.Self ?? message.Author!.Person;
        json.WriteStartObject();
        json.WriteStartObject("message"u8);
        json.WriteStartObject("author"u8);
        json.WriteString("id"u8, author.Id);
        json.WriteString("username"u8, author.Name);
        json.WriteBoolean("bot"u8, author.IsBot);
        json.WriteEndObject();
        json.WriteString("channel_id"u8, channelId);
        json.WriteString("guild_id"u8, guildId);
        json.WriteString("id"u8, message.Id);
        if (message.Conversation is DirectSession session)
        {
            json.WriteBoolean("direct_message"u8, true);
            json.WriteString("src_guild_id"u8, session.Source.Id);
        }

        json.WriteEndObject();
        json.WriteStartObject("op_user"u8);
        json.WriteString("id"u8, operatorId);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
