using System.Text.RegularExpressions;

namespace QQBotKit.Api.Tests;

/// <summary>Pictures in guilds, to the letter.</summary>
public class GuildImageTests : ApiTestBase
{
    private static readonly Media Gif = Media.FromBytes("GIF89a and so on"u8.ToArray()) with { FileName = "猫.gif" };

    [Theory]
    [InlineData(false, "/qq/channels/7/messages")]
    [InlineData(true, "/qq/dms/7/messages")]
    public async Task A_picture_goes_as_a_form_whose_parts_are_plain(bool direct, string target)
    {
        Answer(200, """{"id":"08a1"}""");
        var body = new GuildMessageBody { Content = "看 &lt;3", MessageId = "m", EventId = "e" };

        var result = direct ? await Api.Messages.SendToDirectAsync("7", body, Gif) : await Api.Messages.SendToChannelAsync("7", body, Gif);

        result.Id.Should().Be("08a1");
        (Asked.Method, Asked.Target).Should().Be(("POST", target));
        var boundary = Regex.Match(Asked.ContentType, "^multipart/form-data; boundary=([A-Za-z0-9-]{1,70})$").Groups[1].Value;
        boundary.Should().NotBeEmpty();
        Asked.Body.Should().Be(string.Join("\r\n",
            $"--{boundary}", """Content-Disposition: form-data; name="content" """.Trim(), "", "看 &lt;3",
            $"--{boundary}", """Content-Disposition: form-data; name="msg_id" """.Trim(), "", "m",
            $"--{boundary}", """Content-Disposition: form-data; name="event_id" """.Trim(), "", "e",
            $"--{boundary}", "Content-Length: 16", "Content-Type: image/gif", """Content-Disposition: form-data; name="file_image"; filename="image.gif" """.Trim(), "", "GIF89a and so on",
            $"--{boundary}--", ""));
    }

    [Fact]
    public async Task What_is_not_there_is_no_part_and_the_sender_is_told_how_far_it_is()
    {
        Answer(200, "{}");
        var told = new List<MediaProgress>();

        await Api.Messages.SendToChannelAsync("7", new(), Gif with { Progress = new ToList(told) });

        Asked.Body.Should().NotContain("content\"").And.NotContain("msg_id").And.Contain("file_image");
        told.Last().Should().Be(new MediaProgress(16, 16));
    }

    [Fact]
    public async Task A_picture_from_an_address_is_a_field_of_the_message()
    {
        Answer(200, "{}");

        await Api.Messages.SendToChannelAsync("7", new() { Content = "x", MessageReference = new("q") }, Media.FromUrl("https://x.com/a.png"));

        Asked.ShouldBe("POST", "/qq/channels/7/messages", """{"content":"x","message_reference":{"message_id":"q"},"image":"https://x.com/a.png"}""");
    }

    [Fact]
    public async Task What_a_form_cannot_carry_and_what_is_no_picture_is_refused_before_any_call()
    {
        var quoting = new GuildMessageBody { Content = "x", MessageReference = new("q") };
        await FluentActions.Awaiting(() => Api.Messages.SendToChannelAsync("7", quoting, Gif)).Should().ThrowAsync<ArgumentException>().WithMessage("*second message*");

        var film = Media.FromBytes("\0\0\0\u0018ftypisom"u8.ToArray()) with { FileName = "a.mp4" };
        var refusal = (await FluentActions.Awaiting(() => Api.Messages.SendToChannelAsync("7", new(), film)).Should().ThrowAsync<MediaException>()).Which;
        refusal.Describe(new("en")).Should().Contain("pictures only");
        refusal.Describe(new("zh-CN")).Should().Contain("只支持图片");
        await FluentActions.Awaiting(() => Api.Messages.SendToChannelAsync("7", new(), Media.FromUrl("https://x.com/a.mp4"))).Should().ThrowAsync<MediaException>();

        AllAsked.Should().BeEmpty();
    }

    private sealed class ToList(List<MediaProgress> list) : IProgress<MediaProgress>
    {
        public void Report(MediaProgress value) => list.Add(value);
    }
}
