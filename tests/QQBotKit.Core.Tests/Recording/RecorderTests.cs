using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Recording;
using QQBotKit.Core.Rest;

namespace QQBotKit.Core.Tests.Recording;

/// <summary>What gets into the file of a recording, and what never does.</summary>
public sealed class RecorderTests
{
    private const string Secret = "AppSecret-9f31";
    private static readonly string[] IdNames = ["id", "member_openid", "group_openid", "msg_id", "event_id", "file_info", "something_new", "ref_idx", "token", "avatar"];
    private static readonly string[] TextNames = ["content", "username", "title", "label"];

    [Fact]
    public async Task No_secret_and_no_id_is_ever_written_wherever_the_platform_or_the_bot_puts_it()
    {
        var seed = Environment.TickCount;
        for (var run = 0; run < 150; run++)
        {
            await WriteCanariesAsync(seed + run);
        }
    }

    private static async Task WriteCanariesAsync(int seed)
    {
        var random = new Random(seed);
        string[] ids = [.. Enumerable.Range(0, 6).Select(_ => Canary(random))];
        var token = $"token.{random.Next():x}{random.Next():x}Q";
        string[] canaries = [.. ids, Secret, token];
        var (recorder, file, stream) = Make(random.Next(2) == 0 ? RecordedTexts.Keep : RecordedTexts.Mask);
        using var client = Client(recorder, _ => new HttpResponseMessage((HttpStatusCode)random.Next(200, 600))
        {
            Content = new StringContent(random.Next(4) == 0 ? $"<p>{Pick(canaries, random)} is wrong</p>" : Random(random, canaries).ToJsonString()),
        }, token);

        recorder.For("main")!.Ready(ids[0], ids[1]);
        for (var i = 0; i < 5; i++)
        {
            Receive(recorder, new JsonObject { ["op"] = 0, ["t"] = "GROUP_AT_MESSAGE_CREATE", ["id"] = $"GROUP_AT_MESSAGE_CREATE:{Pick(ids, random)}", ["d"] = Random(random, canaries) });
            using var answer = await client.PostAsync(
                $"v2/groups/{Pick(ids, random)}/messages?key={Pick(canaries, random)}&a={Uri.EscapeDataString(Secret)}",
                new StringContent(Random(random, canaries).ToJsonString(), Encoding.UTF8, "application/json"));
        }

        await file.DisposeAsync();
        var written = Encoding.UTF8.GetString(stream.ToArray());
        foreach (var canary in canaries)
        {
            written.Should().NotContain(canary, $"of the seed {seed}");
            Uri.UnescapeDataString(written).Should().NotContain(canary, $"of the seed {seed}");
        }

        written.TrimEnd().Split('\n').Should().HaveCount(12).And.OnlyContain(line => JsonNode.Parse(line, null, default) is JsonObject);
    }

    [Fact]
    public async Task The_same_id_is_the_same_pseudonym_in_its_shape_so_that_a_reply_still_names_what_it_answers()
    {
        var (recorder, file, stream) = Make(RecordedTexts.Keep);
        using var client = Client(recorder, _ => new(HttpStatusCode.OK) { Content = new StringContent("""{"id":"ROBOT1.0_answer9","timestamp":"2026-09-18T20:15:36+08:00"}""") });

        Receive(recorder, JsonNode.Parse("""
            {"op":0,"s":7,"t":"GROUP_AT_MESSAGE_CREATE","id":"GROUP_AT_MESSAGE_CREATE:21dc7c1a-f4e3-a20a-79c8-3c9b1a2b3c4d","d":{"id":"ROBOT1.0_abcdefghij123!","author":{"member_openid":"39875C5105F038DA34803BDB21F90388","username":"林小北"},
            "content":" /ban 39875C5105F038DA34803BDB21F90388 now ","group_openid":"4A432943CBF7F17D2877C68117AAAAAA","timestamp":"2026-09-18T20:15:35+08:00","message_type":0,"channel":8405122434822138422}}
            """)!);
        using var sent = await client.PostAsync(
            "v2/groups/4A432943CBF7F17D2877C68117AAAAAA/messages",
            new StringContent("""{"content":"39875C5105F038DA34803BDB21F90388 is banned","msg_id":"ROBOT1.0_abcdefghij123!","msg_seq":1}""", Encoding.UTF8, "application/json"));

        await file.DisposeAsync();
        var lines = Encoding.UTF8.GetString(stream.ToArray()).TrimEnd().Split('\n').Select(line => JsonNode.Parse(line)!).ToArray();
        var (e, call) = (lines[1]["event"]!, lines[2]["call"]!);
        var (message, member, group) = ((string)e["d"]!["id"]!, (string)e["d"]!["author"]!["member_openid"]!, (string)e["d"]!["group_openid"]!);
        message.Should().MatchRegex(@"^ROBOT1\.0_[a-z]{10}\d{3}!$");
        member.Should().MatchRegex("^[0-9A-F]{32}$").And.NotBe(group);
        ((string)e["d"]!["content"]!).Should().Be($" /ban {member} now ");
        ((string)e["d"]!["author"]!["username"]!).Should().Be("林小北");
        ((string)e["d"]!["timestamp"]!).Should().Be("2026-09-18T20:15:35+08:00");
        e["d"]!["channel"]!.ToJsonString().Should().MatchRegex(@"^\d{19}$").And.NotBe("8405122434822138422");
        ((string)call["path"]!).Should().Be($"/v2/groups/{group}/messages");
        ((string)call["body"]!["msg_id"]!).Should().Be(message);
        ((string)call["body"]!["content"]!).Should().Be($"{member} is banned");
        ((int)lines[2]["answer"]!["status"]!).Should().Be(200);
    }

    [Fact]
    public async Task Without_texts_only_their_shape_is_left()
    {
        var (recorder, file, stream) = Make(RecordedTexts.Mask);

        Receive(recorder, JsonNode.Parse("""{"op":0,"t":"C2C_MESSAGE_CREATE","d":{"id":"x1234567","content":"明天 3 点 at Joe's","author":{"username":"Ann"}}}""")!);

        await file.DisposeAsync();
        Encoding.UTF8.GetString(stream.ToArray()).Should().Contain("\"字字 0 字 xx xxx'x\"").And.Contain("\"xxx\"").And.NotContain("明").And.NotContain("Joe").And.NotContain("Ann");
    }

    [Fact]
    public async Task A_disk_that_is_full_ends_the_recording_and_not_the_bot()
    {
        using var disk = new FullDisk();
        await using var file = new RecordingFile(disk, NullLogger.Instance);
        var recorder = new Recorder(file, Settings, [], RecordedTexts.Keep, TimeProvider.System, NullLogger.Instance);
        using var client = Client(recorder, _ => new(HttpStatusCode.OK) { Content = new StringContent("{}") });

        for (var i = 0; i < 20; i++)
        {
            Receive(recorder, JsonNode.Parse("""{"op":0,"t":"C2C_MESSAGE_CREATE","d":{"content":"hi"}}""")!).Should().BeTrue();
            using var answer = await client.GetAsync("users/@me");
            answer.StatusCode.Should().Be(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_call_that_fails_is_written_with_its_failure_and_fails_as_before()
    {
        var (recorder, file, stream) = Make(RecordedTexts.Keep);
        using var client = Client(recorder, _ => throw new HttpRequestException(HttpRequestError.ConnectionError, "no"));

        await client.Invoking(it => it.GetAsync("guilds/8405122434822138422")).Should().ThrowAsync<HttpRequestException>();

        await file.DisposeAsync();
        Encoding.UTF8.GetString(stream.ToArray()).Should().Contain("\"failure\":\"ConnectionError\"").And.MatchRegex("\"path\":\"/guilds/\\d{19}\"").And.NotContain("8405122434822138422");
    }

    private static QQBotSettings Settings => new() { Bots = new() { ["main"] = new() { AppId = "102000001", Secret = Secret } } };

    private static (Recorder Recorder, RecordingFile File, MemoryStream Stream) Make(RecordedTexts texts)
    {
        var stream = new MemoryStream();
        var file = new RecordingFile(stream, NullLogger.Instance);
        return (new Recorder(file, Settings, [], texts, TimeProvider.System, NullLogger.Instance), file, stream);
    }

    private static HttpClient Client(Recorder recorder, Func<HttpRequestMessage, HttpResponseMessage> answer, string token = "token-of-the-test")
    {
        var hosts = new PlatformHosts(new("https://platform.test/"), new("https://platform.test/app/getAppAccessToken"));
        var client = new HttpClient(recorder.For("main")!.Calls(new Answering(answer), hosts)) { BaseAddress = hosts.Api };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"QQBot {token}");
        return client;
    }

    private static bool Receive(Recorder recorder, JsonNode frame)
    {
        Frame.TryRead(Encoding.UTF8.GetBytes(frame.ToJsonString()), out var read, out var error).Should().BeTrue(error);
        return recorder.For("main")!.Events(new Accepting()).TryAccept(read);
    }

    // As the platform's ids look: an openid, a number, a message, a UUID, something opaque.
    private static string Canary(Random random) => random.Next(5) switch
    {
        0 => Convert.ToHexString(Bytes(random, 16)),
        1 => random.NextInt64(1_000_000_000_000_000_00, long.MaxValue).ToString(System.Globalization.CultureInfo.InvariantCulture),
        2 => $"ROBOT1.0_{Convert.ToBase64String(Bytes(random, 24)).Replace('/', '-').Replace('+', '_')}!",
        3 => new Guid(Bytes(random, 16)).ToString(),
        _ => $"A1b2{Convert.ToHexString(Bytes(random, 12)).ToLowerInvariant()}Zz",
    };

    private static JsonObject Random(Random random, string[] canaries)
    {
        var json = new JsonObject();
        for (var i = 0; i < 6; i++)
        {
            var name = random.Next(2) == 0 ? Pick(IdNames, random) : Pick(TextNames, random);
            var canary = Pick(canaries, random);
            json[name] = random.Next(6) switch
            {
                0 => new JsonArray(canary, new JsonObject { ["id"] = canary }),
                1 => new JsonObject { [canary] = canary, ["nested"] = new JsonObject { [Pick(TextNames, random)] = $"see {canary}, or ({canary})" } },
                2 => $"https://a.example/file/{canary}?rkey={canary}",
                3 when long.TryParse(canary, out var number) => number,
                _ when TextNames.Contains(name) => $"《{canary}》 says <@!{canary}> /{canary} {Secret}",
                _ => canary,
            };
        }

        if (random.Next(2) == 0)
        {
            json["code"] = 11255;
            json["message"] = $"{Pick(canaries, random)}: no such thing as {Pick(canaries, random)}.";
        }

        return json;
    }

    private static string Pick(string[] all, Random random) => all[random.Next(all.Length)];

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private sealed class Accepting : IEventSink
    {
        public bool TryAccept(in Frame frame) => true;

        public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) => default;
    }

    private sealed class Answering(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request));
    }

    private sealed class FullDisk : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("No space left on device");
    }
}
