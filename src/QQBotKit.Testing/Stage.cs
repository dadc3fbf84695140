using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using QQBotKit.Simulator.World;

namespace QQBotKit.Testing;

/// <summary>Something that happened on the platform.</summary>
internal readonly record struct Happening(string EventId, string? MessageId, bool WasDelivered);

/// <summary>The people's side of the platform: who there is, what they say, and what they see of the bot.</summary>
internal sealed class Stage(HttpClient http)
{
    private readonly Dictionary<string, JsonArray> _members = [];
    private readonly Dictionary<string, JsonArray> _channels = [];
    private readonly HashSet<string> _known = [];
    private readonly SemaphoreSlim _changing = new(1);

    public static string OpenidOf(string person) => StableIds.Openid($"test user {person}");

    public static string GuildIdOf(string person) => StableIds.Number($"test user {person}");

    public static Target PlaceOf(Scene scene, string person, string place) => scene switch
    {
        Scene.Group => Target.Group(StableIds.Openid($"test group {place}")),
        Scene.C2C => Target.C2C(OpenidOf(person)),
        Scene.Channel => Target.Channel(ShortNumber($"test channel {place}")),
        _ => Target.Direct(StableIds.Number($"test session {person}")),
    };

    /// <summary>Sees to it that a person is where he is to speak.</summary>
    public async Task EnterAsync(string person, Target conversation, string place)
    {
        await _changing.WaitAsync();
        try
        {
            if (_known.Add($"{person} {conversation}"))
            {
                using var changed = await http.PutAsJsonAsync("simulator/world", Change(person, conversation, place));
                await CheckAsync(changed);
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    public Task<Happening> SayAsync(string sender, Target conversation, PersonMessage message) => PostAsync("messages", new JsonObject
    {
        ["scene"] = Word(conversation.Scene),
        ["conversation"] = conversation.Id,
        ["sender"] = sender,
        ["text"] = message.Text,
        ["mention"] = conversation.Scene is Scene.Group or Scene.Channel ? message.Mention : null,
        ["quote"] = message.Quote?.Id,
        ["attachments"] = message.Attachments.Count == 0 ? null : new JsonArray([.. message.Attachments.Select(url => new JsonObject { ["url"] = url })]),
    });

    public Task<Happening> ClickAsync(string sender, string messageId, string button) =>
        PostAsync("clicks", new JsonObject { ["message_id"] = messageId, ["button"] = button, ["sender"] = sender });

    public Task<Happening> RaiseAsync(string type, JsonNode? data) => PostAsync("events", new JsonObject { ["type"] = type, ["data"] = data });

    /// <summary>The code with which the bot acknowledged a click; null when it has not.</summary>
    public async Task<int?> AcknowledgementAsync(string interaction) =>
        (int?)(await http.GetFromJsonAsync<JsonNode>($"simulator/clicks/{interaction}"))!["code"];

    /// <summary>What was said after a place in the log.</summary>
    /// <param name="after">The place.</param>
    /// <param name="wait">How many seconds to wait for something.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The messages of the bot, and the place of the last of all.</returns>
    public async Task<(IReadOnlyList<BotMessage> Messages, long Last)> ReadAsync(long after, int wait = 0, CancellationToken cancellationToken = default)
    {
        var all = await http.GetFromJsonAsync<JsonElement>($"simulator/messages?after={after}&wait={wait}", cancellationToken);
        JsonElement[] messages = [.. all.GetProperty("messages").EnumerateArray()];
        return (
            [.. messages.Where(static message => message.GetProperty("from").GetString() == "bot").Select(Read)],
            messages.Length == 0 ? after : messages[^1].GetProperty("seq").GetInt64());
    }

    private JsonObject Change(string person, Target conversation, string place)
    {
        var change = new JsonObject
        {
            ["users"] = new JsonArray(new JsonObject { ["openid"] = OpenidOf(person), ["id"] = GuildIdOf(person), ["username"] = person }),
        };
        if (conversation.Scene == Scene.Group)
        {
            change["groups"] = new JsonArray(new JsonObject
            {
                ["openid"] = conversation.Id,
                ["name"] = place,
                ["members"] = With(_members, conversation.Id, new JsonObject { ["openid"] = OpenidOf(person), ["user_openid"] = OpenidOf(person) }),
            });
        }
        else if (conversation.Scene != Scene.C2C)
        {
            var guild = StableIds.Number("test guild");
            change["guilds"] = new JsonArray(new JsonObject
            {
                ["id"] = guild,
                ["name"] = "test guild",
                ["members"] = With(_members, guild, new JsonObject { ["id"] = GuildIdOf(person) }),
                ["channels"] = conversation.Scene != Scene.Channel
                    ? null
                    : With(_channels, guild, new JsonObject { ["id"] = conversation.Id, ["name"] = place, ["type"] = 0 }),
            });
            change["dms"] = conversation.Scene != Scene.Direct ? null : new JsonArray(new JsonObject
            {
                ["guild_id"] = conversation.Id,
                ["src_guild_id"] = guild,
                ["user"] = new JsonObject { ["id"] = GuildIdOf(person) },
            });
        }

        return change;
    }

    /// <summary>A list of the platform is set as a whole.</summary>
    private static JsonNode With(Dictionary<string, JsonArray> lists, string id, JsonObject item)
    {
        var list = lists.TryGetValue(id, out var known) ? known : lists[id] = [];
        var key = item.First().Key;
        if (!list.Any(one => (string?)one![key] == (string?)item[key]))
        {
            list.Add(item);
        }

        return list.DeepClone();
    }

    private async Task<Happening> PostAsync(string path, JsonObject body)
    {
        using var response = await http.PostAsJsonAsync($"simulator/{path}", body);
        await CheckAsync(response);
        var told = await response.Content.ReadFromJsonAsync<JsonNode>();
        return new Happening((string)told!["event_id"]!, (string?)(told["message_id"] ?? told["interaction_id"]), (int)told["delivered"]! > 0);
    }

    private static async Task CheckAsync(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode)
        {
            var answer = await response.Content.ReadAsStringAsync();
            throw new BotTestException($"The platform of the test does not do that: {answer}");
        }
    }

    private static BotMessage Read(JsonElement message) => new()
    {
        Seq = message.GetProperty("seq").GetInt64(),
        Id = message.GetProperty("id").GetString()!,
        Conversation = new Target(
            Enum.Parse<Scene>(message.GetProperty("scene").GetString()!, ignoreCase: true), message.GetProperty("conversation").GetString()!),
        Text = message.GetProperty("text").GetString() ?? "",
        ReplyTo = TextOf(message, "reply_to"),
        EventId = TextOf(message, "reply_to_event"),
        IsRecalled = message.TryGetProperty("recalled", out _),
        Body = message.TryGetProperty("raw", out var raw) ? raw.Clone() : default,
        Keys = message.TryGetProperty("raw", out raw) ? KeysOf(raw) : [],
    };

    private static string? TextOf(JsonElement message, string name) => message.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static IReadOnlyList<(string Label, string? Id)> KeysOf(JsonElement body) =>
        body.TryGetProperty("keyboard", out var keyboard) && keyboard.TryGetProperty("content", out var content) && content.TryGetProperty("rows", out var rows)
            ? [.. rows.EnumerateArray().SelectMany(row => row.GetProperty("buttons").EnumerateArray())
                .Select(button => (button.GetProperty("render_data").GetProperty("label").GetString() ?? "", TextOf(button, "id")))]
            : [];

    private static string Word(Scene scene) => scene.ToString().ToLowerInvariant();

    // Channels have shorter numbers than guilds.
    private static string ShortNumber(string seed) => (700_000_000 + StableIds.Hash(seed) % 100_000_000).ToString(CultureInfo.InvariantCulture);
}
