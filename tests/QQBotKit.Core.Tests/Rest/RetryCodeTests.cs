using QQBotKit.Api;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Core.Tests.Rest;

/// <summary>What is done about each code of the platform, with every status that it may come with.</summary>
public class RetryCodeTests : RetryFixture
{
    // More than any code that has a limit is repeated.
    private const int Failures = 5;

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(500)]
    public async Task Each_code_is_repeated_as_often_as_it_says_and_no_oftener(int status)
    {
        foreach (var row in ErrorCodes.All.Where(row => row.Area != ErrorArea.Token && !row.Actions.HasFlag(ErrorActions.Wait)))
        {
            var before = Platform.Calls.Count;
            var (attempts, delays) = AttemptsOf(ErrorCodes.Find(row.First)!);
            Answers([.. Enumerable.Repeat(new Answered(status, $$"""{"code":{{row.First}},"message":"m"}"""), Failures)]);

            var push = PushAsync();
            (await PassDelaysAsync(delays)).Should().Equal(new[] { 0.5, 1, 2, 4, 8 }.Take(delays), "{0} is {1}", row.First, row.Actions);
            if (attempts > Failures)
            {
                (await push).Id.Should().Be("sent", "{0} passes", row.First);
            }
            else
            {
                (await push.Invoking(p => p).Should().ThrowAsync<QQApiException>("{0} stays", row.First)).Which.Code.Should().Be(row.First);
            }

            Platform.Calls.Skip(before).Should().HaveCount(attempts, "{0} is {1}", row.First, row.Actions);
            Platform.Calls.Skip(before).Select(call => call.Body).Distinct().Should().ContainSingle();

            // A token that was just replaced is not replaced again so soon.
            Clock.Advance(60);
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("POST")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task A_code_of_a_failure_inside_is_repeated_whatever_the_method(string method)
    {
        var failure = new Answered(400, """{"err_code":50055001,"message":"failed inside"}""");
        Answers(failure, failure);

        var call = CallAsync(method, "guilds/1", method == "GET" ? null : Json("{}"));
        await PassDelaysAsync(2);

        (await call).IsSuccessStatusCode.Should().BeTrue();
        Platform.Calls.Should().HaveCount(3);
    }

    [Fact]
    public async Task Other_trouble_before_takes_no_repetition_away()
    {
        var once = new Answered(400, """{"code":11242,"message":"check failed"}""");
        Answers(new Answered(429, ""), new Answered(429, ""), once);

        var push = PushAsync();
        await PassDelaysAsync(3);

        (await push).Id.Should().Be("sent");

        Answers(new Answered(429, ""), once, new Answered(429, ""), once);
        push = PushAsync();
        await PassDelaysAsync(3);

        (await push.Invoking(p => p).Should().ThrowAsync<QQApiException>("it was repeated once")).Which.Code.Should().Be(11242);
        Platform.Calls.Should().HaveCount(8);
    }

    [Fact]
    public async Task A_family_of_codes_tells_what_to_do_about_one_that_nobody_knows()
    {
        Platform.Call = _ => Task.FromResult(new Answered(400, """{"err_code":50059876,"message":"failed inside"}"""));
        var push = PushAsync();
        await PassDelaysAsync(2);
        (await push.Invoking(p => p).Should().ThrowAsync<QQApiException>()).Which.Actions.Should().Be(ErrorActions.Retry);
        Platform.Calls.Should().HaveCount(3);

        Platform.Call = _ => Task.FromResult(new Answered(400, """{"err_code":40059876,"message":"refused"}"""));
        (await PushAsync().Invoking(p => p).Should().ThrowAsync<QQApiException>()).Which.Actions.Should().Be(ErrorActions.Fail);
        Platform.Calls.Should().HaveCount(4);
    }

    [Fact]
    public async Task A_code_that_nobody_knows_is_judged_by_its_status()
    {
        Answers(new Answered(400, """{"code":77777,"message":"?"}"""), new Answered(200, """{"code":77777,"message":"?"}"""));

        await ReplyAsync().Invoking(r => r).Should().ThrowAsync<QQApiException>();
        await ReplyAsync().Invoking(r => r).Should().ThrowAsync<QQApiException>();

        Platform.Calls.Should().HaveCount(2);
    }

    /// <summary>How often a call is made when the platform answers so, and how many waits that has.</summary>
    private static (int Attempts, int Delays) AttemptsOf(ErrorCode code) => code.Actions switch
    {
        ErrorActions.Retry => (3, 2),
        ErrorActions.RetryOnce => (2, 1),
        ErrorActions.RefreshToken => (2, 0),

        // A quota of the day is not waited for.
        ErrorActions.SlowDown when code.Hint is null => (Failures + 1, Failures),
        _ => (1, 0),
    };
}
