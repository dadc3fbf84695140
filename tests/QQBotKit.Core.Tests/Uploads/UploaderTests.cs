using QQBotKit.Api;

namespace QQBotKit.Core.Tests.Uploads;

/// <summary>Uploads on the simulator, in one call and in parts, while things go wrong.</summary>
public class UploaderTests
{
    private static readonly byte[] Png = [0x89, .. "PNG\r\n"u8, 0x1a, (byte)'\n', 1, 2, 3, 4];

    [Fact]
    public async Task A_small_picture_goes_in_one_call()
    {
        await using var world = await UploadWorld.StartAsync();
        var progress = new ProgressList();

        var file = await world.Uploader.UploadAsync(world.Group, Media.FromBytes(Png) with { FileName = "猫.png", Progress = progress });

        world.Calls.Should().Equal("files");
        var seen = await world.SendAsync(world.Group, file);
        (seen.GetProperty("kind").GetString(), seen.GetProperty("name").GetString(), seen.GetProperty("size").GetInt32()).Should().Be(("image", "猫.png", Png.Length));
        (await world.Http.GetByteArrayAsync(seen.GetProperty("url").GetString())).Should().Equal(Png);
        progress.Told.Should().Equal(new MediaProgress(Png.Length, Png.Length));
    }

    [Fact]
    public async Task An_address_is_left_to_the_platform_and_asked_for_each_time()
    {
        await using var world = await UploadWorld.StartAsync();
        var media = Media.FromUrl("https://example.com/today.png");

        var file = await world.Uploader.UploadAsync(world.Group, media);
        await world.Uploader.UploadAsync(world.Group, media);

        world.Calls.Should().Equal("files", "files");
        (await world.SendAsync(world.Group, file)).GetProperty("url").GetString().Should().Be(media.Url);
    }

    [Fact]
    public async Task An_address_that_cannot_be_fetched_is_explained()
    {
        await using var world = await UploadWorld.StartAsync();

        var upload = world.Uploader.UploadAsync(world.Group, Media.FromUrl("http://127.0.0.1:1/a.png"));

        var refusal = (await FluentActions.Awaiting(() => world.PassDelaysAsync(upload)).Should().ThrowAsync<QQApiException>()).Which;
        refusal.Code.Should().Be(850026);
        refusal.Describe(new("en")).Should().Contain("could not download").And.Contain("reached from the internet");
    }

    [Theory]
    [InlineData(413, null)]
    [InlineData(400, 10000)]
    [InlineData(400, 850026)]
    public async Task Where_the_platform_does_not_take_base64_the_file_goes_in_parts_and_so_do_those_after_it(int status, int? code)
    {
        await using var world = await UploadWorld.StartAsync();
        world.Fail(world.PathOf("files"), code == 850026 ? 3 : 1, status, code);

        var upload = world.Uploader.UploadAsync(world.Group, Media.FromBytes(Png));
        await world.SendAsync(world.Group, await world.PassDelaysAsync(upload));
        await world.Uploader.UploadAsync(world.Group, Media.FromBytes(Content(100)));

        world.Calls.SkipWhile(call => call == "files").Should().Equal(
            "upload_prepare", "PUT 0", "upload_part_finish", "files", "upload_prepare", "PUT 0", "upload_part_finish", "files");
    }

    [Fact]
    public async Task A_part_that_fails_is_sent_again_after_the_delay_that_the_platform_asks_for()
    {
        await using var world = await UploadWorld.StartAsync(block: 1000, inline: 0);
        world.Fail("/upload/", times: 2);
        var progress = new ProgressList();

        var upload = world.Uploader.UploadAsync(world.Group, Media.FromBytes(Content(2500)) with { Progress = progress });
        (await world.Clock.PassDelayAsync()).Should().Be(TimeSpan.FromSeconds(1));
        (await world.Clock.PassDelayAsync()).Should().Be(TimeSpan.FromSeconds(2));
        await world.SendAsync(world.Group, await upload);

        world.Calls.Should().Equal(
            "upload_prepare", "PUT 0", "PUT 0", "PUT 0", "upload_part_finish", "PUT 1", "upload_part_finish", "PUT 2", "upload_part_finish", "files");
        progress.Told.Select(told => told.BytesSent).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems().And.EndWith(2500);
    }

    [Fact]
    public async Task A_part_that_fails_for_as_long_as_the_platform_bears_it_is_given_up()
    {
        await using var world = await UploadWorld.StartAsync(block: 1000, inline: 0);
        world.Fail("/upload/", times: 1000);
        var began = world.Clock.GetUtcNow();

        var upload = world.Uploader.UploadAsync(world.Group, Media.FromBytes(Content(2500)));
        var failure = (await FluentActions.Awaiting(() => world.PassDelaysAsync(upload)).Should().ThrowAsync<MediaException>()).Which;

        failure.Describe(new("en")).Should().Contain("HTTP 503").And.Contain("goes on where it was");
        (world.Clock.GetUtcNow() - began).Should().BeGreaterThan(TimeSpan.FromSeconds(240)).And.BeLessThan(TimeSpan.FromSeconds(300));
        world.Calls.Should().NotContain("PUT 1").And.NotContain("upload_part_finish");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task As_many_parts_are_sent_at_once_as_the_platform_allows(int atOnce)
    {
        await using var world = await UploadWorld.StartAsync(block: 1000, atOnce: atOnce, inline: 0);
        var (inFlight, most) = (0, 0);
        var gate = new Lock();
        var full = new TaskCompletionSource();
        world.BeforePart = async () =>
        {
            lock (gate)
            {
                most = Math.Max(most, ++inFlight);
            }

            if (most == atOnce)
            {
                full.TrySetResult();
            }

            // The first ones wait until there are as many as there may be: fewer would wait for ever.
            await full.Task.WaitAsync(TimeSpan.FromSeconds(20));
            lock (gate)
            {
                inFlight--;
            }
        };

        await world.SendAsync(world.Group, await world.Uploader.UploadAsync(world.Group, Media.FromBytes(Content(5500))));

        most.Should().Be(atOnce);
    }

    [Fact]
    public async Task A_part_that_the_platform_does_not_have_yet_is_asked_for_again_and_then_sent_again()
    {
        await using var world = await UploadWorld.StartAsync(block: 1000, inline: 0);

        // The bot's client repeats each of these calls twice by itself.
        world.Fail(world.PathOf("upload_part_finish"), 9, 400, 40093001);

        var file = await world.PassDelaysAsync(world.Uploader.UploadAsync(world.Group, Media.FromBytes(Content(900))));

        await world.SendAsync(world.Group, file);
        world.Calls.Count(call => call == "PUT 0").Should().Be(2);
        world.Calls.Count(call => call == "upload_part_finish").Should().Be(10);
    }

    [Fact]
    public async Task An_upload_that_broke_goes_on_with_the_parts_that_are_missing()
    {
        await using var world = await UploadWorld.StartAsync(block: 1000, inline: 0);
        var content = Content(3500);
        await BreakAsync(world, content, 2500);
        var before = world.Calls.Count;
        var progress = new ProgressList();

        // Other bytes in memory, but the same content to the same place.
        var file = await world.Uploader.UploadAsync(world.Group, Media.FromStream(new MemoryStream(content)) with { Progress = progress });

        world.Calls.Take(before).Should().StartWith(["upload_prepare", "PUT 0", "upload_part_finish", "PUT 1", "upload_part_finish"]);
        world.Calls.Skip(before).Should().Equal("PUT 2", "upload_part_finish", "PUT 3", "upload_part_finish", "files");
        progress.Told.First().BytesSent.Should().Be(2000);
        progress.Told.Last().Should().Be(new MediaProgress(3500, 3500));
        var seen = await world.SendAsync(world.Group, file);
        (await world.Http.GetByteArrayAsync(seen.GetProperty("url").GetString())).Should().Equal(content);
    }

    [Fact]
    public async Task An_upload_that_cannot_go_on_begins_anew()
    {
        await using var world = await UploadWorld.StartAsync(block: 1000, inline: 0);
        var content = Content(2500);
        await BreakAsync(world, content, 1500);
        world.Fail("/upload/", 1, 403);
        var before = world.Calls.Count;

        await world.SendAsync(world.Group, await world.Uploader.UploadAsync(world.Group, Media.FromBytes(content)));

        world.Calls.Skip(before).Should().StartWith(["PUT 1", "upload_prepare", "PUT 0"]);
    }

    [Fact]
    public async Task What_the_host_of_a_part_refuses_is_told_with_its_name_and_without_the_key()
    {
        await using var world = await UploadWorld.StartAsync(block: 1000, inline: 0);
        world.Fail("/upload/", 1, 403);

        var failure = (await world.Uploader.Awaiting(uploader => uploader.UploadAsync(world.Group, Media.FromBytes(Content(2500)) with { FileName = "a.bin" }))
            .Should().ThrowAsync<MediaException>()).Which;

        failure.Describe(new("en")).Should().Contain("Part 1/3 of a.bin").And.Contain(world.Http.BaseAddress!.Authority).And.Contain("HTTP 403").And.NotContain("sign");
        failure.Describe(new("zh-CN")).Should().Contain("第 1/3 个分片").And.Contain("HTTP 403");
    }

    [Fact]
    public async Task When_the_volume_of_the_day_is_used_up_the_upload_stops_at_once()
    {
        await using var world = await UploadWorld.StartAsync(block: 1000, inline: 0, volume: 1500);

        var refusal = (await world.Uploader.Awaiting(uploader => uploader.UploadAsync(world.Group, Media.FromBytes(Content(5000))))
            .Should().ThrowAsync<QQApiException>()).Which;

        refusal.Code.Should().Be(40093002);
        refusal.Describe(new("en")).Should().Contain("upload volume of the day is used up").And.Contain("tomorrow");
        world.Calls.Should().Equal("upload_prepare", "PUT 0", "upload_part_finish", "PUT 1", "upload_part_finish");
    }

    [Fact]
    public async Task A_file_that_the_platform_has_is_not_sent()
    {
        await using var world = await UploadWorld.StartAsync(block: 1000, inline: 0);
        var content = Content(2500);
        await world.Uploader.UploadAsync(world.Group, Media.FromBytes(content));
        var before = world.Calls.Count;
        var progress = new ProgressList();

        await world.SendAsync(world.User, await world.Uploader.UploadAsync(world.User, Media.FromBytes(content) with { Progress = progress }));

        world.Calls.Skip(before).Should().Equal("upload_prepare", "files");
        progress.Told.Last().Should().Be(new MediaProgress(2500, 2500));
    }

    [Fact]
    public async Task A_stream_of_the_author_stays_open_and_one_that_was_opened_for_the_upload_is_closed()
    {
        await using var world = await UploadWorld.StartAsync();
        using var given = new FilmStream(5000, canSeek: true);
        var opened = new FilmStream(6000, canSeek: false);

        await world.Uploader.UploadAsync(world.Group, Media.FromStream(given));
        await world.Uploader.UploadAsync(world.Group, Media.FromStream(_ => Task.FromResult<Stream>(opened)));

        given.IsDisposed.Should().BeFalse();
        opened.IsDisposed.Should().BeTrue();
    }

    [Fact]
    public async Task What_is_uploaded_is_no_longer_in_a_temporary_file()
    {
        await using var world = await UploadWorld.StartAsync();

        await world.Uploader.UploadAsync(world.Group, Media.FromStream(new FilmStream(100_000, canSeek: false)));

        Directory.GetFiles(Path.GetTempPath(), "qqbot-upload-*").Should().BeEmpty();
    }

    [Fact]
    public async Task A_guild_has_no_uploads()
    {
        await using var world = await UploadWorld.StartAsync();

        await world.Uploader.Awaiting(uploader => uploader.UploadAsync(Target.Channel("1"), Media.FromBytes(Png))).Should().ThrowAsync<ArgumentException>();
    }

    private static async Task BreakAsync(UploadWorld world, byte[] content, long at)
    {
        using var cancelled = new CancellationTokenSource();
        var broken = world.Uploader.UploadAsync(world.Group, Media.FromBytes(content) with { Progress = new StopAt(at, cancelled) }, cancelled.Token);
        await broken.Awaiting(upload => upload).Should().ThrowAsync<OperationCanceledException>();
    }

    internal static byte[] Content(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        return content;
    }

    /// <summary>Loses patience when so much was sent.</summary>
    private sealed class StopAt(long bytes, CancellationTokenSource source) : IProgress<MediaProgress>
    {
        public void Report(MediaProgress value)
        {
            if (value.BytesSent >= bytes)
            {
                source.Cancel();
            }
        }
    }
}
