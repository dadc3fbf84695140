using System.Globalization;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.Webhook;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Control;

/// <summary>What someone says, as the caller of the control API puts it.</summary>
internal sealed record SaidMessage(string? Scene, string? Conversation, string? Sender, string? Text, bool? Mention, string? Bot);

/// <summary>The side of the simulator that tests and the chat page use: people's side.</summary>
internal sealed class ControlApi(
    SimulatedWorld world, BotAccounts accounts, EventRoute events, MessageLog log, TimeProvider time, CancellationToken stopping)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/simulator/world", ["GET"], http => http.AnswerAsync((world, accounts, events), WorldView.Write));
        routes.MapMethods("/simulator/messages", ["POST"], SayAsync);
        routes.MapMethods("/simulator/messages", ["GET"], ReadAsync);
        routes.MapMethods("/simulator/{**path}", ["GET", "POST", "PUT", "DELETE", "PATCH"], static http =>
            RefuseAsync(http, "no such call: there is GET /simulator/world, GET and POST /simulator/messages, GET /simulator/media/UUID, GET and PUT /simulator/webhooks, GET, POST and DELETE /simulator/faults", StatusCodes.Status404NotFound));
    }

    private async Task SayAsync(HttpContext http)
    {
        var body = await http.ReadBodyAsync();
        if (body is null || Http.Parse(body, SimulatorJson.Default.SaidMessage) is not { } said)
        {
            await RefuseAsync(http, """the body is not JSON like {"scene":"group","conversation":"ID","text":"/ping"}""");
            return;
        }

        if (Check(said, out var conversation, out var author, out var bots) is { } fault)
        {
            await RefuseAsync(http, fault);
            return;
        }

        var mention = conversation is Group or Channel && said.Mention != false;
        var type = MessageEvents.TypeOf(conversation!, mention);
        var inGuild = conversation is Channel or DirectSession;
        var message = new Message
        {
            Id = inGuild ? MessageIds.Guild() : MessageIds.Robot(),
            Conversation = conversation!,
            Author = author,
            Text = said.Text!,
            At = PlatformTime.Now(time),
            Source = new(conversation!, time.GetUtcNow()),
            EventId = $"{type}:{Guid.NewGuid()}",
            RefIdx = inGuild ? "" : MessageIds.RefIdx(),
            SeqInChannel = inGuild ? conversation!.NextSeq() : 0,
            Mention = mention,
        };

        // First the log, so that a bot's answer finds the message whatever its speed.
        log.Add(message);
        var delivered = 0;
        foreach (var bot in bots!)
        {
            delivered += await events.PublishAsync(
                bot, type, message.EventId, conversation!.ShardKey, (message, bot), MessageEvents.Write, http.RequestAborted);
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

    /// <summary>Finds what the caller names. Otherwise the result says what is wrong and what there is.</summary>
    private string? Check(SaidMessage said, out Conversation? conversation, out Member? author, out IReadOnlyList<Bot>? bots)
    {
        (conversation, author, bots) = (null, null, null);
        if (said.Scene is not ("group" or "c2c" or "channel" or "direct"))
        {
            return $"unknown scene {Quote(said.Scene)}: there is group, c2c, channel and direct";
        }

        conversation = Find(said.Scene, said.Conversation);
        if (conversation is null)
        {
            var known = world.Conversations.Where(one => one.Scene == said.Scene && one is not Channel { Type: not ChannelType.Text });
            return $"unknown conversation {Quote(said.Conversation)} for scene {said.Scene}: there is {string.Join(", ", known.Select(one => $"{one.Id} ({one.Name})"))}";
        }

        author = conversation.Members.FirstOrDefault(member => said.Sender is null || member.Is(said.Sender));
        if (author is null)
        {
            var members = string.Join(", ", conversation.Members.Select(member => $"{member.Id} ({member.Person.Name})"));
            return $"unknown sender {Quote(said.Sender)} in {said.Scene} {conversation.Id} ({conversation.Name}): there is {members}";
        }

        if (string.IsNullOrWhiteSpace(said.Text))
        {
            return "text is missing or empty";
        }

        bots = events.Bots;
        if (said.Bot is not null)
        {
            var bot = accounts.All.FirstOrDefault(bot => bot.AppId == said.Bot);
            if (bot is null)
            {
                return UnknownBot(said.Bot, accounts);
            }

            bots = [bot];
        }

        return null;
    }

    private Conversation? Find(string scene, string? id) => world.Conversation(id) switch
    {
        Channel { Type: not ChannelType.Text } => null,
        { } found when found.Scene == scene => found,

        // Of a user's chats there is one each, so any of his ids will do.
        _ when id is not null && scene is "c2c" => world.Chats.FirstOrDefault(chat => chat.Members[0].Is(id)),
        _ when id is not null && scene is "direct" => world.DirectSessions.FirstOrDefault(session => session.Members[0].Is(id)),
        _ => null,
    };

    private async Task ReadAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var wanted = query["conversation"].ToString();
        var conversation = world.Conversation(wanted) ?? world.Chats.FirstOrDefault(chat => chat.Members[0].Is(wanted));
        if (wanted.Length > 0 && conversation is null)
        {
            await RefuseAsync(http, $"unknown conversation {Quote(wanted)}: GET /simulator/world lists them");
            return;
        }

        if (!TryNumber(query["after"], out var after) || !TryNumber(query["wait"], out var wait))
        {
            await RefuseAsync(http, "after and wait are whole numbers from 0: the seq of the last message known, and the seconds to wait for a next one");
            return;
        }

        var found = new List<Message>();
        await GatherAsync(conversation, after, TimeSpan.FromSeconds(Math.Min(wait, LongestWait.TotalSeconds)), found, http.RequestAborted);
        await http.AnswerAsync(found, static (json, messages) => MessageView.Write(json, messages));
    }

    private async Task GatherAsync(Conversation? conversation, long after, TimeSpan wait, List<Message> found, CancellationToken aborted)
    {
        var more = log.Read(conversation, ref after, found);
        if (found.Count > 0 || wait == TimeSpan.Zero)
        {
            return;
        }

        // Real time, whatever clock the platform runs on: whoever waits here stands outside the simulated world.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        end.CancelAfter(wait);
        while (found.Count == 0)
        {
            await more.WaitAsync(end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (end.IsCancellationRequested)
            {
                return;
            }

            more = log.Read(conversation, ref after, found);
        }
    }

    private static bool TryNumber(string? text, out long number)
    {
        number = 0;
        return string.IsNullOrEmpty(text) || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    public static string UnknownBot(string? appId, BotAccounts accounts) =>
        $"unknown bot {Quote(appId)}: there is {string.Join(", ", accounts.All.Select(bot => bot.AppId))}";

    public static string Quote(string? text) => text is null ? "(none)" : $"\"{text}\"";

    /// <summary>Says to the caller of the control API what is wrong.</summary>
    public static Task RefuseAsync(HttpContext http, string error, int status = StatusCodes.Status400BadRequest) =>
        http.AnswerAsync(error, static (json, error) =>
        {
            json.WriteStartObject();
            json.WriteString("error"u8, error);
            json.WriteEndObject();
        }, status);
}
