using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Webhook;

public class SettingTests
{
    [Fact]
    public async Task The_control_API_sets_and_removes_an_address_and_answers_with_the_list()
    {
        await using var webhook = await WebhookPlatform.StartAsync();

        var set = await webhook.Platform.PutAsync("/simulator/webhooks", new { bot = Platform.AppId, url = webhook.Receiver.Address });
        await webhook.UntilAsync(state => state.GetProperty("validated").GetBoolean());
        var (_, delivered) = await webhook.SayAsync("hi");
        var removed = await webhook.Platform.PutAsync("/simulator/webhooks", new { bot = Platform.AppId, url = (string?)null });
        var (_, afterwards) = await webhook.SayAsync("hi again");

        set.GetProperty("webhooks")[0].GetProperty("url").GetString().Should().Be(webhook.Receiver.Address.ToString());
        delivered.Should().Be(1);
        removed.GetProperty("webhooks").GetArrayLength().Should().Be(0);
        afterwards.Should().Be(0);
    }

    [Theory]
    [InlineData("""{"bot":"7","url":"http://127.0.0.1:1/"}""", "\"7\"", Platform.AppId)]
    [InlineData("""{"url":"http://127.0.0.1:1/"}""", "bot", Platform.AppId)]
    [InlineData("""{"bot":"102000001","url":"/webhook"}""", "\"/webhook\"", "http")]
    [InlineData("""{"bot":"102000001","url":"ftp://127.0.0.1/"}""", "ftp", "https")]
    [InlineData("""{"bot":"102000001","url":""}""", "url", "http")]
    [InlineData("""{"bot":"102000001"}""", "JSON", "\"url\":null")]
    [InlineData("""{"bot":"102000001","url":7}""", "JSON", "\"url\"")]
    [InlineData("not json", "JSON", "\"bot\"")]
    public async Task A_setting_that_cannot_be_carried_out_says_what_is_wrong_and_changes_nothing(string body, string wrong, string known)
    {
        await using var webhook = await WebhookPlatform.StartValidatedAsync();
        using var content = new StringContent(body);

        using var answer = await webhook.Platform.Http.PutAsync("/simulator/webhooks", content);

        ((int)answer.StatusCode).Should().Be(400);
        JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync())
            .GetProperty("error").GetString().Should().Contain(wrong).And.Contain(known);
        (await webhook.ListAsync()).Single().GetProperty("validated").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task Code_that_sets_nonsense_is_told_so()
    {
        await using var webhook = await WebhookPlatform.StartAsync();
        var simulator = webhook.Platform.Simulator;

        var stranger = () => simulator.SetWebhookAsync("7", webhook.Receiver.Address);
        var relative = () => simulator.SetWebhookAsync(Platform.AppId, new("/webhook", UriKind.Relative));
        var options = () => new QQSimulator(new() { Webhooks = new Dictionary<string, Uri> { ["7"] = webhook.Receiver.Address } }, webhook.Clock);

        (await stranger.Should().ThrowAsync<ArgumentException>()).Which.ParamName.Should().Be("appId");
        (await relative.Should().ThrowAsync<ArgumentException>()).Which.ParamName.Should().Be("address");
        options.Should().Throw<ArgumentException>().Which.ParamName.Should().Be("Webhooks");
    }

    [Fact]
    public async Task Removing_an_address_drops_the_events_that_wait_for_it()
    {
        await using var webhook = await WebhookPlatform.StartValidatedAsync();
        webhook.Receiver.Answer(500);
        await webhook.SayAsync("never taken");
        await webhook.Receiver.NextEventAsync();
        await webhook.Clock.NextWaitAsync();

        await webhook.SetAsync(null);
        webhook.Clock.Advance(TimeSpan.FromMinutes(5));

        // A new address proves that the old events are gone: they would have come first.
        webhook.Receiver.Answer(200);
        (await webhook.SetAsync(webhook.Receiver.Address).WaitAsync(Platform.Patience)).Should().BeTrue();
        var (id, _) = await webhook.SayAsync("taken");
        (await webhook.Receiver.NextEventAsync()).Id.Should().Be(id);
        var state = await webhook.UntilAsync(state => state.GetProperty("delivered").GetInt32() == 1);
        state.GetProperty("queued").GetInt32().Should().Be(0);
        webhook.Receiver.IsIdle.Should().BeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Removing_an_address_or_stopping_the_server_ends_the_requests_that_are_under_way(bool remove)
    {
        await using var webhook = await WebhookPlatform.StartValidatedAsync();
        var aborted = new TaskCompletionSource();
        webhook.Receiver.OnEvent = async (_, http) =>
        {
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            aborted.SetResult();
        };
        await webhook.SayAsync("hold this");
        await webhook.Receiver.NextEventAsync();

        await (remove ? webhook.SetAsync(null) : webhook.Platform.StopAsync());

        await aborted.Task.WaitAsync(Platform.Patience);
    }

    [Fact]
    public async Task Replacing_an_address_that_was_never_validated_tells_whoever_set_it()
    {
        await using var webhook = await WebhookPlatform.StartAsync();
        webhook.Receiver.OnValidation = static (_, http) => Task.Delay(Timeout.Infinite, http.RequestAborted);
        await using var other = await Receiver.StartAsync();

        var first = webhook.SetAsync(webhook.Receiver.Address);
        var second = webhook.SetAsync(other.Address);

        (await first.WaitAsync(Platform.Patience)).Should().BeFalse();
        (await second.WaitAsync(Platform.Patience)).Should().BeTrue();
        (await webhook.ListAsync()).Single().GetProperty("url").GetString().Should().Be(other.Address.ToString());
    }

    [Fact]
    public async Task A_bot_with_nothing_but_a_webhook_is_online_for_people_but_cannot_send_to_guilds()
    {
        await using var webhook = await WebhookPlatform.StartValidatedAsync();
        var platform = webhook.Platform;
        platform.Http.DefaultRequestHeaders.Authorization = new("QQBot", await platform.TokenAsync(secret: Receiver.Secret));

        var refused = await platform.PostAsync($"/channels/{webhook.Places.Channel}/messages", new { content = "hello" }, 400);
        await platform.PostAsync($"/v2/groups/{webhook.Places.Group}/messages", new { content = "hello" });

        refused.GetProperty("code").GetInt32().Should().Be(304018);
        (await platform.GetAsync("/simulator/world")).GetProperty("bots").EnumerateArray()
            .Select(bot => bot.GetProperty("online").GetBoolean()).Should().Equal(true, false);
    }
}
