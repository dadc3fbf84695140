namespace QQBotKit.Core.Tests.Uploads;

/// <summary>What was uploaded is used again, and for how long.</summary>
public class UploadCacheTests
{
    [Fact]
    public async Task A_content_is_uploaded_once_for_all_groups_and_once_for_all_people()
    {
        await using var world = await UploadWorld.StartAsync();
        var content = UploaderTests.Content(500);

        var first = await world.Uploader.UploadAsync(world.Group, Media.FromBytes(content));
        var second = await world.Uploader.UploadAsync(world.OtherGroup, Media.FromStream(new MemoryStream(content)));
        var third = await world.Uploader.UploadAsync(world.User, Media.FromBytes(content));

        second.Should().Be(first);
        third.FileInfo.Should().NotBe(first.FileInfo);
        world.Calls.Should().Equal("files", "files");
        await world.SendAsync(world.OtherGroup, second);
        await world.SendAsync(world.User, third);
    }

    [Fact]
    public async Task It_is_used_until_a_minute_before_its_end()
    {
        await using var world = await UploadWorld.StartAsync(life: TimeSpan.FromMinutes(10));
        var media = Media.FromBytes(UploaderTests.Content(500));
        var first = await world.Uploader.UploadAsync(world.Group, media);

        world.Clock.Advance(9 * 60 - 1);
        (await world.Uploader.UploadAsync(world.Group, media)).Should().Be(first);
        world.Clock.Advance(1);
        var second = await world.Uploader.UploadAsync(world.Group, media);

        second.FileInfo.Should().NotBe(first.FileInfo);
        world.Calls.Should().HaveCount(2);
    }

    [Fact]
    public async Task One_without_an_end_is_used_for_ever_and_one_that_ends_at_once_not_at_all()
    {
        await using var endless = await UploadWorld.StartAsync(life: TimeSpan.Zero);
        await using var brief = await UploadWorld.StartAsync(life: TimeSpan.FromSeconds(60));
        var media = Media.FromBytes(UploaderTests.Content(500));

        await endless.Uploader.UploadAsync(endless.Group, media);
        endless.Clock.Advance(TimeSpan.FromDays(30).TotalSeconds);
        await endless.Uploader.UploadAsync(endless.Group, media);
        await brief.Uploader.UploadAsync(brief.Group, media);
        await brief.Uploader.UploadAsync(brief.Group, media);

        endless.Calls.Should().HaveCount(1);
        brief.Calls.Should().HaveCount(2);
    }

    [Fact]
    public async Task What_was_forgotten_is_uploaded_anew()
    {
        await using var world = await UploadWorld.StartAsync();
        var media = Media.FromBytes(UploaderTests.Content(500));
        var first = await world.Uploader.UploadAsync(world.Group, media);

        first.Forget();
        var second = await world.Uploader.UploadAsync(world.Group, media);
        first.Forget();
        var third = await world.Uploader.UploadAsync(world.Group, media);

        second.FileInfo.Should().NotBe(first.FileInfo);
        third.Should().Be(second, "it is not the one that was refused");
    }

    [Fact]
    public async Task Of_many_who_send_the_same_at_once_one_uploads()
    {
        await using var world = await UploadWorld.StartAsync(block: 1000, inline: 0);
        var content = UploaderTests.Content(2500);

        var files = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.Uploader.UploadAsync(world.Group, Media.FromBytes(content))));

        files.Distinct().Should().ContainSingle();
        world.Calls.Where(call => call == "upload_prepare").Should().ContainSingle();
    }

    [Fact]
    public async Task The_kind_and_for_a_file_its_name_make_another_upload()
    {
        await using var world = await UploadWorld.StartAsync();
        byte[] picture = [.. "GIF89a"u8, .. UploaderTests.Content(100)];
        var media = Media.FromBytes(picture);

        await world.Uploader.UploadAsync(world.Group, media with { FileName = "a.gif" });
        await world.Uploader.UploadAsync(world.Group, media with { FileName = "b.gif" });
        await world.Uploader.UploadAsync(world.Group, media with { FileName = "a.gif", Kind = MediaKind.File });
        await world.Uploader.UploadAsync(world.Group, media with { FileName = "b.gif", Kind = MediaKind.File });

        world.Calls.Should().HaveCount(3, "nobody sees the name of a picture");
    }

    [Fact]
    public async Task A_file_that_did_not_change_is_not_even_read()
    {
        await using var world = await UploadWorld.StartAsync();
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.bin");
        try
        {
            await File.WriteAllBytesAsync(path, UploaderTests.Content(500));
            var changed = File.GetLastWriteTimeUtc(path);
            var first = await world.Uploader.UploadAsync(world.Group, Media.FromFile(path));

            // Another content behind the same size and time: only who reads it can know.
            await File.WriteAllBytesAsync(path, new byte[500]);
            File.SetLastWriteTimeUtc(path, changed);
            (await world.Uploader.UploadAsync(world.Group, Media.FromFile(path))).Should().Be(first);

            File.SetLastWriteTimeUtc(path, changed.AddSeconds(1));
            (await world.Uploader.UploadAsync(world.Group, Media.FromFile(path))).Should().NotBe(first);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
