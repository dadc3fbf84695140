using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using QQBotKit.Api;
using QQBotKit.Simulator;

namespace QQBotKit.EndToEnd.Tests.TypedCalls;

/// <summary>A call that the simulator served.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Template">The template of the path that it took.</param>
/// <param name="Status">The status of the answer.</param>
public readonly record struct ServedCall(string Method, string Template, int Status);

/// <summary>
/// Typed calls against a simulated platform of their own, over HTTP on loopback. Every test of a class that derives from this is run once more by
/// <see cref="TypedCallCoverageTests"/>, which sees from the simulator's side what was called.
/// </summary>
public abstract class TypedCallTest : IAsyncLifetime
{
    private const string AppId = "102000001";
    private const string Secret = "a secret";

    private readonly ConcurrentBag<ServedCall> _served = [];
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    /// <summary>What the simulator served so far.</summary>
    public IReadOnlyCollection<ServedCall> Served => _served;

    private protected QQBotApi Api { get; private set; } = null!;

    /// <summary>The guild of the ready-made world.</summary>
    private protected Guild Guild { get; private set; } = null!;

    /// <summary>Its members who are people: the owner, an admin and two who are neither.</summary>
    private protected IReadOnlyList<GuildMember> People { get; private set; } = null!;

    /// <summary>One who is neither owner nor admin.</summary>
    private protected string Member => People[2].User.Id;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Use(RecordAsync);
        _app.MapSimulator(new(
            new SimulatorOptions
            {
                Bots = new Dictionary<string, string> { [AppId] = Secret },
                GuildSendsNeedGateway = false,

                // Here it is the shape of the calls that counts, not how often they are made.
                Rules = SimulatorRules.Lenient,
            }, TimeProvider.System));
        await _app.StartAsync();
        _http = new() { BaseAddress = new($"{_app.Urls.Single()}/") };
        Api = new(_http);
        _http.DefaultRequestHeaders.Authorization = new("QQBot", (await Api.Token.GetAsync(AppId, Secret)).AccessToken);
        Guild = (await Api.Users.GuildsAsync()).Single();
        var world = await WorldAsync();
        var ids = world["guilds"]![0]!["members"]!.AsArray().Select(member => (string)member!["id"]!);
        People = [.. await Task.WhenAll(ids.Select(id => Api.Members.GetAsync(Guild.Id, id)))];
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>The first channel of a type in the guild.</summary>
    private protected async Task<Channel> ChannelAsync(ChannelKind type) =>
        (await Api.Guilds.ChannelsAsync(Guild.Id)).First(channel => channel.Type == type);

    /// <summary>The simulated world, as people at the control API see it.</summary>
    private protected Task<JsonNode> WorldAsync() => GetAsync("simulator/world");

    /// <summary>A group of the ready-made world.</summary>
    private protected async Task<string> GroupAsync(int index) => (string)(await WorldAsync())["groups"]![index]!["openid"]!;

    /// <summary>A user of the ready-made world. The last one is in the first group alone.</summary>
    private protected async Task<string> UserAsync(int index) => (string)(await WorldAsync())["users"]![index]!["openid"]!;

    /// <summary>Someone says something in a channel, or in another scene. Returns the id of the message.</summary>
    private protected async Task<string> SayAsync(string conversation, string text, string? sender = null, string scene = "channel")
    {
        var said = await PostAsync("simulator/messages", new { scene, conversation, text, sender });
        return (string)said["message_id"]!;
    }

    /// <summary>Whether someone may speak in a channel, or in another scene. If so, he did.</summary>
    private protected async Task<bool> TrySayAsync(string conversation, string sender, string scene = "channel")
    {
        using var answer = await _http.PostAsJsonAsync("simulator/messages", new { scene, conversation, text = "hi", sender });
        return answer.IsSuccessStatusCode;
    }

    /// <summary>Waits, for a bounded time, until something is so.</summary>
    private protected static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await condition())
        {
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>What people read in a conversation.</summary>
    private protected async Task<IReadOnlyList<string>> TextsAsync(string conversation) =>
        [.. (await MessagesAsync(conversation)).Select(message => (string)message["text"]!)];

    /// <summary>What was said in a conversation.</summary>
    private protected async Task<IReadOnlyList<JsonNode>> MessagesAsync(string conversation) =>
        [.. (await GetAsync($"simulator/messages?conversation={conversation}&after=0"))["messages"]!.AsArray().Select(message => message!)];

    /// <summary>Reads from the control API.</summary>
    private protected async Task<JsonNode> GetAsync(string path) => (await _http.GetFromJsonAsync<JsonNode>(path))!;

    /// <summary>Calls the control API.</summary>
    private protected async Task<JsonNode> PostAsync(string path, object body)
    {
        using var answer = await _http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.Should().BeTrue(text);
        return JsonNode.Parse(text)!;
    }

    private async Task RecordAsync(HttpContext http, RequestDelegate next)
    {
        await next(http);
        if (http.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } template })
        {
            _served.Add(new(http.Request.Method, template, http.Response.StatusCode));
        }
    }
}
