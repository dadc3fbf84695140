using System.Net.Http.Json;
using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Rules;

/// <summary>A platform with a bot that is logged in and connected, and the four scenes in which it sends.</summary>
internal sealed class RuleWorld : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly Places _places;

    private RuleWorld(Platform platform, Socket socket, Places places) => (Platform, _socket, _places) = (platform, socket, places);

    public Platform Platform { get; }

    public Places Places => _places;

    public static async Task<RuleWorld> StartAsync(SimulatorRules rules = SimulatorRules.Strict, string? limits = null, string? certified = null, BotRights rights = BotRights.All)
    {
        var file = limits is null ? null : Path.GetTempFileName();
        if (file is not null)
        {
            await File.WriteAllTextAsync(file, limits);
        }

        var platform = await Platform.StartAsync(new()
        {
            AcceptAnySecret = true,
            MaxConcurrency = 5,
            Rules = rules,
            LimitsFile = file,
            Certified = certified is null ? [] : [certified],
            Rights = new Dictionary<string, BotRights> { [Platform.AppId] = rights },
        });
        if (file is not null)
        {
            File.Delete(file);
        }

        await platform.LogInAsync();
        var (socket, _) = await platform.IdentifyAsync(0);
        return new(platform, socket, await Places.OfAsync(platform));
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await Platform.DisposeAsync();
    }

    public string PathOf(string scene, string? id = null) => scene switch
    {
        "group" => $"/v2/groups/{id ?? _places.Group}/messages",
        "c2c" => $"/v2/users/{id ?? _places.User}/messages",
        "channel" => $"/channels/{id ?? _places.Channel}/messages",
        _ => $"/dms/{id ?? _places.Direct}/messages",
    };

    public string Conversation(string scene) => scene switch
    {
        "group" => _places.Group,
        "c2c" => _places.User,
        "channel" => _places.Channel,
        _ => _places.Direct,
    };

    public async Task LogInAsync(string appId) =>
        Platform.Http.DefaultRequestHeaders.Authorization = new("QQBot", await Platform.TokenAsync(appId, "any"));

    /// <summary>Somebody says something; the id of it.</summary>
    public async Task<string> SayAsync(string scene, string? id = null) =>
        (await Platform.SayAsync(new { scene, conversation = id ?? Conversation(scene), text = "hi" })).GetProperty("message_id").GetString()!;

    /// <summary>Something happens; the id of the event.</summary>
    public async Task<string> HappenAsync(string type, string scene) => (await Platform.PostAsync(
        "/simulator/events",
        new { type, data = new Dictionary<string, string> { [scene == "group" ? "group_openid" : "openid"] = Conversation(scene) } })).GetProperty("event_id").GetString()!;

    /// <summary>Moves the platform's clock, and lets the bot stay connected.</summary>
    public async Task MoveAsync(double seconds)
    {
        var left = TimeSpan.FromSeconds(seconds);
        while (left > TimeSpan.Zero)
        {
            var step = left < TimeSpan.FromSeconds(40) || seconds > 7200 ? left : TimeSpan.FromSeconds(40);
            await _socket.SendAsync(new { op = 1, d = (int?)null });
            await _socket.ReadAsync();
            Platform.Simulator.Advance(step);
            left -= step;
        }
    }

    /// <summary>Makes a call; 0 when it succeeds, otherwise the platform's code.</summary>
    public async Task<int> CodeAsync(string method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(new(method), path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await Platform.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        if (answer.IsSuccessStatusCode)
        {
            return 0;
        }

        var refusal = JsonSerializer.Deserialize<JsonElement>(text);
        return (refusal.TryGetProperty("err_code", out var code) ? code : refusal.GetProperty("code")).GetInt32();
    }

    public Task<int> SendAsync(string scene, object body) => CodeAsync("POST", PathOf(scene), body);

    public async Task<string?[]> TextsAsync(string scene) =>
        [.. (await Platform.MessagesAsync(Conversation(scene))).Select(message => message.GetProperty("text").GetString())];

    /// <summary>The first codes of limits that were passed, as the stream tells of them.</summary>
    public async Task<int[]> PassedAsync(int count)
    {
        using var patience = new CancellationTokenSource(Platform.Patience);
        using var reader = new StreamReader(await Platform.Http.GetStreamAsync("/simulator/stream?after=0", patience.Token));
        var codes = new List<int>();
        var isRule = false;
        while (codes.Count < count && await reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (isRule && line.StartsWith("data:", StringComparison.Ordinal))
            {
                codes.Add(JsonSerializer.Deserialize<JsonElement>(line[5..]).GetProperty("code").GetInt32());
            }

            isRule = line.StartsWith("event:", StringComparison.Ordinal) ? line.EndsWith(" rule", StringComparison.Ordinal) : isRule;
        }

        return [.. codes];
    }
}
