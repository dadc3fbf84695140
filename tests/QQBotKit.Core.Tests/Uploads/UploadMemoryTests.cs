namespace QQBotKit.Core.Tests.Uploads;

/// <summary>Runs alone: what it measures is the process.</summary>
[CollectionDefinition(nameof(UploadMemoryTests), DisableParallelization = true)]
[Collection(nameof(UploadMemoryTests))]
public class UploadMemoryTests
{
    private const int Size = 16 * 1024 * 1024;

    [Theory]
    [InlineData("file", 1)]
    [InlineData("file", 3)]
    [InlineData("stream", 1)]
    [InlineData("stream that cannot seek", 1)]
    public async Task A_film_of_16_MB_arrives_and_costs_little_memory(string source, int atOnce)
    {
        await using var world = await UploadWorld.StartAsync(atOnce: atOnce);
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.mp4");
        using var film = new FilmStream(Size, canSeek: source != "stream that cannot seek");
        try
        {
            if (source == "file")
            {
                await using var file = File.Create(path);
                await film.CopyToAsync(file);
            }

            // Connections, token and the code itself are there when the measured one begins.
            await world.Uploader.UploadAsync(world.User, Media.FromStream(new FilmStream(6 * 1024 * 1024, true)));
            var media = source == "file" ? Media.FromFile(path) : Media.FromStream(film);
            var progress = new ProgressList();

            var before = GC.GetTotalAllocatedBytes(precise: true);
            var uploaded = await world.Uploader.UploadAsync(world.User, media with { Progress = progress });
            var cost = GC.GetTotalAllocatedBytes(precise: true) - before;

            cost.Should().BeLessThan(Size / 4, "nobody holds the film, and the platform's side of the test is in it too");
            film.LargestRead.Should().BeLessThanOrEqualTo(128 * 1024);
            uploaded.Kind.Should().Be(MediaKind.Video);
            world.SignedParts.Should().BeEmpty();
            progress.Told.Select(told => told.BytesSent).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
            progress.Told.Last().Should().Be(new MediaProgress(Size, Size));
            progress.Told.Should().HaveCountGreaterThan(100);

            var seen = await world.SendAsync(world.User, uploaded);
            seen.GetProperty("kind").GetString().Should().Be("video");
            await SameAsync(await world.Http.GetStreamAsync(seen.GetProperty("url").GetString()));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task SameAsync(Stream arrived)
    {
        var bytes = new byte[64 * 1024];
        var place = 0L;
        for (int read; (read = await arrived.ReadAsync(bytes)) > 0;)
        {
            for (var i = 0; i < read; i++, place++)
            {
                if (bytes[i] != FilmStream.At(place))
                {
                    Assert.Fail($"Byte {place} is another one.");
                }
            }
        }

        place.Should().Be(Size);
    }
}
