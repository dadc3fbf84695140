using System.Diagnostics;
using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Webhook;

/// <summary>A simulator with a bot that has a web server.</summary>
internal sealed class WebhookPlatform : IAsyncDisposable
{
    private WebhookPlatform(Platform platform, Receiver receiver, RetryClock clock, Places places) =>
        (Platform, Receiver, Clock, Places) = (platform, receiver, clock, places);

    public static IReadOnlyDictionary<string, string> Bots { get; } =
        new Dictionary<string, string> { [Platform.AppId] = Receiver.Secret, ["102000002"] = "another" };

    public Platform Platform { get; }

    public Receiver Receiver { get; }

    public RetryClock Clock { get; }

    public Places Places { get; }

    public static async Task<WebhookPlatform> StartAsync(SimulatorOptions? options = null)
    {
        var clock = new RetryClock();
        var platform = await Platform.StartAsync(options ?? new() { Bots = Bots }, clock);
        return new(platform, await Receiver.StartAsync(), clock, await Places.OfAsync(platform));
    }

    /// <summary>Starts with an address that is validated already.</summary>
    public static async Task<WebhookPlatform> StartValidatedAsync(SimulatorOptions? options = null)
    {
        var started = await StartAsync(options);
        (await started.SetAsync(started.Receiver.Address).WaitAsync(Platform.Patience)).Should().BeTrue();
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        await Platform.StopAsync();
        await Platform.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    public Task<bool> SetAsync(Uri? address) => Platform.Simulator.SetWebhookAsync(Platform.AppId, address);

    /// <summary>Says something in the group.</summary>
    /// <returns>The envelope id, and how many were told.</returns>
    public async Task<(string Id, int Delivered)> SayAsync(string text)
    {
        var said = await Platform.SayAsync(new { scene = "group", conversation = Places.Group, text, bot = Platform.AppId });
        return (said.GetProperty("event_id").GetString()!, said.GetProperty("delivered").GetInt32());
    }

    public async Task<JsonElement[]> ListAsync() => [.. (await Platform.GetAsync("/simulator/webhooks")).GetProperty("webhooks").EnumerateArray()];

    /// <summary>Waits, for a bounded time, until the only webhook is as expected.</summary>
    public async Task<JsonElement> UntilAsync(Func<JsonElement, bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var webhook = (await ListAsync()).Single();
            if (condition(webhook))
            {
                return webhook;
            }

            watch.Elapsed.Should().BeLessThan(Platform.Patience, "in the end it is not like {0}", webhook.GetRawText());
        }
    }
}
