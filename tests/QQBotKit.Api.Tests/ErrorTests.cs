using System.Globalization;
using System.Net;

namespace QQBotKit.Api.Tests;

public class ErrorTests : ApiTestBase
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");
    private static readonly CultureInfo Chinese = CultureInfo.GetCultureInfo("zh-CN");

    [Theory]
    [InlineData(400, """{"code":40034128,"message":"m"}""", 40034128, "m", null)]
    [InlineData(400, """{"err_code":40034128,"message":"m","trace_id":"t"}""", 40034128, "m", "t")]
    [InlineData(400, """{"message":"m","code":11255,"err_code":40011028,"trace_id":"t"}""", 40011028, "m", "t")]
    [InlineData(400, """{"message":"m","code":11255,"err_code":0}""", 11255, "m", null)]
    [InlineData(400, """{"code":"11255","err_code":"40011028","message":"m"}""", 40011028, "m", null)]
    [InlineData(400, """{"retcode":51,"msg":"m","data":{}}""", 51, "m", null)]
    [InlineData(200, """{"retcode":51,"msg":"m","data":{"url":""}}""", 51, "m", null)]
    [InlineData(200, """{"code":50001,"message":"m"}""", 50001, "m", null)]
    [InlineData(200, """{"err_code":"50001","message":"m","id":"","timestamp":"","ext_info":{},"list":[],"remain_msg_len":0}""", 50001, "m", null)]
    [InlineData(201, """{"code":304025,"message":"m"}""", 304025, "m", null)]
    [InlineData(400, """{"code":22006,"message":{"text":"x"},"data":[1,{"a":2}]}""", 22006, "", null)]
    [InlineData(400, """{"code":22006,"message":"m","data":{""", 22006, "m", null)]
    [InlineData(400, """{"code":22006,"message":"\ud800"}""", 22006, "", null)]
    [InlineData(400, """{"code":9999999999999,"message":"m"}""", 0, "m", null)]
    [InlineData(502, "<html><title>502 Bad Gateway</title></html>", 0, "", null)]
    [InlineData(504, "upstream timed out", 0, "upstream timed out", null)]
    [InlineData(404, "", 0, "", null)]
    [InlineData(500, "[]", 0, "", null)]
    [InlineData(500, "\"text\"", 0, "", null)]
    [InlineData(500, "null", 0, "null", null)]
    public async Task A_refusal_is_understood_in_every_shape(int status, string body, int code, string message, string? trace)
    {
        Answer(status, body, status == 502 ? "text/html" : "application/json");

        var refusal = await SendAsync();

        (refusal.HttpStatus, refusal.Code, refusal.PlatformMessage, refusal.TraceId, refusal.Unreadable)
            .Should().Be(((HttpStatusCode)status, code, message, trace, false));
        (refusal.Method, refusal.Path, refusal.Body).Should().Be(("POST", "v2/groups/G/messages", body));
    }

    [Fact]
    public async Task The_trace_id_comes_from_the_header_too()
    {
        Answer(400, """{"code":22006,"message":"m"}""", trace: "trace-1");

        (await SendAsync()).TraceId.Should().Be("trace-1");
    }

    [Theory]
    [InlineData("""{"code":40034128,"id":"1"}""")]
    [InlineData("""{"id":"1","code":40034128,"message":"m"}""")]
    public async Task A_code_beside_a_result_is_no_failure(string body)
    {
        Answer(200, body);

        (await Api.Messages.SendToGroupAsync("G", new() { Content = "x" })).Id.Should().Be("1");
    }

    [Theory]
    [InlineData("<html>log in first</html>")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"id":["1"]}""")]
    [InlineData("""{"id":"1","member_count":"many"}""")]
    [InlineData("""{"id":"1""")]
    [InlineData("""{"id":"\ud800"}""")]
    public async Task An_answer_that_is_no_result_is_told_as_such(string body)
    {
        Answer(200, body);

        var unreadable = (await FluentActions.Awaiting(() => Api.Guilds.GetAsync("1")).Should().ThrowAsync<QQApiException>()).Which;

        unreadable.Unreadable.Should().BeTrue();
        unreadable.Describe(English).Should().Contain("GET guilds/1: HTTP 200").And.Contain("not what the platform's pages promise");
    }

    [Fact]
    public async Task A_list_that_is_none_is_told_as_such()
    {
        Answer(200, """{"guilds":{"id":"1"}}""");

        (await FluentActions.Awaiting(() => Api.Users.GuildsAsync()).Should().ThrowAsync<QQApiException>()).Which.Unreadable.Should().BeTrue();
    }

    [Fact]
    public async Task The_text_says_what_was_called_what_it_means_and_what_to_do()
    {
        Answer(400, """{"code":11255,"err_code":40034128,"message":"over\nlimit","trace_id":"t-1"}""");

        var refusal = await SendAsync();

        refusal.Describe(English).Should().Be(
            "POST v2/groups/G/messages: HTTP 400, code 40034128. The time or the number of answers is used up. "
            + "It cannot be answered any more; an active message may be possible. The platform says: over limit. Trace id: t-1.");
        refusal.Describe(Chinese).Should().Be(
            "POST v2/groups/G/messages：HTTP 400，错误码 40034128。被动回复超时或超次数。已无法被动回复，可尝试主动消息。平台原文：over limit。追踪 ID：t-1。");
        refusal.Message.Should().BeOneOf(refusal.Describe(English), refusal.Describe(Chinese));
    }

    [Theory]
    [InlineData(401, ErrorActions.RefreshToken)]
    [InlineData(404, ErrorActions.Fail)]
    [InlineData(413, ErrorActions.Fail)]
    [InlineData(429, ErrorActions.SlowDown | ErrorActions.Retry)]
    [InlineData(500, ErrorActions.Retry)]
    [InlineData(504, ErrorActions.Retry)]
    public async Task Without_a_code_the_status_decides(int status, ErrorActions actions)
    {
        Answer(status, "");

        var refusal = await SendAsync();

        (refusal.Known, refusal.Actions).Should().Be((null, actions));
        refusal.Describe(English).Should().Contain("refused without a code");
    }

    [Theory]
    [InlineData(ErrorActions.SlowDown, 100001, 100017, 22009, 40034100, 50002, 1100100, 20028, 304035, 304045, 304047, 304049, 304050, 304052, 503004, 610013, 620006, 1100308)]
    [InlineData(ErrorActions.RefreshToken, 11241, 11243, 11244)]
    [InlineData(ErrorActions.RetryOnce, 11242, 11252, 11263, 11281)]
    [InlineData(ErrorActions.Delivered, 40054005, 610010, 620003, 620004)]
    [InlineData(ErrorActions.Wait, 304023, 304024)]
    [InlineData(ErrorActions.Retry, 11303, 11306, 304082, 304083, 340067, 40034004, 40054006, 50055001, 50055002, 50055006, 50001, 850026, 850027, 40093001,
        1100300, 1100499, 306003, 306005, 306006, 306010, 50065001, 630004, 630005, 40030009, 50039, 301005, 302009, 302019, 304006, 304009, 304010,
        304016, 304017, 304018, 304021, 304044, 501002, 501003, 501004, 501006, 501007, 501011, 501012, 502008, 503013, 610012, 610014, 620007,
        2000004, 1100302, 1100305, 50059999)]
    [InlineData(ErrorActions.Fail, 100007, 100016, 11251, 11261, 11275, 11253, 11254, 11255, 11262, 11264, 11265, 11273, 11274, 11282, 11301, 11302,
        12001, 12002, 12003, 10000, 10001, 10003, 10004, 10013, 10044, 22006, 40011028, 50059, 304004, 304036, 304057, 304061, 304062, 304064, 304080,
        304103, 305007, 340069, 40034005, 40034006, 40034008, 40034009, 40034010, 40034011, 40034024, 40034025, 40034026, 40034027, 40034029, 40034101,
        40054003, 40034102, 40034105, 40034106, 40034108, 40034109, 40034122, 40034123, 40034124, 40034127, 40034128, 40054002, 40054004, 40054007,
        40054018, 40054010, 40054013, 40054016, 40007, 850018, 850019, 850031, 40093002, 1100101, 1100102, 1100103, 1100104, 1100301, 306001, 306002,
        306004, 306007, 306008, 306009, 306011, 40064004, 40061001, 40061002, 40062003, 630001, 630003, 630006, 630007, 630008, 40030001, 40030006,
        40030008, 40030011, 40030012, 40030013, 40030014, 40030015, 40030016, 40030017, 40030018, 40030020, 40030021, 50006, 50035, 50037, 50038, 50040,
        50042, 50043, 50045, 50046, 50047, 50048, 50051, 50053, 50054, 50057, 130008, 200012, 301000, 301007, 302000, 302012, 302013, 302014, 302015,
        302016, 302020, 302021, 302024, 304003, 304005, 304011, 304012, 304014, 304019, 304020, 304022, 304025, 304026, 304027, 304028, 304029, 304030,
        304031, 304034, 304037, 304040, 304046, 304048, 304051, 501001, 501013, 501016, 501017, 501020, 502001, 502009, 502010, 503001, 503005, 503007,
        503012, 503016, 503020, 504001, 504004, 610001, 620001, 620002, 620005, 1100303, 1100304, 1100306, 1100307, 3000000, 3300006, 3999999, 40034999, 40031000, 40051000, 40069999, 40099999)]
    public void Every_documented_code_says_what_may_be_done(ErrorActions actions, params int[] codes)
    {
        foreach (var code in codes)
        {
            var known = ErrorCodes.Find(code);
            known.Should().NotBeNull("{0} is documented", code);
            known!.Actions.Should().Be(actions, "that is what helps with {0}", code);
        }
    }

    [Fact]
    public void Every_row_speaks_both_languages_and_none_is_hidden_by_another()
    {
        ErrorCodes.All.Should().AllSatisfy(row =>
        {
            row.First.Should().BeLessThanOrEqualTo(row.Last);
            row.Meaning.English.Should().MatchRegex("^([A-Z]|[a-z]+_[a-z]+ )[^一-龥]*[^.]$");
            row.Meaning.Chinese.Should().MatchRegex("[一-龥].*[^。]$");
            row.Advice(English).Should().EndWith(".");
            row.Advice(Chinese).Should().EndWith("。");
            var found = row.Area == ErrorArea.Token ? ErrorCodes.FindForToken(row.First) : ErrorCodes.Find(row.First);
            (found == row || row.First != row.Last).Should().BeTrue("{0} has one row", row.First);
        });
    }

    [Fact]
    public void A_code_can_mean_something_else_at_the_token_service()
    {
        ErrorCodes.Find(10004)!.Meaning.English.Should().Contain("guild");
        ErrorCodes.FindForToken(10004)!.Meaning.English.Should().Contain("bot");
        ErrorCodes.Find(424242).Should().BeNull();
    }

    [Fact]
    public async Task Errors_of_the_token_service_have_a_meaning_of_their_own_and_its_answers_are_shown_to_nobody()
    {
        Answer(200, """{"code":10004,"message":"no such bot"}""");
        var refusal = (await Api.Token.Invoking(token => token.GetAsync("1", "s3cret")).Should().ThrowAsync<QQApiException>()).Which;
        refusal.Describe(English).Should().Contain("The bot does not exist").And.Contain("Check app_id and secret");

        Answer(200, """{"access_token":"t0ken","expires_in":""");
        var broken = (await Api.Token.Invoking(token => token.GetAsync("1", "s3cret")).Should().ThrowAsync<QQApiException>()).Which;
        broken.Unreadable.Should().BeTrue();
        (broken + broken.Body + refusal).Should().NotContain("t0ken").And.NotContain("s3cret");
        new AppAccessToken("t0ken", TimeSpan.FromHours(2)).ToString().Should().Be("AppAccessToken for 02:00:00");

        Answer(200, """{"expires_in":7200}""");
        (await Api.Token.Invoking(token => token.GetAsync("1", "s3cret")).Should().ThrowAsync<QQApiException>()).Which.Unreadable.Should().BeTrue();
    }

    [Theory]
    [InlineData("""{"retcode":51,"msg":"colon","data":{}}""", 51, "colon")]
    [InlineData("""{"retcode":0,"msg":"success","data":{}}""", 0, "")]
    [InlineData("""{"url_link":""}""", 0, "")]
    [InlineData("<html>", 0, "")]
    public async Task A_link_that_was_not_made_is_no_success(string body, int code, string message)
    {
        Answer(200, body);

        var refusal = (await Api.ShareLinks.Invoking(links => links.CreateAsync("x")).Should().ThrowAsync<QQApiException>()).Which;

        (refusal.Code, refusal.PlatformMessage, refusal.Unreadable).Should().Be((code, message, code == 0));
    }

    [Theory]
    [InlineData(200, """{"code":620003,"message":"already"}""")]
    [InlineData(400, """{"code":620004,"message":"not set"}""")]
    public async Task What_is_so_already_is_no_failure(int status, string body)
    {
        Answer(status, body);

        await Api.Reactions.AddAsync("7", "m", ReactionEmoji.Face("4"));
        await Api.Reactions.RemoveAsync("7", "m", ReactionEmoji.Face("4"));
    }

    [Theory]
    [InlineData(200, """{"code":304023,"message":"audit","data":{"message_audit":{"audit_id":"A"}}}""")]
    [InlineData(400, """{"code":40054005,"message":"deduplicated"}""")]
    public async Task A_word_about_a_message_is_no_answer_to_another_call(int status, string body)
    {
        Answer(status, body);

        await Api.Guilds.Invoking(guilds => guilds.GetAsync("1")).Should().ThrowAsync<QQApiException>();
        await Api.Channels.Invoking(channels => channels.DeleteAsync("1")).Should().ThrowAsync<QQApiException>();
    }

    [Fact]
    public async Task A_call_without_a_typed_method_is_understood_as_well()
    {
        Answer(200, """{"err_code":11253,"message":"no","trace_id":"t"}""");
        using var refused = await Api.Http.PostAsync(new Uri("v3/new/call?a=1", UriKind.Relative), null);
        var refusal = (await refused.Invoking(answer => answer.EnsureAcceptedAsync()).Should().ThrowAsync<QQApiException>()).Which;
        (refusal.Method, refusal.Path, refusal.Code, refusal.TraceId).Should().Be(("POST", "qq/v3/new/call?a=1", 11253, "t"));
        refusal.Describe(English).Should().Contain("no right to this call");

        Answer(202, """{"code":304023,"message":"audit"}""");
        using var inReview = await Api.Http.GetAsync(new Uri("v3", UriKind.Relative));
        await inReview.EnsureAcceptedAsync();

        Answer(200, """{"result":1}""");
        using var accepted = await Api.Http.GetAsync(new Uri("v3", UriKind.Relative));
        (await (await accepted.EnsureAcceptedAsync()).Content.ReadAsStringAsync()).Should().Be("""{"result":1}""");
    }

    [Theory]
    [InlineData(true, 304057, 304037, 40034127, 50056, 304004, 304014, 304036, 40034008, 40034029, 40034106, 50037, 304005, 850031, 22006)]
    [InlineData(false, 40034128, 40034105, 40054004, 40054005, 304023, 40034006, 11255, 50001, 22009)]
    public void A_code_says_whether_a_plainer_message_could_go(bool may, params int[] codes)
    {
        codes.Should().OnlyContain(code => ErrorCodes.Find(code)!.IsAboutForm == may);
    }

    private async Task<QQApiException> SendAsync() =>
        (await FluentActions.Awaiting(() => Api.Messages.SendToGroupAsync("G", new() { Content = "x" })).Should().ThrowAsync<QQApiException>()).Which;
}
