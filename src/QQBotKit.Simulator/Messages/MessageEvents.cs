using System.Globalization;
using System.Text.Json;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Guilds;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Messages;

/// <summary>A message of a person as the platform tells a bot of it.</summary>
internal static class MessageEvents
{
    public static string TypeOf(Conversation conversation, bool mention) => conversation switch
    {
        Group when mention => "GROUP_AT_MESSAGE_CREATE",
        Group => "GROUP_MESSAGE_CREATE",
        C2CChat => "C2C_MESSAGE_CREATE",
        Channel when mention => "AT_MESSAGE_CREATE",
        Channel => "MESSAGE_CREATE",
        DirectSession => "DIRECT_MESSAGE_CREATE",
        _ => throw new ArgumentOutOfRangeException(nameof(conversation), conversation.Scene, null),
    };

    /// <summary>Writes <c>d</c>.</summary>
    public static void Write(Utf8JsonWriter json, (Message Message, Bot Bot) said)
    {
        var (message, bot) = said;
        json.WriteStartObject();
        json.WriteString("id"u8, message.Id);
        switch (message.Conversation)
        {
            case Group group:
                WriteGroup(json, message, group);
                break;
            case C2CChat:
                WriteC2C(json, message);
                break;
            case Channel channel:
                WriteChannel(json, message, channel, bot);
                break;
            case DirectSession session:
                WriteDirect(json, message, session);
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteGroup(Utf8JsonWriter json, Message message, Group group)
    {
        var author = message.Author!;
        json.WriteStartObject("author"u8);
        json.WriteString("id"u8, author.Id);
        json.WriteString("member_openid"u8, author.Id);
        json.WriteString("member_role"u8, author.Role);
        json.WriteString("union_openid"u8, ""u8);
        json.WriteString("username"u8, author.Person.Name);
        json.WriteBoolean("bot"u8, false);
        json.WriteEndObject();

        // The platform cuts the mention out and leaves the blanks around it.
        json.WriteString("content"u8, message.Mention ? $" {message.Text} " : message.Text);
        json.WriteString("group_openid"u8, group.Id);
        if (message.Mention)
        {
            json.WriteString("group_id"u8, group.Id);
        }

        WriteScene(json, message, message.Mention);
    }

    private static void WriteC2C(Utf8JsonWriter json, Message message)
    {
        WriteUser(json, message.Author!.Person);
        json.WriteString("content"u8, message.Text);
        WriteScene(json, message, withToken: false);
    }

    private static void WriteUser(Utf8JsonWriter json, Person person)
    {
        json.WriteStartObject("author"u8);
        json.WriteString("id"u8, person.Openid);
        json.WriteString("user_openid"u8, person.Openid);
        json.WriteString("union_openid"u8, person.UnionOpenid);
        json.WriteString("username"u8, ""u8);
        json.WriteBoolean("bot"u8, false);
        json.WriteEndObject();
    }

    private static void WriteScene(Utf8JsonWriter json, Message message, bool withToken)
    {
        const int Plain = 0;
        const int Quote = 103;
        json.WriteString("timestamp"u8, PlatformTime.Format(message.At));
        json.WriteNumber("message_type"u8, message.Quote is null ? Plain : Quote);
        json.WriteStartObject("message_scene"u8);
        json.WriteString("source"u8, "default"u8);
        json.WriteStartArray("ext"u8);
        if (message.Quote is not null)
        {
            json.WriteStringValue($"ref_msg_idx={message.Quote.RefIdx}");
        }

        json.WriteStringValue($"msg_idx={message.RefIdx}");
        if (withToken)
        {
            json.WriteStringValue("auth_token=simulator"u8);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        Attachment.Write(json, message.Attachments, message.Conversation);
        if (message.Quote is { } quote)
        {
            WriteQuote(json, quote, message.Conversation);
        }
        else if (message.Context is { } context)
        {
            json.WriteStartArray("msg_elements"u8);
            json.WriteStartObject();
            json.WriteString("content"u8, context);
            json.WriteEndObject();
            json.WriteEndArray();
        }
    }

    // In groups the element was seen with its content alone.
    private static void WriteQuote(Utf8JsonWriter json, Quotation quote, Conversation conversation)
    {
        json.WriteStartArray("msg_elements"u8);
        json.WriteStartObject();
        if (conversation is C2CChat)
        {
            json.WriteString("msg_idx"u8, quote.RefIdx);
            json.WriteNumber("message_type"u8, 0);
        }

        json.WriteString("content"u8, quote.Text);
        if (conversation is C2CChat && quote.Author is not null)
        {
            WriteUser(json, quote.Author);
        }

        Attachment.Write(json, quote.Attachments, conversation);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteChannel(Utf8JsonWriter json, Message message, Channel channel, Bot bot)
    {
        var author = message.Author!;
        json.WriteString("channel_id"u8, channel.Id);
        json.WriteString("guild_id"u8, channel.Guild.Id);
        var content = GuildText.Escape(message.Text);
        json.WriteString("content"u8, message.Mention ? $"<@!{bot.Id}> {content}" : content);
        json.WriteString("timestamp"u8, PlatformTime.Format(message.At));
        WriteGuildUser(json, author.Person);
        json.WriteStartObject("member"u8);
        GuildJson.WriteMembership(json, author);
        json.WriteEndObject();
        WriteSeq(json, message);
        if (message.Mention)
        {
            json.WriteStartArray("mentions"u8);
            json.WriteStartObject();
            json.WriteString("id"u8, bot.Id);
            json.WriteString("username"u8, bot.Name);
            json.WriteBoolean("bot"u8, true);
            json.WriteString("avatar"u8, bot.Self.Avatar);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        WriteReference(json, message);
    }

    private static void WriteReference(Utf8JsonWriter json, Message message)
    {
        if (message.Quote is { } quote)
        {
            json.WriteStartObject("message_reference"u8);
            json.WriteString("message_id"u8, quote.Id);
            json.WriteEndObject();
        }

        Attachment.Write(json, message.Attachments, message.Conversation);
    }

    private static void WriteDirect(Utf8JsonWriter json, Message message, DirectSession session)
    {
        json.WriteString("channel_id"u8, session.ChannelId);
        json.WriteString("guild_id"u8, session.Id);
        json.WriteString("content"u8, GuildText.Escape(message.Text));
        json.WriteString("timestamp"u8, PlatformTime.Format(message.At));
        WriteGuildUser(json, message.Author!.Person);
        json.WriteStartObject("member"u8);
        json.WriteString("joined_at"u8, message.Author.JoinedAt);
        json.WriteEndObject();
        WriteSeq(json, message);
        json.WriteBoolean("direct_message"u8, true);
        json.WriteString("src_guild_id"u8, session.Source.Id);
        WriteReference(json, message);
    }

    private static void WriteGuildUser(Utf8JsonWriter json, Person person)
    {
        json.WriteStartObject("author"u8);
        GuildJson.WriteUser(json, person);
        json.WriteEndObject();
    }

    private static void WriteSeq(Utf8JsonWriter json, Message message)
    {
        json.WriteNumber("seq"u8, message.SeqInChannel);
        json.WriteString("seq_in_channel"u8, message.SeqInChannel.ToString(CultureInfo.InvariantCulture));
    }
}
