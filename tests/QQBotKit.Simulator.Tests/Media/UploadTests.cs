using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace QQBotKit.Simulator.Tests.Media;

public class UploadTests
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 1, 2, 3];

    [Theory]
    [InlineData("c2c")]
    [InlineData("group")]
    public async Task What_was_uploaded_can_be_sent_in_its_scene_and_looked_at(string scene)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var (path, conversation, elsewhere) = await PathAsync(platform, scene);

        var file = await platform.PostAsync($"{path}/files", new { file_type = 1, file_data = Png, file_name = "猫.png" });
        await platform.PostAsync($"{path}/messages", new { msg_type = 7, content = "看", media = new { file_info = file.GetProperty("file_info").GetString() } });

        var media = (await platform.MessagesAsync(conversation)).Single().GetProperty("media");
        media.GetProperty("kind").GetString().Should().Be("image");
        media.GetProperty("name").GetString().Should().Be("猫.png");
        media.GetProperty("size").GetInt64().Should().Be(Png.Length);
        using var shown = await platform.Http.GetAsync(media.GetProperty("url").GetString());
        shown.Content.Headers.ContentType!.MediaType.Should().Be("image/png");
        (await shown.Content.ReadAsByteArrayAsync()).Should().Equal(Png);

        var refusal = await platform.PostAsync(
            $"{elsewhere}/messages", new { msg_type = 7, media = new { file_info = file.GetProperty("file_info").GetString() } }, 400);
        refusal.GetProperty("err_code").GetInt32().Should().Be(304080, "it belongs to the other scene");
    }

    [Fact]
    public async Task A_file_info_is_valid_for_as_long_as_its_ttl_says()
    {
        await using var platform = await Platform.StartAsync(With(life: TimeSpan.FromMinutes(10)));
        await platform.LogInAsync();
        var (path, _, _) = await PathAsync(platform, "group");
        var file = await platform.PostAsync($"{path}/files", new { file_type = 1, file_data = Png });
        var message = new { msg_type = 7, media = new { file_info = file.GetProperty("file_info").GetString() } };
        file.GetProperty("ttl").GetInt32().Should().Be(600);

        platform.Time.Advance(TimeSpan.FromSeconds(599));
        await platform.PostAsync($"{path}/messages", message);
        platform.Time.Advance(TimeSpan.FromSeconds(1));
        (await platform.PostAsync($"{path}/messages", message, 400)).GetProperty("err_code").GetInt32().Should().Be(304080);
    }

    [Fact]
    public async Task An_upload_can_be_sent_at_once()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var (path, conversation, _) = await PathAsync(platform, "c2c");

        var file = await platform.PostAsync($"{path}/files", new { file_type = 1, file_data = Png, srv_send_msg = true });

        var message = (await platform.MessagesAsync(conversation)).Single();
        message.GetProperty("id").GetString().Should().Be(file.GetProperty("id").GetString());
        message.GetProperty("media").GetProperty("kind").GetString().Should().Be("image");
    }

    [Theory]
    [InlineData("""{"file_type":1,"file_data":"AAAA"}""", 850019)]
    [InlineData("""{"file_type":2,"file_data":"iVBORw0KGgo="}""", 850019)]
    [InlineData("""{"file_type":1,"url":"ftp://example.com/a.png"}""", 850026)]
    [InlineData("""{"file_type":1,"url":"http://127.0.0.1:1/a.png"}""", 850026)]
    [InlineData("""{"file_type":5,"url":"https://example.com/a.png"}""", 12002)]
    [InlineData("""{"file_type":1}""", 12002)]
    [InlineData("""{"file_type":1,"file_data":"not base64"}""", 12002)]
    [InlineData("""{"file_type":1,"upload_id":"unknown"}""", 40093001)]
    public async Task An_upload_that_is_wrong_is_refused(string body, int code)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var (path, _, _) = await PathAsync(platform, "group");

        (await platform.PostTextAsync($"{path}/files", body, 400)).GetProperty("err_code").GetInt32().Should().Be(code);
    }

    [Fact]
    public async Task An_address_of_this_machine_is_fetched_and_another_is_taken_at_its_word()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var (path, conversation, _) = await PathAsync(platform, "group");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var web = builder.Build();
        web.MapGet("/cat.png", () => Results.Bytes(Png));
        await web.StartAsync();

        await platform.PostAsync($"{path}/files", new { file_type = 1, url = $"{web.Urls.Single()}/cat.png", srv_send_msg = true });
        await platform.PostAsync($"{path}/files", new { file_type = 2, url = "https://example.com/a.mp4", srv_send_msg = true });
        var missing = await platform.PostAsync($"{path}/files", new { file_type = 1, url = $"{web.Urls.Single()}/dog.png" }, 400);

        var media = (await platform.MessagesAsync(conversation)).Select(message => message.GetProperty("media")).ToArray();
        media[0].GetProperty("size").GetInt64().Should().Be(Png.Length);
        media[1].GetProperty("url").GetString().Should().Be("https://example.com/a.mp4");
        missing.GetProperty("err_code").GetInt32().Should().Be(850026);
    }

    [Fact]
    public async Task Above_its_soft_limit_a_picture_arrives_as_a_file_and_above_the_hard_one_not_at_all()
    {
        await using var platform = await Platform.StartAsync(With(block: 21 * 1024 * 1024));
        await platform.LogInAsync();
        var (path, conversation, _) = await PathAsync(platform, "group");
        var content = new byte[20 * 1024 * 1024 + 1];
        Png.CopyTo(content, 0);

        var upload = await Chunked.PrepareAsync(platform, path, content, fileType: 1);
        await upload.SendPartsAsync();
        await upload.MergeAsync(200, send: true);

        (await platform.MessagesAsync(conversation)).Single().GetProperty("media").GetProperty("kind").GetString().Should().Be("file");
        var digest = new string('0', 32);
        var huge = new { file_type = 2, file_size = "209715201", file_name = "a.mp4", md5 = digest, sha1 = new string('0', 40), md5_10m = digest };
        (await platform.PostAsync($"{path}/upload_prepare", huge, 400)).GetProperty("err_code").GetInt32().Should().Be(850031);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_with_413()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var (path, _, _) = await PathAsync(platform, "group");

        await platform.PostAsync($"{path}/files", new { file_type = 4, file_data = new byte[11 * 1024 * 1024] }, 413);
    }

    [Fact]
    public async Task Old_contents_make_room_for_new_ones()
    {
        await using var platform = await Platform.StartAsync(With(kept: 25));
        await platform.LogInAsync();
        var (path, conversation, _) = await PathAsync(platform, "group");

        for (var i = 0; i < 3; i++)
        {
            await platform.PostAsync($"{path}/files", new { file_type = 1, file_data = Png, srv_send_msg = true });
        }

        var urls = (await platform.MessagesAsync(conversation)).Select(message => message.GetProperty("media").GetProperty("url").GetString());
        var statuses = new List<int>();
        foreach (var url in urls)
        {
            using var answer = await platform.Http.GetAsync(url);
            statuses.Add((int)answer.StatusCode);
        }

        statuses.Should().Equal(404, 200, 200);
    }

    internal static SimulatorOptions With(
        TimeSpan? life = null, int block = 5 * 1024 * 1024, long volume = long.MaxValue, long kept = 512 * 1024 * 1024) => new()
        {
            Bots = new Dictionary<string, string> { [Platform.AppId] = Platform.Secret, ["102000002"] = "another" },
            FileInfoLife = life ?? TimeSpan.FromDays(1),
            UploadBlockSize = block,
            DailyUploadVolume = volume,
            KeptMedia = kept,
        };

    internal static async Task<(string Path, string Conversation, string Elsewhere)> PathAsync(Platform platform, string scene)
    {
        var places = await Places.OfAsync(platform);
        var (user, group) = ($"/v2/users/{places.User}", $"/v2/groups/{places.Group}");
        return scene == "c2c" ? (user, places.User, group) : (group, places.Group, user);
    }
}
