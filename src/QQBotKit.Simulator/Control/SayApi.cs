using System.Text.Json.Serialization;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.Webhook;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Control;

/// <summary>What someone says, as the caller of the control API puts it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SaidMessage(
    string? Bot, string? Scene, string? Conversation, string? Sender, string? Text, bool? Mention, Attachment[]? Attachments, string? Quote);

/// <summary>People's messages.</summary>
internal sealed class SayApi(Lookup lookup, EventRoute route, MessageLog log, TimeProvider time)
{
    public void Map(ControlRoutes control) => control.Map(
        "POST", "messages", ControlJson.Default.SaidMessage, """{"scene":"group","conversation":"ID","text":"/ping"}""", SayAsync);

    private async Task SayAsync(HttpContext http, SaidMessage said)
    {
        if (Check(said, out var conversation, out var author, out var bots, out var quote) is { } fault)
        {
            await http.RefuseAsync(fault);
            return;
        }

        var message = Make(said, conversation!, author!, quote);

        // First the log, so that a bot's answer finds the message whatever its speed.
        log.Add(message);
        if (conversation is C2CChat chat)
        {
            chat.LastSaid = message.At;
        }

        var delivered = 0;
        foreach (var bot in IsHeard(message) ? bots!.Where(bot => !conversation!.IsLeftBy(bot)) : [])
        {
            delivered += await route.PublishAsync(
                bot, message.EventType!, message.EventId!, conversation!.ShardKey, (message, bot), MessageEvents.Write, http.RequestAborted);
        }

        await http.AnswerAsync((message, delivered), static (json, said) =>
        {
            json.WriteStartObject();
            json.WriteString("message_id"u8, said.message.Id);
            json.WriteString("event_id"u8, said.message.EventId);
            json.WriteNumber("delivered"u8, said.delivered);
            json.WriteEndObject();
        });
    }

    private Message Make(SaidMessage said, Conversation conversation, Member author, Message? quote)
    {
        var now = PlatformTime.Now(time);
        var mention = conversation is Group or Channel && said.Mention != false;
        var attachments = said.Attachments ?? [];
        var hidden = conversation is Channel && attachments.Any(static one => one.IsFile);

        // A reply to a bot's message in a channel reaches the bot like a mention.
        var type = MessageEvents.TypeOf(conversation, mention || conversation is Channel && quote?.Bot is not null);
        var inGuild = conversation is Channel or DirectSession;
        return new()
        {
            Id = inGuild ? MessageIds.Guild() : MessageIds.Robot(),
            Conversation = conversation,
            Author = author,
            Text = hidden ? Attachment.NotForChannels : said.Text ?? "",
            Attachments = hidden ? [] : attachments,
            Context = mention && conversation is Group { Info.ReceiveMode: GroupInfo.MentionsWithContext } ? ContextOf(conversation) : null,
            Quote = Quotation.Of(quote),
            At = now,
            Source = new(conversation, now),
            EventType = type,
            EventId = $"{type}:{Guid.NewGuid()}",
            RefIdx = inGuild ? "" : MessageIds.RefIdx(),
            SeqInChannel = inGuild ? conversation.NextSeq() : 0,
            Mention = mention,
        };
    }

    /// <summary>The last messages of a group as the platform flattens them; null when nothing was said.</summary>
    private string? ContextOf(Conversation group)
    {
        const int Messages = 10;
        var (after, said) = (0L, new List<Message>());
        _ = log.Read(group, ref after, said);
        var last = said.Where(static message => !message.IsRecalled).TakeLast(Messages)
            .Select((message, index) => $"=== 消息 {index + 1} ===\n[消息内容] {message.Text}\n[发送者] {(message.Bot is { } bot ? $"{bot.Name} 机器人" : message.Author!.Person.Name)}");
        return string.Join("\n\n", last) is { Length: > 0 } context ? context : null;
    }

    private string? Check(
        SaidMessage said, out Conversation? conversation, out Member? author, out IReadOnlyList<Bot>? bots, out Message? quote)
    {
        (author, bots, quote) = (null, null, null);
        if ((lookup.Conversation(said.Scene, said.Conversation, out conversation) ?? Lookup.Sender(conversation!, said.Sender, out author)
            ?? CheckContent(said) ?? lookup.Bots(said.Bot, out bots)) is { } wrong)
        {
            return wrong;
        }

        if (said.Quote is not null)
        {
            quote = log.Find(said.Quote);
            if (quote?.Conversation != conversation)
            {
                return $"there is no message {ControlAnswers.Quote(said.Quote)} in {conversation!.Scene} {conversation.Id} to quote, or it was recalled";
            }
        }

        return conversation!.WhyMuted(author!, PlatformTime.Now(time)) is { } muted ? $"{author!.Person.Name} ({author.Id}) is muted {muted}" : null;
    }

    private static string? CheckContent(SaidMessage said) => said.Attachments switch
    {
        null or [] => string.IsNullOrWhiteSpace(said.Text) ? "text is missing or empty" : null,
        _ when Array.Exists(said.Attachments, static one => string.IsNullOrEmpty(one?.Url)) => "an attachment has no url",
        _ => null,
    };

    // What the group's admins let bots hear.
    private static bool IsHeard(Message message) => message.Mention || message.Conversation is not Group { Info.ReceiveMode: not GroupInfo.AllMessages };
}
