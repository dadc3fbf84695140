using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using QQBotKit.Api;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Delivery;
using QQBotKit.Core.Delivery.Active;
using QQBotKit.Core.Delivery.Replies;
using QQBotKit.Core.Delivery.Splitting;
using QQBotKit.Core.Delivery.Waiting;
using QQBotKit.Core.Rest;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Limits;
using QQBotKit.Simulator;
using QQBotKit.Simulator.Faults;

namespace QQBotKit.Core.Tests.Uploads;

/// <summary>
/// An uploader on the client that a bot has, with token and repetition, and the simulator behind real sockets. Their clock is the test's.
/// </summary>
internal sealed class UploadWorld : IAsyncDisposable
{
    private const string AppId = "102000001";

    private readonly WebApplication _app;
    private readonly PlatformClient _platform;
    private readonly ConcurrentQueue<string> _calls = new();
    private readonly ConcurrentQueue<string> _signed = new();

    private UploadWorld(WebApplication app, QQSimulator simulator, TestClock clock, int inline)
    {
        (_app, Simulator, Clock) = (app, simulator, clock);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var texts = new Texts(CultureInfo.GetCultureInfo("en"));
        _platform = new PlatformClient(
            new PlatformHosts(Http.BaseAddress, new Uri(Http.BaseAddress, "app/getAppAccessToken")), AppId, "s", clock, Log, texts, random: () => 0);
        Api = new QQBotApi(_platform.CreateClient());
        Uploader = new MediaUploader(Api, new MediaUploaderOptions { Time = clock, LargestInline = inline });
        var ledger = new ReplyLedger(PlatformLimits.Default, clock, Log);
        var active = new ActiveLedger(PlatformLimits.Default, certified: false, clock, Log);
        var delivery = new MessageDelivery(Api, ledger, active, new Audits(clock, texts), new MediaDelivery(Uploader, texts, Log), clock, texts);
        var longTexts = new LongTexts(PlatformLimits.Default, new DeliverySettings(), texts, Log);
        Waiting = new WaitingDelivery(
            delivery, ledger, new WaitingMessages(null, clock, Log), PlatformLimits.Default, longTexts, TimeSpan.FromDays(1), texts, Log);
        Delivery = new Ways(delivery, ledger, active, Waiting, longTexts, new DeliverySettings(), texts);
    }

    public TestLog Log { get; } = new();

    public QQSimulator Simulator { get; }

    public TestClock Clock { get; }

    public HttpClient Http { get; }

    public QQBotApi Api { get; }

    public MediaUploader Uploader { get; }

    /// <summary>What brings the messages of a bot out.</summary>
    public Ways Delivery { get; }

    /// <summary>What sends those that wait.</summary>
    public WaitingDelivery Waiting { get; }

    public Target Group { get; private set; }

    public Target OtherGroup { get; private set; }

    public Target User { get; private set; }

    public Target Channel { get; private set; }

    public Target Direct { get; private set; }

    /// <summary>The last words of the addresses that were called: <c>files</c>, <c>upload_prepare</c>, <c>PUT 0</c>.</summary>
    public IReadOnlyCollection<string> Calls => _calls;

    /// <summary>The calls to an address of a part that had a token or another sign of the bot on them.</summary>
    public IReadOnlyCollection<string> SignedParts => _signed;

    /// <summary>What each part waits for before the platform takes it.</summary>
    public Func<Task> BeforePart { get; set; } = () => Task.CompletedTask;

    public static async Task<UploadWorld> StartAsync(
        int block = 5 * 1024 * 1024, int atOnce = 1, TimeSpan? life = null, long volume = long.MaxValue, int inline = 4 * 1024 * 1024)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var clock = new TestClock();
        var simulator = new QQSimulator(
            new SimulatorOptions
            {
                AcceptAnySecret = true,
                GuildSendsNeedGateway = false,
                FileInfoLife = life ?? TimeSpan.FromDays(1),
                UploadBlockSize = block,
                UploadConcurrency = atOnce,
                DailyUploadVolume = volume,
            },
            clock);
        UploadWorld? world = null;
        app.Use(async (http, next) =>
        {
            world!.Note(http.Request);
            await (http.Request.Method == "PUT" ? world.BeforePart() : Task.CompletedTask);
            await next(http);
        });
        app.MapSimulator(simulator);
        await app.StartAsync();
        world = new UploadWorld(app, simulator, clock, inline);
        var places = await world.Http.GetFromJsonAsync<JsonElement>("simulator/world");
        world.Group = Target.Group(places.GetProperty("groups")[0].GetProperty("openid").GetString()!);
        world.OtherGroup = Target.Group(places.GetProperty("groups")[1].GetProperty("openid").GetString()!);
        world.Channel = Target.Channel(places.GetProperty("guilds")[0].GetProperty("channels").EnumerateArray()
            .First(channel => channel.GetProperty("type").GetInt32() == 0).GetProperty("id").GetString()!);
        world.Direct = Target.Direct(places.GetProperty("dms")[0].GetProperty("guild_id").GetString()!);
        world.User = Target.C2C(places.GetProperty("users")[0].GetProperty("openid").GetString()!);
        return world;
    }

    /// <summary>Lets calls fail whose address begins so.</summary>
    public void Fail(string path, int times, int status = 503, int? code = null) =>
        Simulator.Faults.Add(new Fault { Kind = FaultKind.HttpStatus, Path = path, Count = times, Status = status, Code = code });

    /// <summary>The address of a call for a group.</summary>
    public string PathOf(string call) => $"/v2/groups/{Group.Id}/{call}";

    /// <summary>Sends what was uploaded, and tells what people see.</summary>
    public async Task<JsonElement> SendAsync(Target to, UploadedMedia file)
    {
        var body = new MessageBody { Type = MessageType.Media, Content = "", Media = new MessageMedia(file.FileInfo) };
        _ = to.Scene == Scene.Group ? await Api.Messages.SendToGroupAsync(to.Id, body) : await Api.Messages.SendToUserAsync(to.Id, body);
        return (await SeenAsync(to)).Last().GetProperty("media");
    }

    /// <summary>What people see in a conversation.</summary>
    public async Task<JsonElement[]> SeenAsync(Target place) =>
        [.. (await Http.GetFromJsonAsync<JsonElement>($"simulator/messages?conversation={place.Id}")).GetProperty("messages").EnumerateArray()];

    /// <summary>Lets the waits of an upload pass until it has ended.</summary>
    public async Task<T> PassDelaysAsync<T>(Task<T> upload)
    {
        while (!upload.IsCompleted)
        {
            var delay = Clock.PassDelayAsync();
            await Task.WhenAny(upload, delay);
        }

        return await upload;
    }

    public async ValueTask DisposeAsync()
    {
        Uploader.Dispose();
        await _platform.DisposeAsync();
        Http.Dispose();
        await _app.DisposeAsync();
    }

    private void Note(HttpRequest request)
    {
        var path = request.Path.ToString();
        if (request.Method == "PUT")
        {
            _calls.Enqueue($"PUT {path[(path.LastIndexOf('/') + 1)..]}");
            if (request.Headers.Authorization.Count > 0 || request.Headers.ContainsKey("X-Union-Appid"))
            {
                _signed.Enqueue(path);
            }
        }
        else if (path.StartsWith("/v2/", StringComparison.Ordinal) && !path.EndsWith("/messages", StringComparison.Ordinal))
        {
            _calls.Enqueue(path[(path.LastIndexOf('/') + 1)..]);
        }
    }
}

/// <summary>A film that nobody holds in memory: each byte follows from its place.</summary>
internal sealed class FilmStream(long length, bool canSeek) : Stream
{
    private static readonly byte[] Head = [0, 0, 0, 24, .. "ftypisom"u8];
    private long _position;

    /// <summary>The largest piece that was asked for.</summary>
    public int LargestRead { get; private set; }

    public bool IsDisposed { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => canSeek;

    public override bool CanWrite => false;

    public override long Length => canSeek ? length : throw new NotSupportedException();

    public override long Position
    {
        get => canSeek ? _position : throw new NotSupportedException();
        set => _position = canSeek ? value : throw new NotSupportedException();
    }

    public static byte At(long place) => place < Head.Length ? Head[place] : (byte)(place * 2654435761 >> 13);

    public override int Read(Span<byte> buffer)
    {
        LargestRead = Math.Max(LargestRead, buffer.Length);
        var count = (int)Math.Min(buffer.Length, length - _position);
        for (var i = 0; i < count; i++)
        {
            buffer[i] = At(_position++);
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}

/// <summary>Keeps what it is told, at once.</summary>
internal sealed class ProgressList : IProgress<MediaProgress>
{
    private readonly ConcurrentQueue<MediaProgress> _told = new();

    public IReadOnlyCollection<MediaProgress> Told => _told;

    public void Report(MediaProgress value) => _told.Enqueue(value);
}
