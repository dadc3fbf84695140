using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace QQBotKit.Benchmarks.Loopback;

/// <summary>What one run of one client showed.</summary>
internal readonly record struct LoopbackResult(double EventsPerSecond, double CpuMicrosecondsPerEvent);

/// <summary>
/// As little of the platform as a client needs, so that what is measured is the client: every answer is a constant, every frame is made before.
/// </summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private static readonly byte[] SendAnswer = """{"id":"ROBOT1.0_answer","timestamp":"2026-09-18T20:15:36+08:00","ext_info":{"ref_idx":"REFIDX_x=="}}"""u8.ToArray();
    private readonly WebApplication _app;
    private Workload _workload = new(0, Answered: true);
    private TaskCompletionSource _done = new();
    private SemaphoreSlim _window = new(0);
    private int _left;
    private long _started;
    private double _seconds;
    private double _cpu;

    private LoopbackServer(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public static async Task<LoopbackServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var server = new LoopbackServer(app);
        app.UseWebSockets();
        app.MapPost("/app/getAppAccessToken", (RequestDelegate)(c => c.Response.WriteAsync("""{"access_token":"t","expires_in":"7200"}""")));
        app.MapGet("/gateway/bot", (RequestDelegate)(c => c.Response.WriteAsync(
            $$$"""{"url":"ws://{{{c.Request.Host}}}/websocket","shards":1,"session_start_limit":{"total":1000,"remaining":1000,"reset_after":1,"max_concurrency":10}}""")));
        app.MapPost("/v2/groups/{group}/messages", (RequestDelegate)server.TakeAnswerAsync);
        app.MapPost("/cpu/{microseconds}", (RequestDelegate)server.TakeCpuAsync);
        app.MapGet("/websocket", (RequestDelegate)server.ServeAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>Serves one client, from its connection to its last answer.</summary>
    public async Task<LoopbackResult> MeasureAsync(string client, Workload workload)
    {
        _workload = workload;
        _done = new();
        _window = new(Workload.Window);
        _left = workload.Answered ? workload.Events : 1;
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "client", client, Url },
        })!;
        await Task.WhenAny(_done.Task, process.WaitForExitAsync());
        await process.WaitForExitAsync();
        return _done.Task.IsCompletedSuccessfully
            ? new LoopbackResult(workload.Events / _seconds, _cpu / workload.Events)
            : throw new InvalidOperationException($"The client '{client}' ended early.");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAnswerAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = SendAnswer.Length;
        await context.Response.Body.WriteAsync(SendAnswer);
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
            _done.TrySetResult();
        }

        _window.Release();
    }

    private Task TakeCpuAsync(HttpContext context)
    {
        _cpu = double.Parse((string)context.Request.RouteValues["microseconds"]!, System.Globalization.CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await SendAsync(socket, """{"op":10,"d":{"heartbeat_interval":41250}}"""u8.ToArray());
        await socket.ReceiveAsync(new byte[4096], default);
        await SendAsync(socket, """{"op":0,"s":1,"t":"READY","d":{"version":1,"session_id":"s","user":{"id":"1","username":"bot","bot":true},"shard":[0,1]}}"""u8.ToArray());
        await PlayAsync(socket, Workload.WarmUp, answered: true, from: 1);

        await SendAsync(socket, Workload.Frame(0, "/start"));
        await _window.WaitAsync();
        var frames = _workload.Frames();
        _started = Stopwatch.GetTimestamp();
        foreach (var frame in frames)
        {
            if (_workload.Answered)
            {
                await _window.WaitAsync();
            }

            await SendAsync(socket, frame);
        }

        await _done.Task;
        await SendAsync(socket, Workload.Frame(int.MaxValue, "/stop"));
        await socket.ReceiveAsync(new byte[4096], default);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default);
    }

    private async Task PlayAsync(WebSocket socket, int count, bool answered, int from)
    {
        Interlocked.Add(ref _left, count + 1);
        for (var i = 0; i < count; i++)
        {
            await _window.WaitAsync();
            await SendAsync(socket, Workload.Frame(-from - i, "/ping"));
        }

        while (_window.CurrentCount < Workload.Window)
        {
            await Task.Delay(1);
        }
    }

    private static ValueTask SendAsync(WebSocket socket, ReadOnlyMemory<byte> frame) =>
        socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, default);
}

/// <summary>The events of one run.</summary>
/// <param name="Events">How many.</param>
/// <param name="Answered">Whether each is a command that is answered; else only the last is.</param>
internal sealed record Workload(int Events, bool Answered)
{
    /// <summary>How many events may be without their answer at once.</summary>
    public const int Window = 64;

    public const int WarmUp = 100_000;

    public List<byte[]> Frames()
    {
        var frames = new List<byte[]>(Events);
        for (var i = 0; i < Events; i++)
        {
            frames.Add(Frame(i + 1, Answered || i == Events - 1 ? "/ping" : "今晚有人一起看书吗"));
        }

        return frames;
    }

    public static byte[] Frame(int id, string text) => Encoding.UTF8.GetBytes($$$$"""
        {"op":0,"s":{{{{Math.Abs((long)id) + 1}}}},"t":"GROUP_AT_MESSAGE_CREATE","id":"GROUP_AT_MESSAGE_CREATE:21dc7c1a-f4e3-a20a-79c8-{{{{id:x12}}}}","d":{"id":"ROBOT1.0_uYF1ScxUaw7lSaQql7lIEe2GIAX4wXQJIXzFgS{{{{id}}}}!","author":{"id":"39875C5105F038DA34803BDB21F90388","member_openid":"39875C5105F038DA34803BDB21F90388","member_role":"member","union_openid":"","username":"林小北","bot":false},"content":" {{{{text}}}} ","group_openid":"4A432943CBF7F17D2877C68117{{{{id % 50:x6}}}}","group_id":"4A432943CBF7F17D2877C68117{{{{id % 50:x6}}}}","timestamp":"2026-09-18T20:15:35+08:00","message_type":0,"message_scene":{"source":"default","ext":["msg_idx=REFIDX_dtLxXOAVS5iBjft2SlHG2g==","auth_token=q7WcKpA2"]}}}
        """);
}
