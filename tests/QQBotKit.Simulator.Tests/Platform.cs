using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using QQBotKit.Web;

namespace QQBotKit.Simulator.Tests;

/// <summary>A simulator behind a real Kestrel on a free port, and the plain clients that talk to it.</summary>
internal sealed class Platform : IAsyncDisposable
{
    public const string AppId = "102000001";
    public const string Secret = "a secret";
    public const int GroupAndC2C = 1 << 25;
    public const int PublicGuild = 1 << 30;
    public const int PrivateGuild = 1 << 9;
    public const int Direct = 1 << 12;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly WebApplication _app;

    private Platform(WebApplication app, QQSimulator simulator, FakeTimeProvider time)
    {
        (_app, Simulator, Time) = (app, simulator, time);
        Http = new() { BaseAddress = new(app.Urls.Single()), Timeout = Patience };
    }

    public QQSimulator Simulator { get; }

    public FakeTimeProvider Time { get; }

    public HttpClient Http { get; }

    public static async Task<Platform> StartAsync(SimulatorOptions? options = null, FakeTimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        time ??= new FakeTimeProvider(new(2026, 9, 18, 12, 15, 31, TimeSpan.Zero));
        var simulator = new QQSimulator(options ?? new() { Bots = new Dictionary<string, string> { [AppId] = Secret, ["102000002"] = "another" } }, time);
        app.MapChatPage();
        app.MapSimulator(simulator);
        await app.StartAsync();
        return new(app, simulator, time);
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    public Task<JsonElement> RequestTokenAsync(string appId = AppId, string secret = Secret) =>
        PostAsync("/app/getAppAccessToken", new { appId, clientSecret = secret });

    public async Task<string> TokenAsync(string appId = AppId, string secret = Secret) =>
        (await RequestTokenAsync(appId, secret)).GetProperty("access_token").GetString()!;

    /// <summary>Sends the bot's token from now on.</summary>
    public async Task LogInAsync() => Http.DefaultRequestHeaders.Authorization = new("QQBot", await TokenAsync());

    public Task<JsonElement> GetAsync(string path) => Http.GetFromJsonAsync<JsonElement>(path);

    public async Task<JsonElement> PostAsync(string path, object body, int status = 200)
    {
        using var answer = await Http.PostAsJsonAsync(path, body);
        return await BodyAsync(answer, status);
    }

    public async Task<JsonElement> PutAsync(string path, object body, int status = 200)
    {
        using var answer = await Http.PutAsJsonAsync(path, body);
        return await BodyAsync(answer, status);
    }

    /// <summary>Makes a call and reads its body; what has none answers an undefined element.</summary>
    public async Task<JsonElement> CallAsync(string method, string path, object? body = null, int status = 200)
    {
        using var request = new HttpRequestMessage(new(method), path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await Http.SendAsync(request);
        return await BodyAsync(answer, status);
    }

    /// <summary>Makes a call with a text as JSON body.</summary>
    public async Task<JsonElement> CallTextAsync(string method, string path, string body, int status)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(new(method), path) { Content = content };
        using var answer = await Http.SendAsync(request);
        return await BodyAsync(answer, status);
    }

    /// <summary>Makes a call that is refused, and tells the platform's code.</summary>
    public async Task<int> RefusalAsync(string method, string path, object? body = null, int status = 400) =>
        (await CallAsync(method, path, body, status)).GetProperty("code").GetInt32();

    public async Task<JsonElement> PostTextAsync(string path, string body, int status)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await Http.PostAsync(path, content);
        return await BodyAsync(answer, status);
    }

    public async Task<JsonElement> GetAsync(string path, int status, AuthenticationHeaderValue? authorization = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = authorization;
        using var answer = await Http.SendAsync(request);
        return await BodyAsync(answer, status);
    }

    public Task<JsonElement> SayAsync(object said, int status = 200) => PostAsync("/simulator/messages", said, status);

    public async Task<JsonElement[]> MessagesAsync(string conversation, long after = 0) =>
        [.. (await GetAsync($"/simulator/messages?conversation={conversation}&after={after}")).GetProperty("messages").EnumerateArray()];

    /// <summary>Opens a socket and reads Hello.</summary>
    public async Task<Socket> ConnectAsync()
    {
        var socket = await ConnectSilentlyAsync();
        (await socket.ReadAsync()).GetProperty("op").GetInt32().Should().Be(10);
        return socket;
    }

    public async Task<Socket> ConnectSilentlyAsync()
    {
        var client = new ClientWebSocket();
        await client.ConnectAsync(new UriBuilder(Http.BaseAddress!) { Scheme = "ws", Path = "/websocket" }.Uri, CancellationToken.None);
        return new(client);
    }

    /// <summary>Opens a socket, identifies, and reads READY.</summary>
    public async Task<(Socket Socket, string SessionId)> IdentifyAsync(int intents, int[]? shard = null, string? token = null)
    {
        var socket = await ConnectAsync();
        await socket.SendAsync(new { op = 2, d = new { token = $"QQBot {token ?? await TokenAsync()}", intents, shard = shard ?? [0, 1], properties = new { } } });
        var ready = await socket.ReadAsync();
        ready.GetProperty("t").GetString().Should().Be("READY");
        return (socket, ready.GetProperty("d").GetProperty("session_id").GetString()!);
    }

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage answer, int status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).Should().Be(status, text);
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }
}

/// <summary>A client of the gateway.</summary>
internal sealed class Socket(ClientWebSocket client) : IDisposable
{
    public void Dispose() => client.Dispose();

    public Task SendAsync(object frame) => SendTextAsync(JsonSerializer.Serialize(frame));

    public Task SendTextAsync(string text, WebSocketMessageType type = WebSocketMessageType.Text) =>
        client.SendAsync(Encoding.UTF8.GetBytes(text), type, true, CancellationToken.None);

    /// <summary>Reads the next frame; a close is an error.</summary>
    public async Task<JsonElement> ReadAsync() =>
        await NextAsync() ?? throw new InvalidOperationException($"Closed with {(int?)client.CloseStatus} {client.CloseStatusDescription}.");

    /// <summary>Reads the next frame, which must be an event.</summary>
    public async Task<JsonElement> ReadAsync(string type)
    {
        var frame = await ReadAsync();
        frame.GetProperty("t").GetString().Should().Be(type);
        return frame;
    }

    /// <summary>Reads the fragments of the next message.</summary>
    public async Task<List<byte[]>> ReadFragmentsAsync()
    {
        using var patience = new CancellationTokenSource(Platform.Patience);
        var buffer = new byte[64 * 1024];
        var fragments = new List<byte[]>();
        while (true)
        {
            var received = await client.ReceiveAsync(buffer.AsMemory(), patience.Token);
            fragments.Add(buffer[..received.Count]);
            if (received.EndOfMessage)
            {
                return fragments;
            }
        }
    }

    /// <summary>Reads until the close and tells its code.</summary>
    public async Task<int> CloseCodeAsync()
    {
        while (await NextAsync() is not null)
        {
        }

        return (int)client.CloseStatus!;
    }

    public async Task CloseAsync()
    {
        using var patience = new CancellationTokenSource(Platform.Patience);
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
    }

    private async Task<JsonElement?> NextAsync()
    {
        using var patience = new CancellationTokenSource(Platform.Patience);
        var buffer = new byte[64 * 1024];
        var length = 0;
        while (true)
        {
            var received = await client.ReceiveAsync(buffer.AsMemory(length), patience.Token);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            received.MessageType.Should().Be(WebSocketMessageType.Text);
            length += received.Count;
            if (received.EndOfMessage)
            {
                return JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, length));
            }
        }
    }
}

/// <summary>The places of the ready-made world, read as anyone would: from the control API.</summary>
internal sealed class Places(JsonElement world)
{
    public static async Task<Places> OfAsync(Platform platform) => new(await platform.GetAsync("/simulator/world"));

    public string Group { get; } = world.GetProperty("groups")[0].GetProperty("openid").GetString()!;

    public string OtherGroup { get; } = world.GetProperty("groups")[1].GetProperty("openid").GetString()!;

    public string Member { get; } = world.GetProperty("groups")[0].GetProperty("members")[0].GetProperty("openid").GetString()!;

    public string User { get; } = world.GetProperty("users")[0].GetProperty("openid").GetString()!;

    public string Guild { get; } = world.GetProperty("guilds")[0].GetProperty("id").GetString()!;

    public string Channel { get; } = ChannelOfType(world, 0);

    public string Voice { get; } = ChannelOfType(world, 2);

    public string Category { get; } = ChannelOfType(world, 4);

    public string Schedules { get; } = ChannelOfType(world, 10006);

    public string Forum { get; } = ChannelOfType(world, 10007);

    /// <summary>The members of the guild: its owner, an admin and two who are neither.</summary>
    public string[] Members { get; } =
        [.. world.GetProperty("guilds")[0].GetProperty("members").EnumerateArray().Select(member => member.GetProperty("id").GetString()!)];

    public string Direct { get; } = world.GetProperty("dms")[0].GetProperty("guild_id").GetString()!;

    private static string ChannelOfType(JsonElement world, int type) => world.GetProperty("guilds")[0].GetProperty("channels").EnumerateArray()
        .First(channel => channel.GetProperty("type").GetInt32() == type).GetProperty("id").GetString()!;
}
