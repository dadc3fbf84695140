using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Media;

public class ChunkedUploadTests
{
    [Theory]
    [InlineData("group")]
    [InlineData("c2c")]
    public async Task Parts_make_up_the_file_that_was_announced(string scene)
    {
        await using var platform = await Platform.StartAsync(UploadTests.With(block: 1000));
        await platform.LogInAsync();
        var (path, conversation, _) = await UploadTests.PathAsync(platform, scene);
        var content = Content(2500);

        var upload = await Chunked.PrepareAsync(platform, path, content, fileType: 4);
        upload.Answer.GetProperty("block_size").GetString().Should().Be("1000");
        upload.Parts.Select(part => part.GetProperty("block_size").GetString()).Should().Equal("1000", "1000", "500");
        upload.Answer.GetProperty("upload_config").GetProperty("concurrency").GetInt32().Should().Be(1);
        await upload.SendPartsAsync();
        var file = await upload.MergeAsync(200);
        var again = await upload.MergeAsync(200, send: true);

        again.GetProperty("file_uuid").GetString().Should().Be(file.GetProperty("file_uuid").GetString());
        var media = (await platform.MessagesAsync(conversation)).Single().GetProperty("media");
        (await platform.Http.GetByteArrayAsync(media.GetProperty("url").GetString())).Should().Equal(content);
    }

    [Fact]
    public async Task A_file_that_the_platform_knows_needs_no_parts()
    {
        await using var platform = await Platform.StartAsync(UploadTests.With(block: 1000));
        await platform.LogInAsync();
        var (path, _, elsewhere) = await UploadTests.PathAsync(platform, "group");
        var content = Content(2500);
        var first = await Chunked.PrepareAsync(platform, path, content, fileType: 4);
        await first.SendPartsAsync();
        await first.MergeAsync(200);

        var second = await Chunked.PrepareAsync(platform, elsewhere, content, fileType: 4);

        second.Parts.Should().BeEmpty();
        (await second.MergeAsync(200)).GetProperty("file_info").GetString().Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_part_is_taken_only_with_its_signature_its_length_and_no_token()
    {
        await using var platform = await Platform.StartAsync(UploadTests.With(block: 1000));
        await platform.LogInAsync();
        var (path, _, _) = await UploadTests.PathAsync(platform, "group");
        var content = Content(1500);
        var upload = await Chunked.PrepareAsync(platform, path, content, fileType: 4);
        var address = upload.Parts[0].GetProperty("presigned_url").GetString()!;

        (await Chunked.PutAsync(address.Replace("sign=", "sign=0", StringComparison.Ordinal), content.AsMemory(..1000))).Should().Be(HttpStatusCode.Forbidden);
        (await Chunked.PutAsync(address, content.AsMemory(..999))).Should().Be(HttpStatusCode.BadRequest);
        (await Chunked.PutAsync(address, content.AsMemory(..1001))).Should().Be(HttpStatusCode.BadRequest);
        (await Chunked.PutAsync(address, content.AsMemory(..1000), platform.Http.DefaultRequestHeaders.Authorization)).Should().Be(HttpStatusCode.BadRequest);
        (await upload.FinishAsync(0, Chunked.Md5(content.AsSpan(..1000)), 400)).GetProperty("err_code").GetInt32().Should().Be(40093001, "it never arrived");
        (await Chunked.PutAsync(address, content.AsMemory(..1000))).Should().Be(HttpStatusCode.OK);
        await upload.FinishAsync(0, Chunked.Md5(content.AsSpan(..1000)), 200);
        (await upload.MergeAsync(400)).GetProperty("err_code").GetInt32().Should().Be(40093001, "the second part is missing");
    }

    [Fact]
    public async Task A_part_or_a_file_that_is_not_what_was_said_is_refused()
    {
        await using var platform = await Platform.StartAsync(UploadTests.With(block: 1000));
        await platform.LogInAsync();
        var (path, _, _) = await UploadTests.PathAsync(platform, "group");
        var upload = await Chunked.PrepareAsync(platform, path, Content(900), fileType: 4);
        var other = new byte[900];

        await Chunked.PutAsync(upload.Parts[0].GetProperty("presigned_url").GetString()!, other);

        (await upload.FinishAsync(0, Chunked.Md5(Content(900)), 400)).GetProperty("err_code").GetInt32().Should().Be(40093001);
        await upload.FinishAsync(0, Chunked.Md5(other), 200);
        (await upload.MergeAsync(400)).GetProperty("err_code").GetInt32().Should().Be(40093001);
    }

    [Fact]
    public async Task An_upload_belongs_to_its_bot_and_its_scene()
    {
        await using var platform = await Platform.StartAsync(UploadTests.With(block: 1000));
        await platform.LogInAsync();
        var (path, _, elsewhere) = await UploadTests.PathAsync(platform, "group");
        var upload = await Chunked.PrepareAsync(platform, path, Content(900), fileType: 4);
        await upload.SendPartsAsync();

        (await platform.PostAsync($"{elsewhere}/files", new { file_type = 4, upload_id = upload.Id }, 400)).GetProperty("err_code").GetInt32().Should().Be(40093001);
        platform.Http.DefaultRequestHeaders.Authorization = new("QQBot", await platform.TokenAsync("102000002", "another"));
        (await upload.MergeAsync(400)).GetProperty("err_code").GetInt32().Should().Be(40093001);
    }

    [Fact]
    public async Task The_volume_of_a_day_ends_and_begins_anew()
    {
        await using var platform = await Platform.StartAsync(UploadTests.With(block: 1000, volume: 1500));
        await platform.LogInAsync();
        var (path, _, _) = await UploadTests.PathAsync(platform, "group");
        var content = Content(2000);
        var upload = await Chunked.PrepareAsync(platform, path, content, fileType: 4);
        foreach (var part in upload.Parts)
        {
            await Chunked.PutAsync(part.GetProperty("presigned_url").GetString()!, content.AsMemory(part.GetProperty("index").GetInt32() * 1000, 1000));
        }

        await upload.FinishAsync(0, Chunked.Md5(content.AsSpan(..1000)), 200);
        await upload.FinishAsync(0, Chunked.Md5(content.AsSpan(..1000)), 200);
        (await upload.FinishAsync(1, Chunked.Md5(content.AsSpan(1000..)), 400)).GetProperty("err_code").GetInt32().Should().Be(40093002);
        (await platform.PostAsync($"{path}/files", new { file_type = 4, file_data = new byte[501] }, 400)).GetProperty("err_code").GetInt32().Should().Be(40093002);

        // 12:15 UTC is 20:15 in Beijing.
        platform.Time.Advance(TimeSpan.FromHours(4));
        await platform.LogInAsync();
        await platform.PostAsync($"{path}/files", new { file_type = 4, file_data = new byte[1500] });
    }

    private static byte[] Content(int length)
    {
        var content = new byte[length];
        new Random(7).NextBytes(content);
        return content;
    }
}

/// <summary>A chunked upload as a client does it, step by step.</summary>
internal sealed class Chunked(Platform platform, string path, byte[] content, int fileType, JsonElement answer)
{
    private static readonly HttpClient Plain = new();

    public JsonElement Answer { get; } = answer;

    public string Id { get; } = answer.GetProperty("upload_id").GetString()!;

    public JsonElement[] Parts { get; } = [.. answer.GetProperty("parts").EnumerateArray()];

    public static async Task<Chunked> PrepareAsync(Platform platform, string path, byte[] content, int fileType)
    {
        var answer = await platform.PostAsync($"{path}/upload_prepare", new
        {
            file_type = fileType,
            file_size = $"{content.Length}",
            file_name = "name.bin",
            md5 = Md5(content),
            sha1 = Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.SHA1, content)),
            md5_10m = Md5(content.AsSpan(0, Math.Min(content.Length, 10_002_432))),
        });
        return new(platform, path, content, fileType, answer);
    }

    public static string Md5(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, bytes));

    public static async Task<HttpStatusCode> PutAsync(string address, ReadOnlyMemory<byte> bytes, AuthenticationHeaderValue? authorization = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = new ReadOnlyMemoryContent(bytes) };
        request.Headers.Authorization = authorization;
        using var answer = await Plain.SendAsync(request);
        return answer.StatusCode;
    }

    public async Task SendPartsAsync()
    {
        var offset = 0;
        foreach (var part in Parts)
        {
            var length = int.Parse(part.GetProperty("block_size").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
            (await PutAsync(part.GetProperty("presigned_url").GetString()!, content.AsMemory(offset, length))).Should().Be(HttpStatusCode.OK);
            await FinishAsync(part.GetProperty("index").GetInt32(), Md5(content.AsSpan(offset, length)), 200, length);
            offset += length;
        }
    }

    public Task<JsonElement> FinishAsync(int part, string md5, int status, int? length = null) => platform.PostAsync($"{path}/upload_part_finish", new
    {
        upload_id = Id,
        part_index = part,
        block_size = Parts[part].GetProperty("block_size").GetString(),
        md5,
    }, status);

    public Task<JsonElement> MergeAsync(int status, bool send = false) =>
        platform.PostAsync($"{path}/files", new { file_type = fileType, upload_id = Id, file_name = "name.bin", srv_send_msg = send }, status);
}
