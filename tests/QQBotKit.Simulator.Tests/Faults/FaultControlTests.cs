using QQBotKit.Simulator.Faults;

namespace QQBotKit.Simulator.Tests.Faults;

public class FaultControlTests
{
    [Fact]
    public async Task What_is_active_is_listed_with_what_is_left_of_it()
    {
        await using var platform = await Platform.StartAsync();

        var answer = await platform.FaultAsync(
            $$"""[{"fault":"stop_ack","bot":"{{Platform.AppId}}","shard":0,"count":3},{"fault":"delay","milliseconds":5,"seconds":30},{"fault":"drop"}]""");
        platform.Time.Advance(TimeSpan.FromSeconds(10));
        var listed = await platform.GetAsync("/simulator/faults");

        answer.GetRawText().Should().Be(
            $$"""{"faults":[{"fault":"stop_ack","bot":"{{Platform.AppId}}","shard":0,"count":3},{"fault":"delay","seconds":30,"milliseconds":5}]}""");
        listed.GetProperty("faults")[1].GetProperty("seconds").GetDouble().Should().Be(20);
        platform.Time.Advance(TimeSpan.FromSeconds(20));
        (await platform.GetAsync("/simulator/faults")).GetProperty("faults").GetArrayLength().Should().Be(1, "the time of the other one is over");
    }

    [Theory]
    [InlineData("DELETE")]
    [InlineData("clear")]
    public async Task All_faults_can_be_ended(string how)
    {
        await using var platform = await Platform.StartAsync();
        await platform.FaultAsync("""[{"fault":"no_hello"},{"fault":"refuse"}]""");

        if (how == "clear")
        {
            (await platform.FaultAsync("""{"fault":"clear"}""")).GetRawText().Should().Be("""{"faults":[]}""");
        }
        else
        {
            using var ended = await platform.Http.DeleteAsync("/simulator/faults");
            (await ended.Content.ReadAsStringAsync()).Should().Be("""{"faults":[]}""");
        }

        using var socket = await platform.ConnectAsync();
    }

    [Theory]
    [InlineData("drop", "JSON", "drop")]
    [InlineData("\"drop\"", "JSON object", "drop, close, reconnect")]
    [InlineData("""{}""", "(none)", "drop, close, reconnect")]
    [InlineData("""{"fault":"earthquake"}""", "\"earthquake\"", "drop, close, reconnect")]
    [InlineData("""{"fault":3}""", "unknown fault 3", "drop, close, reconnect")]
    [InlineData("""{"fault":"drop","code":4009}""", "\"code\"", "bot, shard, count, seconds, on")]
    [InlineData("""{"fault":"clear","bot":"102000001"}""", "\"bot\"", "none")]
    [InlineData("""{"fault":"refuse","bot":"102000001"}""", "\"bot\"", "count, seconds, how")]
    [InlineData("""{"fault":"drop","bot":"7"}""", "unknown bot \"7\"", Platform.AppId)]
    [InlineData("""{"fault":"drop","count":"many"}""", "count", "kind")]
    [InlineData("""{"fault":"drop","count":0}""", "count", "from 1")]
    [InlineData("""{"fault":"drop","seconds":0}""", "seconds", "above 0")]
    [InlineData("""{"fault":"drop","shard":-1}""", "shard", "from 0")]
    [InlineData("""{"fault":"drop","on":"tuesday"}""", "on", "identify or resume")]
    [InlineData("""{"fault":"refuse","how":"politely"}""", "how", "answer or reset")]
    [InlineData("""{"fault":"refuse","how":"never"}""", "how", "answer or reset")]
    [InlineData("""{"fault":"http_status","path":"/","status":500,"how":"never"}""", "never answered", "status")]
    [InlineData("""{"fault":"close","code":1006}""", "code", "3000 to 4999")]
    [InlineData("""{"fault":"close","code":9001}""", "code", "3000 to 4999")]
    [InlineData("""{"fault":"delay"}""", "milliseconds", "from 1")]
    [InlineData("""{"fault":"replay","events":0}""", "events", "from 1")]
    [InlineData("""{"fault":"replay","on":"identify"}""", "on is resume", "no events")]
    [InlineData("""{"fault":"token_expire","status":500}""", "status", "401 or 400")]
    [InlineData("""{"fault":"http_status","status":500}""", "path", "/v2/groups")]
    [InlineData("""{"fault":"http_status","path":"/"}""", "status", "200 to 599")]
    [InlineData("""{"fault":"http_status","path":"/","status":204,"code":1}""", "status", "no body")]
    [InlineData("""{"fault":"http_status","path":"/","status":500,"code":1,"html":true}""", "html", "not both")]
    [InlineData("""{"fault":"http_status","path":"/","status":500,"how":"reset"}""", "reset", "status")]
    [InlineData("""{"fault":"session_limit"}""", "remaining", "needed")]
    [InlineData("""{"fault":"session_limit","remaining":-1}""", "remaining", "from 0")]
    public async Task A_fault_that_cannot_be_played_is_refused_with_what_is_wrong_and_what_there_is(string body, string wrong, string known)
    {
        await using var platform = await Platform.StartAsync();

        var answer = await platform.PostTextAsync("/simulator/faults", body, 400);

        answer.GetProperty("error").GetString().Should().Contain(wrong).And.Contain(known);
    }

    [Fact]
    public async Task Of_several_faults_none_is_started_when_one_is_wrong()
    {
        await using var platform = await Platform.StartAsync();

        await platform.PostTextAsync("/simulator/faults", """[{"fault":"refuse"},{"fault":"delay"}]""", 400);

        platform.Simulator.Faults.Active.Should().BeEmpty();
    }

    [Fact]
    public async Task Faults_can_be_added_in_process()
    {
        await using var platform = await Platform.StartAsync();
        var (socket, _) = await platform.IdentifyAsync(0);
        using var owned = socket;

        platform.Simulator.Faults.Add(new() { Kind = FaultKind.StopAck, Count = 1 });
        platform.Simulator.Faults.Active.Should().Equal(new Fault { Kind = FaultKind.StopAck, Count = 1 });
        platform.Simulator.Faults.Add(new() { Kind = FaultKind.Close, Code = 4009 });

        (await socket.CloseCodeAsync()).Should().Be(4009);
    }

    [Fact]
    public async Task A_wrong_fault_in_process_is_an_argument_error_that_says_what_is_wrong()
    {
        await using var platform = await Platform.StartAsync();

        var adding = () => platform.Simulator.Faults.Add(new() { Kind = FaultKind.Drop, Milliseconds = 5 });

        adding.Should().Throw<ArgumentException>().WithMessage("*milliseconds*shard*");
    }
}
