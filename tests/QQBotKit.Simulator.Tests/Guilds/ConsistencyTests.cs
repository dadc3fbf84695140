using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit.Abstractions;

namespace QQBotKit.Simulator.Tests.Guilds;

public class ConsistencyTests(ITestOutputHelper output)
{
    private const int Clients = 8;
    private const int Calls = 150;

    [Fact]
    public async Task Whatever_many_clients_change_at_once_the_world_stays_whole()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        await using var guild = await GuildPlatform.StartAsync(intents: 0, rules: SimulatorRules.Off);
        var messages = new List<string>();
        for (var sent = 0; sent < 6; sent++)
        {
            messages.Add(await guild.SendAsync(new { content = "x" }));
        }

        var made = new ConcurrentBag<string>();
        var failed = new ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            var random = new Random(seed + client);
            for (var call = 0; call < Calls; call++)
            {
                await CallAsync(guild, random, messages, made, failed);
            }
        })));

        failed.Should().BeEmpty("every call is answered or refused");
        var channels = (await guild.GetAsync("/guilds/GUILD/channels")).EnumerateArray().ToArray();
        channels.Select(channel => channel.Text("id")).Should().OnlyHaveUniqueItems();
        foreach (var siblings in channels.GroupBy(channel => channel.Number("type") == 4 ? "categories" : channel.Text("parent_id")))
        {
            var first = siblings.Key == "categories" ? 2 : 1;
            siblings.Select(channel => channel.Number("position")).Should().Equal(Enumerable.Range(first, siblings.Count()));
        }

        var members = (await guild.GetAsync("/guilds/GUILD/members?limit=400")).EnumerateArray().ToArray();
        var roles = (await guild.GetAsync("/guilds/GUILD/roles")).GetProperty("roles").EnumerateArray().ToArray();
        members.SelectMany(member => member.GetProperty("roles").Texts()).Should().BeSubsetOf(roles.Select(role => role.Text("id")));
        roles.Should().AllSatisfy(role => role.Number("number").Should().Be(
            members.Count(member => member.GetProperty("roles").Texts().Contains(role.Text("id")))));
        var pins = (await guild.GetAsync("/channels/CHANNEL/pins")).GetProperty("message_ids").Texts();
        pins.Should().OnlyHaveUniqueItems().And.BeSubsetOf(
            (await guild.GetAsync("/channels/CHANNEL/messages")).Texts("id"), "only what is there is pinned");
    }

    private static async Task CallAsync(
        GuildPlatform guild, Random random, List<string> messages, ConcurrentBag<string> made, ConcurrentBag<string> failed)
    {
        string AnyMessage() => messages[random.Next(messages.Count)];
        string AnyMade() => made.TryPeek(out var id) ? id : "1";
        var member = guild.Places.Members[random.Next(2, 4)];
        (string Method, string Path, object? Body) call = random.Next(13) switch
        {
            0 => ("POST", "/guilds/GUILD/channels", new { name = "x", type = 0, position = random.Next(1, 9), parent_id = guild.Places.Category }),
            1 => ("PATCH", $"/channels/{AnyMade()}", new { position = random.Next(1, 9) }),
            2 => ("DELETE", $"/channels/{(made.TryTake(out var gone) ? gone : "1")}", null),
            3 => ("POST", "/guilds/GUILD/roles", new { name = "x" }),
            4 => ("PUT", $"/guilds/GUILD/members/{member}/roles/{AnyMade()}", null),
            5 => ("DELETE", $"/guilds/GUILD/roles/{(made.TryTake(out var role) ? role : "1")}", null),
            6 => ("PUT", $"/channels/CHANNEL/pins/{AnyMessage()}", null),
            7 => ("DELETE", $"/channels/CHANNEL/pins/{AnyMessage()}", null),
            8 => ("PUT", $"/channels/CHANNEL/messages/{AnyMessage()}/reactions/1/{random.Next(9)}", null),
            9 => ("DELETE", $"/channels/CHANNEL/messages/{AnyMessage()}/reactions/1/{random.Next(9)}", null),
            10 => ("PATCH", $"/guilds/GUILD/members/{member}/mute", new { mute_seconds = random.Next(2) }),
            11 => ("DELETE", $"/channels/CHANNEL/messages/{messages[random.Next(3)]}", null),
            _ => ("GET", "/guilds/GUILD/channels", null),
        };
        using var request = new HttpRequestMessage(new(call.Method), guild.Fill(call.Path)) { Content = call.Body is null ? null : JsonContent.Create(call.Body) };
        using var answer = await guild.Platform.Http.SendAsync(request);
        if ((int)answer.StatusCode >= 500)
        {
            failed.Add($"{call.Method} {call.Path}: {answer.StatusCode}");
        }
        else if (answer.IsSuccessStatusCode && call.Method == "POST")
        {
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
            made.Add(body.TryGetProperty("role_id", out var id) ? id.GetString()! : body.Text("id"));
        }
    }
}
