using System.Globalization;
using System.Text;

namespace QQBotKit.Api.Tests;

/// <summary>What a file is, and what is refused before any call.</summary>
public class MediaCheckTests
{
    private static readonly CultureInfo English = new("en");
    private static readonly CultureInfo Chinese = new("zh-CN");

    public static TheoryData<string, MediaKind?, string> Contents => new()
    {
        { Hex("89504E470D0A1A0A0000000D"), MediaKind.Image, "image.png" },
        { Hex("FFD8FFE000104A464946"), MediaKind.Image, "image.jpg" },
        { "GIF89a", MediaKind.Image, "image.gif" },
        { "RIFF\u0001\u0001\u0001\u0001WEBPVP8 ", MediaKind.Image, "image.webp" },
        { "BM\u0036", MediaKind.Image, "image.bmp" },
        { "\0\0\0\u0018ftypisom", MediaKind.Video, "video.mp4" },
        { "\0\0\0\u0020ftypmp42", MediaKind.Video, "video.mp4" },
        { "#!SILK_V3", MediaKind.Voice, "voice.silk" },
        { "\u0002#!SILK_V3", MediaKind.Voice, "voice.silk" },
        { "ID3\u0003", MediaKind.Voice, "voice.mp3" },
        { Hex("FFFB9064"), MediaKind.Voice, "voice.mp3" },
        { "RIFF\u0001\u0001\u0001\u0001WAVEfmt ", MediaKind.Voice, "voice.wav" },
        { "OggS\0", MediaKind.Voice, "voice.ogg" },

        // Like those, but nothing that the platform shows.
        { "\0\0\0\u0018ftypqt  ", null, "file.bin" },
        { "\0\0\0\u0018ftypM4A ", null, "file.bin" },
        { "\0\0\0\u0018ftypheic", null, "file.bin" },
        { "RIFF\u0001\u0001\u0001\u0001AVI ", null, "file.bin" },
        { "#!AMR\n", null, "file.bin" },
        { Hex("FFF15080"), null, "file.bin" },
        { "%PDF-1.7", null, "file.bin" },
        { "x", null, "file.bin" },
    };

    [Theory]
    [MemberData(nameof(Contents))]
    public async Task A_content_says_what_it_is(string content, MediaKind? kind, string name)
    {
        var media = Media.FromBytes(Encoding.Latin1.GetBytes(content));

        var found = await CheckAsync(media);

        (found.Kind, found.FileName).Should().Be((kind ?? MediaKind.File, name));
        (await CheckAsync(media with { Kind = MediaKind.File, FileName = "x" })).Should().Be(found with { Kind = MediaKind.File, FileName = "x" });
        foreach (var other in new[] { MediaKind.Image, MediaKind.Video, MediaKind.Voice }.Where(other => other != kind))
        {
            var refusal = await RefusalAsync(media with { Kind = other, FileName = "n.x" });
            refusal.Describe(English).Should().StartWith("n.x cannot be sent as a ").And.Contain(kind is null ? "MediaKind.File" : $"MediaKind.{kind}");
            refusal.Describe(Chinese).Should().StartWith("n.x 无法作为").And.Contain("发送");
        }
    }

    [Theory]
    [InlineData("https://x.com/a.JPG", null, MediaKind.Image)]
    [InlineData("https://x.com/a.jpeg?x=1", null, MediaKind.Image)]
    [InlineData("https://x.com/a.mp4", null, MediaKind.Video)]
    [InlineData("https://x.com/a.silk", null, MediaKind.Voice)]
    [InlineData("https://x.com/a.pdf", null, MediaKind.File)]
    [InlineData("https://x.com/a.mp4", MediaKind.File, MediaKind.File)]
    [InlineData("https://x.com/random", MediaKind.Image, MediaKind.Image)]
    [InlineData("https://x.com/a.php", MediaKind.Image, MediaKind.Image)]
    public void An_address_says_it_by_its_end_or_is_told(string url, MediaKind? kind, MediaKind expected) =>
        MediaCheck.Address(Media.FromUrl(url) with { Kind = kind }).Kind.Should().Be(expected);

    [Fact]
    public void An_address_that_does_not_say_it_must_be_told()
    {
        var refusal = FluentActions.Invoking(() => MediaCheck.Address(Media.FromUrl("https://x.com/random"))).Should().Throw<MediaException>().Which;

        refusal.Describe(English).Should().Contain("with { Kind = MediaKind.Image }");
        refusal.Describe(Chinese).Should().Contain("with { Kind = MediaKind.Image }");
        FluentActions.Invoking(() => MediaCheck.Address(Media.FromUrl("https://x.com/a.mp4") with { Kind = MediaKind.Image }))
            .Should().Throw<MediaException>().Which.Describe(English).Should().Contain("it is a video (mp4)");
    }

    [Fact]
    public async Task Nothing_is_not_sent()
    {
        (await RefusalAsync(Media.FromBytes(default) with { FileName = "a.png" })).Describe(English).Should().Be("a.png is empty.");
        (await RefusalAsync(Media.FromFile("/nowhere/a.png"))).Describe(English).Should().StartWith("a.png cannot be read: ").And.Contain("/nowhere");
    }

    [Theory]
    [InlineData(MediaKind.Image, 20)]
    [InlineData(MediaKind.Video, 30)]
    [InlineData(MediaKind.Voice, 20)]
    [InlineData(MediaKind.File, 200)]
    public void What_is_too_large_is_refused_and_what_people_get_as_a_file_is_told(MediaKind kind, int softMegabytes)
    {
        const long Megabyte = 1024 * 1024;
        var media = Media.FromBytes(default) with { FileName = "big" };
        var format = kind switch { MediaKind.Image => MediaFormat.Png, MediaKind.Video => MediaFormat.Mp4, MediaKind.Voice => MediaFormat.Mp3, _ => null };

        MediaCheck.Notice(media, kind, softMegabytes * Megabyte).Should().BeNull();
        if (kind != MediaKind.File)
        {
            var notice = MediaCheck.Notice(media, kind, softMegabytes * Megabyte + Megabyte)!;
            notice.English.Should().Contain($"{softMegabytes + 1} MB").And.Contain("as a file").And.Contain($"{softMegabytes} MB");
            notice.Chinese.Should().Contain("将收到文件");
        }

        MediaCheck.Content(media, format, 200 * Megabyte).Kind.Should().Be(kind);
        FluentActions.Invoking(() => MediaCheck.Content(media, format, 200 * Megabyte + 1)).Should().Throw<MediaException>()
            .Which.Describe(English).Should().Contain("larger than the 200 MB").And.Contain("link");
    }

    [Fact]
    public async Task A_stream_without_an_end_is_given_up_at_the_limit()
    {
        var endless = new Endless();

        var refusal = (await FluentActions.Awaiting(() => MediaContent.OpenAsync(Media.FromStream(endless), CancellationToken.None))
            .Should().ThrowAsync<MediaException>()).Which;

        refusal.Describe(English).Should().Contain("larger than the 200 MB");
        endless.Given.Should().BeLessThan(201 * 1024 * 1024);
    }

    private static string Hex(string hex) => Encoding.Latin1.GetString(Convert.FromHexString(hex));

    private static async Task<CheckedMedia> CheckAsync(Media media)
    {
        await using var content = await MediaContent.OpenAsync(media, CancellationToken.None);
        return MediaCheck.Content(media, await content.FormatAsync(CancellationToken.None), content.Size);
    }

    private static async Task<MediaException> RefusalAsync(Media media) =>
        (await FluentActions.Awaiting(() => CheckAsync(media)).Should().ThrowAsync<MediaException>()).Which;

    private sealed class Endless : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Given += count;
            return count;
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
