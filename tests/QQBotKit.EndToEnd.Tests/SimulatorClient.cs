using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace QQBotKit.EndToEnd.Tests;

/// <summary>A person at the simulator: says something and reads what the bot answers, through the control API.</summary>
public sealed class SimulatorClient(Uri url) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly HttpClient _http = new() { BaseAddress = url };

    /// <summary>The first conversation of a scene: <c>group</c>, <c>c2c</c>, <c>channel</c> or <c>direct</c>.</summary>
    public async Task<string> ConversationAsync(string scene)
    {
        var world = await _http.GetFromJsonAsync<JsonNode>("simulator/world");
        return scene switch
        {
            "group" => (string)world!["groups"]![0]!["openid"]!,
            "c2c" => (string)world!["users"]![0]!["openid"]!,
            "channel" => (string)world!["guilds"]![0]!["channels"]!.AsArray().First(channel => (int)channel!["type"]! == 0)!["id"]!,
            "direct" => (string)world!["dms"]![0]!["guild_id"]!,
            _ => throw new ArgumentOutOfRangeException(nameof(scene)),
        };
    }

    /// <summary>The first guild.</summary>
    public async Task<string> GuildAsync() => (string)(await _http.GetFromJsonAsync<JsonNode>("simulator/world"))!["guilds"]![0]!["id"]!;

    /// <summary>Lets an event happen, again and again until a session of the bot gets it.</summary>
    public async Task PublishUntilSeenAsync(string type, object data)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            using var answer = await _http.PostAsJsonAsync("simulator/events", new { type, data }, limit.Token);
            answer.EnsureSuccessStatusCode();
            if ((int)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["delivered"]! > 0)
            {
                return;
            }

            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>Lets the platform do something wrong.</summary>
    public async Task FailAsync(object fault)
    {
        using var answer = await _http.PostAsJsonAsync("simulator/faults", fault);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until a bot has said something in a conversation.</summary>
    public async Task WaitForTextAsync(string conversation, string text)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var kept = await _http.GetFromJsonAsync<JsonNode>($"simulator/messages?conversation={Uri.EscapeDataString(conversation)}&after=0", limit.Token);
            if (kept!["messages"]!.AsArray().Any(message => (string?)message!["from"] == "bot" && (string?)message["text"] == text))
            {
                return;
            }

            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>Says something and returns its message id.</summary>
    public async Task<string> SayAsync(string scene, string conversation, string text)
    {
        using var answer = await _http.PostAsJsonAsync("simulator/messages", new { scene, conversation, text });
        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadFromJsonAsync<JsonNode>();
        return (string)body!["message_id"]!;
    }

    /// <summary>Says something and waits for the bot's reply to it.</summary>
    public async Task<string> AskAsync(string scene, string text)
    {
        var conversation = await ConversationAsync(scene);
        return await ReplyAsync(conversation, await SayAsync(scene, conversation, text));
    }

    /// <summary>Asks until the bot answers as expected: for changes that take a moment.</summary>
    public async Task<string> AskUntilAsync(string scene, string text, Func<string?, bool> expected)
    {
        var conversation = await ConversationAsync(scene);
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var reply = await ReplyAsync(conversation, await SayAsync(scene, conversation, text), TimeSpan.FromMilliseconds(300));
            if (expected(reply))
            {
                return reply ?? "";
            }

            limit.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Clicks a button, and waits until the platform knows what became of it.</summary>
    /// <param name="messageId">The bot's message.</param>
    /// <param name="button">The button's label.</param>
    /// <returns>What the platform says of the acknowledgement, with its code.</returns>
    public async Task<(string State, int? Code)> ClickAsync(string messageId, string button)
    {
        using var answer = await _http.PostAsJsonAsync("simulator/clicks", new { message_id = messageId, button });
        answer.EnsureSuccessStatusCode();
        var interaction = (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["interaction_id"]!;
        var click = await _http.GetFromJsonAsync<JsonNode>($"simulator/clicks/{interaction}?wait=10");
        return ((string)click!["state"]!, (int?)click["code"]);
    }

    /// <summary>The id of the last message of a bot in a conversation.</summary>
    public async Task<string> LastOfBotAsync(string conversation)
    {
        var kept = await _http.GetFromJsonAsync<JsonNode>($"simulator/messages?conversation={Uri.EscapeDataString(conversation)}&after=0");
        return (string)kept!["messages"]!.AsArray().Last(message => (string?)message!["from"] == "bot")!["id"]!;
    }

    /// <summary>Every reply of a bot that the people of a conversation see: the message it answers, and its text.</summary>
    public async Task<IReadOnlyList<(string To, string Text)>> RepliesAsync(string conversation)
    {
        var kept = await _http.GetFromJsonAsync<JsonNode>($"simulator/messages?conversation={Uri.EscapeDataString(conversation)}&after=0");
        return [.. kept!["messages"]!.AsArray()
            .Where(message => (string?)message!["from"] == "bot" && message["reply_to"] is not null)
            .Select(message => ((string)message!["reply_to"]!, (string)message["text"]!))];
    }

    /// <summary>The numbers (<c>msg_seq</c>) with which bots posted to a group, and the codes of the platform's answers; 0 is that it took the message.</summary>
    public async Task<IReadOnlyList<(int Number, int Code)>> PostsAsync(string group)
    {
        var calls = await _http.GetFromJsonAsync<JsonNode>($"simulator/calls?path=/v2/groups/{group}/messages");
        return [.. calls!["calls"]!.AsArray().Select(call => ((int)call!["request"]!["msg_seq"]!, (int?)call["answer"]!["err_code"] ?? 0))];
    }

    /// <summary>Waits until each of these messages has a reply.</summary>
    public Task<IReadOnlyList<(string To, string Text)>> WaitForRepliesAsync(string conversation, IReadOnlyCollection<string> messages) =>
        WaitForRepliesAsync(conversation, replies => messages.Except(replies.Select(reply => reply.To)).Count());

    /// <summary>Waits until there are so many replies.</summary>
    public Task<IReadOnlyList<(string To, string Text)>> WaitForRepliesAsync(string conversation, int count) =>
        WaitForRepliesAsync(conversation, replies => Math.Max(0, count - replies.Count));

    private async Task<IReadOnlyList<(string To, string Text)>> WaitForRepliesAsync(
        string conversation, Func<IReadOnlyList<(string To, string Text)>, int> missing)
    {
        var since = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            var replies = await RepliesAsync(conversation);
            if (missing(replies) is var left && left == 0)
            {
                return replies;
            }

            if (since.Elapsed > Patience)
            {
                throw new TimeoutException($"{left} replies are missing; there are {replies.Count}.");
            }

            await Task.Delay(50);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<string> ReplyAsync(string conversation, string messageId) =>
        await ReplyAsync(conversation, messageId, Patience) ?? throw new TimeoutException($"The bot did not answer {messageId}.");

    private async Task<string?> ReplyAsync(string conversation, string messageId, TimeSpan patience)
    {
        var since = System.Diagnostics.Stopwatch.StartNew();
        while (since.Elapsed < patience)
        {
            var kept = await _http.GetFromJsonAsync<JsonNode>($"simulator/messages?conversation={Uri.EscapeDataString(conversation)}&after=0");
            foreach (var message in kept!["messages"]!.AsArray())
            {
                if ((string?)message!["from"] == "bot" && (string?)message["reply_to"] == messageId)
                {
                    return (string)message["text"]!;
                }
            }

            await Task.Delay(20);
        }

        return null;
    }
}
