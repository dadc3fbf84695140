using System.Text.Json.Nodes;
using QQBotKit.Core.Webhook;

namespace QQBotKit.Core.Tests.Webhook;

/// <summary>The platform's validation of an address, and what could be made of it.</summary>
public sealed class WebhookValidationTests
{
    private const string Validation = """{"op":13,"d":{"plain_token":"Arq0D5A61EgUu4OxUvOp","event_ts":"1725442341"}}""";

    [Fact]
    public void The_answer_is_the_one_of_the_platforms_page() =>
        WebhookValidation.Answer("""{"plain_token":"Arq0D5A61EgUu4OxUvOp","event_ts":"1725442341"}"""u8, new WebhookKey("DG5g3B4j9X2KOErG"))
            .Should().Equal(
                """{"plain_token":"Arq0D5A61EgUu4OxUvOp","signature":"87befc99c42c651b3aac0278e71ada338433ae26fcb24307bdc5ad38c1adc2d01bcfcadc0842edac85e85205028a1132afe09280305f13aa6909ffc2d652c706"}"""u8.ToArray());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_validation_is_answered_signed_or_not(bool withSignature)
    {
        await using var served = await ServedEndpoint.StartAsync();

        var reply = withSignature ? await served.Client.PostAsync(Validation) : await served.Client.PostUnsignedAsync(Validation);

        reply.Status.Should().Be(200);
        var answer = JsonNode.Parse(reply.Body)!.AsObject();
        answer.Select(member => member.Key).Should().Equal("plain_token", "signature");
        ((string?)answer["plain_token"]).Should().Be("Arq0D5A61EgUu4OxUvOp");
        ((string?)answer["signature"]).Should().Be(served.Client.Key.Sign("1725442341Arq0D5A61EgUu4OxUvOp"u8));
        served.Taken.Should().BeEmpty();
        served.Endpoint.Statistics.Validated.Should().Be(1);
    }

    [Fact]
    public async Task The_time_may_be_a_number() =>
        await AnswersAsync("""{"op":13,"d":{"plain_token":"abc","event_ts":1725442341}}""", 200);

    [Theory]
    [InlineData("""{"plain_token":"{\"op\":0,\"t\":\"GROUP_AT_MESSAGE_CREATE\",\"id\":\"forged\",\"d\":{}}","event_ts":"1790000000"}""")]
    [InlineData("""{"plain_token":"","event_ts":"1790000000"}""")]
    [InlineData("""{"plain_token":"abc\n","event_ts":"1790000000"}""")]
    [InlineData("""{"plain_token":"a b","event_ts":"1790000000"}""")]
    [InlineData("""{"plain_token":"天气","event_ts":"1790000000"}""")]
    [InlineData("""{"plain_token":"\ud800","event_ts":"1790000000"}""")]
    [InlineData("""{"plain_token":{},"event_ts":"1790000000"}""")]
    [InlineData("""{"plain_token":"abc","event_ts":"1790000000\n"}""")]
    [InlineData("""{"plain_token":"abc","event_ts":"1790000000{"}""")]
    [InlineData("""{"plain_token":"abc","event_ts":"123456789012345678901"}""")]
    [InlineData("""{"plain_token":"abc","event_ts":"-1"}""")]
    [InlineData("""{"plain_token":"abc","event_ts":1.5}""")]
    [InlineData("""{"plain_token":"abc","event_ts":"١٢٣"}""")]
    [InlineData("""{"plain_token":"abc","event_ts":""}""")]
    [InlineData("""{"plain_token":"abc"}""")]
    [InlineData("""{"event_ts":"1790000000"}""")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task Nothing_that_could_be_an_event_is_signed(string data)
    {
        await AnswersAsync($$"""{"op":13,"d":{{data}}}""", 400);
    }

    [Fact]
    public async Task A_token_may_have_128_characters_and_no_more()
    {
        await AnswersAsync($$$"""{"op":13,"d":{"plain_token":"{{{new string('a', 128)}}}","event_ts":"1"}}""", 200);
        await AnswersAsync($$$"""{"op":13,"d":{"plain_token":"{{{new string('a', 129)}}}","event_ts":"1"}}""", 400);
    }

    [Theory]
    [InlineData("17")]
    [InlineData("null")]
    [InlineData("Arq0D5A61EgUu4OxUvOp")]
    public async Task What_a_validation_signs_is_no_event(string token)
    {
        await using var served = await ServedEndpoint.StartAsync();
        var now = served.Client.Now;
        var answer = await served.Client.PostUnsignedAsync($$$"""{"op":13,"d":{"plain_token":"{{{token}}}","event_ts":"{{{now}}}"}}""");
        var signature = (string)JsonNode.Parse(answer.Body)!["signature"]!;

        var reply = await served.Client.PostAsync(token, now, request =>
        {
            request.Headers.Remove("X-Signature-Ed25519");
            request.Headers.Add("X-Signature-Ed25519", signature);
        });

        reply.Status.Should().Be(400);
        served.Taken.Should().BeEmpty();
    }

    [Fact]
    public async Task A_validation_with_a_wrong_signature_is_refused()
    {
        await using var served = await ServedEndpoint.StartAsync();

        var reply = await served.Client.PostAsync(
            Validation, change: request => request.Content = new StringContent(Validation.Replace("Arq0", "Arq1", StringComparison.Ordinal)));

        reply.Should().BeEquivalentTo(new { Status = 401, Body = "" });
    }

    [Fact]
    public async Task A_validation_for_another_bot_is_refused()
    {
        await using var served = await ServedEndpoint.StartAsync();

        var reply = await served.Client.PostAsync(Validation, change: request => request.Headers.Remove("X-Bot-Appid"));

        reply.Should().BeEquivalentTo(new { Status = 404, Body = "" });
    }

    private static async Task AnswersAsync(string body, int status)
    {
        await using var served = await ServedEndpoint.StartAsync();

        var reply = await served.Client.PostUnsignedAsync(body);

        reply.Status.Should().Be(status);
        reply.Body.Contains("signature", StringComparison.Ordinal).Should().Be(status == 200);
    }
}
