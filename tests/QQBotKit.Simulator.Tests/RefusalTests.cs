using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using QQBotKit.Api.Tests.Listed;

namespace QQBotKit.Simulator.Tests;

/// <summary>What every listed call refuses: a bad token, an unknown id, a body that cannot be read, and a bot without the right.</summary>
public class RefusalTests
{
    private const string NoId = "9999999999";

    private static readonly string[] Open = ["auth.get_app_access_token"];

    public static TheoryData<string> Listed() => [.. ListedEndpoint.All.Keys.Except(Open)];

    public static TheoryData<string> Placed() => [.. ListedEndpoint.All.Values.Where(endpoint => endpoint.Path.Contains('{', StringComparison.Ordinal)).Select(endpoint => endpoint.Id)];

    public static TheoryData<string> Guarded() =>
        [.. ListedEndpoint.All.Values.Where(endpoint => endpoint.Access is not ("any" or "private-domain in practice")).Select(endpoint => endpoint.Id)];

    [Theory]
    [MemberData(nameof(Listed))]
    public async Task A_call_without_a_valid_token_is_401(string id)
    {
        await using var platform = await Platform.StartAsync();

        (await RefusedAsync(platform, id, null)).Should().Be((401, 11241));
        (await RefusedAsync(platform, id, new("QQBot", "unknown"))).Should().Be((401, 11244));
        (await RefusedAsync(platform, id, new("Bearer", await platform.TokenAsync()))).Should().Be((401, 11273));
        (await RefusedAsync(platform, id, new("Basic", "x"))).Should().Be((401, 11243));
    }

    [Theory]
    [MemberData(nameof(Placed))]
    public async Task A_call_that_names_what_is_not_there_is_refused_with_a_code(string id)
    {
        await using var platform = await Platform.StartAsync();

        var (status, code) = await RefusedAsync(platform, id, new("QQBot", await platform.TokenAsync()));

        status.Should().Be(400);
        code.Should().BePositive();
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task A_bot_without_the_right_is_refused_before_anything_else(string id)
    {
        await using var platform = await Platform.StartAsync(new()
        {
            AcceptAnySecret = true,
            Rights = new Dictionary<string, BotRights> { [Platform.AppId] = BotRights.None },
        });

        (await RefusedAsync(platform, id, new("QQBot", await platform.TokenAsync()))).Should().BeOneOf((403, 11253), (403, 11282));
    }

    private static async Task<(int Status, int Code)> RefusedAsync(Platform platform, string id, AuthenticationHeaderValue? authorization)
    {
        var endpoint = ListedEndpoint.All[id];
        using var request = new HttpRequestMessage(new(endpoint.Method), System.Text.RegularExpressions.Regex.Replace(endpoint.Path, "{[^}]*}", NoId));
        request.Headers.Authorization = authorization;
        if (endpoint.Method is not "GET")
        {
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        }

        using var answer = await platform.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var body = JsonSerializer.Deserialize<JsonElement>(text);
        body.GetProperty("message").GetString().Should().NotBeNullOrEmpty();
        return ((int)answer.StatusCode, body.GetProperty("code").GetInt32());
    }
}
