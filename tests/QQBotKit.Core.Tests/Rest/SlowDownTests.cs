using QQBotKit.Api;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Rest;
using QQBotKit.Limits;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Core.Tests.Rest;

/// <summary>What is slowed down when the platform has too many calls, and what goes on as before.</summary>
public sealed class SlowDownTests : RetryFixture
{
    private const int Many = 18;
    private const string Conversation = "a reply, an active message";
    private const string Route = "a reply, an active message, a reply elsewhere";
    private const string Bot = "a reply, an active message, a reply elsewhere, another call";
    private static readonly CallRoute Send = new("POST send", [new Rate(20, TimeSpan.FromSeconds(1))]) { Scene = Scene.Group };
    private static readonly CallRoute SendToChannel = new("POST channel", []) { Scene = Scene.Channel };
    private static readonly CallRoute Other = new("GET other", []);
    private static readonly CallRoute Urgent = new("PUT click", []) { IsUrgent = true };

    [Theory]
    [InlineData(40034100, "an active message")]
    [InlineData(22009, Conversation)]
    [InlineData(20028, Conversation)]
    [InlineData(1100100, Conversation)]
    [InlineData(1100308, Conversation)]
    [InlineData(100017, Bot)]
    [InlineData(50002, Route)]
    [InlineData(304052, Route)]
    [InlineData(503004, Route)]
    [InlineData(620006, Route)]
    [InlineData(0, Route)]
    [InlineData(123456, Route)]
    public void Exactly_what_the_code_is_about_is_slowed_down_and_recovers(int code, string slowed)
    {
        foreach (var send in new[] { Send, SendToChannel })
        {
            using var limits = Limits();

            limits.SlowDown(Call(send), code, null);

            SlowedOf(limits, send).Should().Be(slowed);
            Clock.Advance(0.6);
            SlowedOf(limits, send).Should().BeEmpty("after a moment calls go again");
            FreeIn(limits, send).Should().BeLessThan(Many, "but fewer of them");
            Clock.Advance(70);
            FreeIn(limits, send).Should().Be(Many);
        }
    }

    [Fact]
    public void Every_code_of_the_table_that_wants_calls_to_slow_down_is_tested_here()
    {
        var tested = typeof(SlowDownTests).GetMethod(nameof(Exactly_what_the_code_is_about_is_slowed_down_and_recovers))!
            .GetCustomAttributes(typeof(InlineDataAttribute), false).Select(data => (int)((InlineDataAttribute)data).GetData(null!).Single()[0]);

        ErrorCodes.All.Where(row => row.Actions.HasFlag(ErrorActions.SlowDown) && row.Area != ErrorArea.Token && ErrorCodes.Find(row.First)!.Hint is null)
            .Select(row => row.First).Should().BeSubsetOf(tested);
    }

    [Theory]
    [InlineData(40034100)]
    [InlineData(22009)]
    [InlineData(100017)]
    [InlineData(0)]
    public void What_wants_to_be_left_alone_for_a_time_is(int code)
    {
        using var limits = Limits();

        limits.SlowDown(Call(Send), code, TimeSpan.FromSeconds(30));

        Clock.Advance(29);
        limits.AttemptAcquire(Call(Send, isActive: true), 1).IsAcquired.Should().BeFalse();
        Clock.Advance(1.1);
        limits.AttemptAcquire(Call(Send, isActive: true), 1).IsAcquired.Should().BeTrue();
    }

    [Fact]
    public async Task Other_calls_of_the_route_keep_to_the_time_that_one_of_them_was_told()
    {
        Answers(new Answered(429, "") { RetryAfter = "7" });
        var refused = PushAsync();
        await Eventually.IsTrue(() => Log.All.Contains("POST /v2/groups/{group_openid}/messages", StringComparison.Ordinal), "the route is slowed down");

        var other = Api.Messages.SendToGroupAsync("H", new MessageBody { Content = "hello" });
        (await CallAsync("GET", "users/@me")).IsSuccessStatusCode.Should().BeTrue("it is another route");
        Platform.Calls.Should().HaveCount(2);
        other.IsCompleted.Should().BeFalse();
        Clock.Advance(7.1);

        (await other.WaitAsync(Patience)).Id.Should().Be("sent");
        (await refused).Id.Should().Be("sent");
    }

    private static OutgoingCall Call(CallRoute route, ulong conversation = 1, bool isActive = false) => new(route, conversation, "a", isActive);

    /// <summary>Which calls would have to wait.</summary>
    private static string SlowedOf(RateLimits limits, CallRoute send)
    {
        (string Name, OutgoingCall Call)[] calls =
        [
            ("a reply", Call(send)), ("an active message", Call(send, isActive: true)), ("a reply elsewhere", Call(send, conversation: 2)), ("another call", Call(Other)),
            ("a click", Call(Urgent)),
        ];
        return string.Join(", ", calls.Where(call => limits.GetStatistics(call.Call)!.CurrentAvailablePermits == 0).Select(call => call.Name));
    }

    /// <summary>How many of many active messages to the conversation go at once.</summary>
    private static int FreeIn(RateLimits limits, CallRoute send) => Enumerable.Range(0, Many).Count(_ => limits.AttemptAcquire(Call(send, isActive: true), 1).IsAcquired);

    private RateLimits Limits() => new(
        PlatformLimits.Default with { Channel = PlatformLimits.Default.Channel.WithoutRates() }, false, new RateSettings(), Clock, Log);
}
