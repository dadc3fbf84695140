using System.IO.Pipelines;

namespace QQBotKit.Abstractions.Tests;

public class MediaTests
{
    private static readonly byte[] Content = [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [InlineData("https://example.com/a/cat%20photo.png?sign=secret", "cat photo.png")]
    [InlineData("http://127.0.0.1:5140/clip.mp4", "clip.mp4")]
    [InlineData("https://example.com/download", null)]
    [InlineData("https://example.com/", null)]
    public async Task An_address_has_the_file_name_at_its_end_and_shows_no_key(string url, string? name)
    {
        var media = Media.FromUrl(url);

        media.Url.Should().Be(url);
        media.FileName.Should().Be(name);
        media.Path.Should().BeNull();
        media.ToString().Should().NotContain("secret").And.NotContain("example.com");
        await media.Invoking(media => media.OpenAsync()).Should().ThrowAsync<InvalidOperationException>();
    }

    [Theory]
    [InlineData("cat.png")]
    [InlineData("file:///home/me/cat.png")]
    [InlineData("base64://AAAA")]
    public void What_the_platform_cannot_fetch_is_refused_with_advice(string url) =>
        FluentActions.Invoking(() => Media.FromUrl(url)).Should().Throw<ArgumentException>().WithMessage("*http://*FromFile*");

    [Fact]
    public async Task A_file_is_opened_anew_each_time()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.bin");
        await File.WriteAllBytesAsync(path, Content);
        try
        {
            var media = Media.FromFile(path);

            media.Path.Should().Be(path);
            media.FileName.Should().Be(Path.GetFileName(path));
            await using var first = await media.OpenAsync();
            await using var second = await media.OpenAsync();
            (await ReadAsync(first)).Should().Equal(await ReadAsync(second)).And.Equal(Content);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Bytes_are_read_where_they_are()
    {
        var media = Media.FromBytes(Content.AsMemory(2, 3));

        await using var stream = await media.OpenAsync();
        stream.CanWrite.Should().BeFalse();
        (await ReadAsync(stream)).Should().Equal(3, 4, 5);
    }

    [Fact]
    public async Task A_stream_is_read_from_where_it_stood_as_often_as_it_can_seek_and_stays_open()
    {
        using var stream = new MemoryStream(Content) { Position = 3 };
        var media = Media.FromStream(stream);

        for (var i = 0; i < 2; i++)
        {
            await using var opened = await media.OpenAsync();
            opened.Length.Should().Be(5);
            (await ReadAsync(opened)).Should().Equal(4, 5, 6, 7, 8);
            opened.Position = 1;
            opened.ReadByte().Should().Be(5);
        }

        stream.CanRead.Should().BeTrue();
    }

    [Fact]
    public async Task Two_who_send_the_same_stream_at_once_take_turns()
    {
        using var stream = new MemoryStream(Content);
        var media = Media.FromStream(stream);

        var first = await media.OpenAsync();
        var second = media.OpenAsync();
        second.IsCompleted.Should().BeFalse();
        (await ReadAsync(first)).Should().Equal(Content);
        await first.DisposeAsync();

        await using var opened = await second;
        (await ReadAsync(opened)).Should().Equal(Content);
    }

    [Fact]
    public async Task A_stream_that_cannot_seek_is_read_once_and_then_says_what_to_do()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(Content);
        await pipe.Writer.CompleteAsync();
        var media = Media.FromStream(pipe.Reader.AsStream());

        await using (var opened = await media.OpenAsync())
        {
            (await ReadAsync(opened)).Should().Equal(Content);
        }

        await media.Invoking(media => media.OpenAsync()).Should().ThrowAsync<InvalidOperationException>().WithMessage("*cannot seek*function*");
    }

    [Fact]
    public async Task A_function_opens_a_stream_for_each_reader()
    {
        var opened = new List<MemoryStream>();
        var media = Media.FromStream(_ =>
        {
            opened.Add(new MemoryStream(Content));
            return Task.FromResult<Stream>(opened[^1]);
        });

        await using (await media.OpenAsync())
        await using (await media.OpenAsync())
        {
            opened.Should().HaveCount(2);
        }

        opened.Should().OnlyContain(stream => !stream.CanRead);
    }

    [Fact]
    public async Task A_kind_and_a_name_can_be_given_to_any_source()
    {
        var media = Media.FromBytes(Content) with { Kind = MediaKind.Voice, FileName = "hello.silk" };

        media.ToString().Should().Be("Voice hello.silk");
        await using var opened = await (media with { Kind = MediaKind.File }).OpenAsync();
        (await ReadAsync(opened)).Should().Equal(Content);
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }
}
