using System.Text.Json;
using QQBotKit.Api.Tests.Listed;
using QQBotKit.Tests;

namespace QQBotKit.Simulator.Tests;

public class EndpointTests(Coverage coverage) : IClassFixture<Coverage>
{
    [Fact]
    public async Task Every_call_that_the_platform_lists_is_served()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();

        var served = new List<string>();
        foreach (var endpoint in ListedEndpoint.All.Values)
        {
            using var request = new HttpRequestMessage(new(endpoint.Method), endpoint.Path.Replace('{', '_').Replace('}', '_'));
            using var answer = await platform.Http.SendAsync(request);
            if ((int)answer.StatusCode != 404)
            {
                served.Add(endpoint.Id);
                continue;
            }

            // That is what the platform says to what it does not know, and nothing else is answered so.
            var body = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
            body.GetProperty("err_code").GetInt32().Should().Be(11255);
        }

        coverage.Complete("endpoints simulated", served, "listed", ListedEndpoint.All.Keys);
    }
}
