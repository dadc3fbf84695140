using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace QQBotKit.Simulator.Tests.Webhook;

/// <summary>A request as a bot's web server gets it.</summary>
internal sealed record Received(string Method, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public JsonElement Json { get; } = JsonSerializer.Deserialize<JsonElement>(Body);

    public int Op => Json.GetProperty("op").GetInt32();

    public string Id => Json.GetProperty("id").GetString()!;

    public string Timestamp => Headers["X-Signature-Timestamp"];

    /// <summary>Whether the signature is that of a public key, over the bytes as they came.</summary>
    public bool IsSignedBy(string publicKey)
    {
        byte[] message = [.. Encoding.UTF8.GetBytes(Timestamp), .. Body];
        var signature = Headers["X-Signature-Ed25519"];
        signature.Should().MatchRegex("^[0-9a-f]{128}$");
        return Ed25519.Verify(Convert.FromHexString(signature), 0, Convert.FromHexString(publicKey), 0, message, 0, message.Length);
    }
}

/// <summary>A bot's web server: a plain Kestrel that answers as the test says, and by default as a bot does.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    // A vector's secret with its public key, so that nothing here leans on the simulator's own derivation.
    public const string Secret = "u7Fj2kPw9sRx4tYb6nVc";
    public const string Seed = "u7Fj2kPw9sRx4tYb6nVcu7Fj2kPw9sRx";
    public const string PublicKey = "60218651dd4b0c67fb90335b2ec74806a531e7e1f6372155a68f57dcc2710bcf";

    private readonly WebApplication _app;
    private readonly Channel<Received> _events = Channel.CreateUnbounded<Received>();
    private readonly Channel<Received> _validations = Channel.CreateUnbounded<Received>();

    private Receiver(WebApplication app) => _app = app;

    public Uri Address => new($"{_app.Urls.Single()}/bot/webhook?way=own");

    /// <summary>How events are answered.</summary>
    public Func<Received, HttpContext, Task> OnEvent { get; set; } = static (_, http) => http.Response.WriteAsync("""{"op":12,"d":0}""");

    /// <summary>How validations are answered.</summary>
    public Func<Received, HttpContext, Task> OnValidation { get; set; } = static (received, http) => http.Response.WriteAsync(Proof(received));

    public static async Task<Receiver> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.Run(receiver.ReceiveAsync);
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Answers events with a status and a body.</summary>
    public void Answer(int status, string body = "") => OnEvent = (_, http) =>
    {
        http.Response.StatusCode = status;
        http.Response.Headers.Location = status is 302 ? "/elsewhere" : default(string);
        return http.Response.WriteAsync(body);
    };

    public async Task<Received> NextEventAsync() => await NextAsync(_events);

    public async Task<Received> NextValidationAsync() => await NextAsync(_validations);

    /// <summary>No event has come that the test has not looked at.</summary>
    public bool IsIdle => !_events.Reader.TryPeek(out _);

    /// <summary>What a bot answers to a validation: the token, and the signature over time and token.</summary>
    public static string Proof(Received received, string seed = Seed)
    {
        var data = received.Json.GetProperty("d");
        var token = data.GetProperty("plain_token").GetString();
        var message = Encoding.UTF8.GetBytes(data.GetProperty("event_ts").GetString() + token);
        var signature = new byte[64];
        Ed25519.Sign(Encoding.UTF8.GetBytes(seed), 0, message, 0, message.Length, signature, 0);
        return JsonSerializer.Serialize(new { plain_token = token, signature = Convert.ToHexStringLower(signature) });
    }

    private async Task ReceiveAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var headers = http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var received = new Received($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}", headers, body.ToArray());
        var (channel, answer) = received.Op == 13 ? (_validations, OnValidation) : (_events, OnEvent);
        channel.Writer.TryWrite(received);
        await answer(received, http);
    }

    private static async Task<Received> NextAsync(Channel<Received> channel)
    {
        using var patience = new CancellationTokenSource(Platform.Patience);
        return await channel.Reader.ReadAsync(patience.Token);
    }
}

/// <summary>A clock that tells which waits between attempts were begun on it. The limit of 3 s for an answer is none.</summary>
internal sealed class RetryClock() : FakeTimeProvider(new(2026, 9, 18, 12, 15, 31, TimeSpan.Zero))
{
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(3);

    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    /// <summary>Waits, for a bounded time, until somebody waits for a next attempt.</summary>
    /// <returns>For how many seconds.</returns>
    public async Task<double> NextWaitAsync()
    {
        using var patience = new CancellationTokenSource(Platform.Patience);
        return (await _waits.Reader.ReadAsync(patience.Token)).TotalSeconds;
    }

    /// <summary>Waits as <see cref="NextWaitAsync"/> does, and lets the time pass.</summary>
    public async Task<double> PassWaitAsync()
    {
        var seconds = await NextWaitAsync();
        Advance(TimeSpan.FromSeconds(seconds));
        return seconds;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime != AnswerLimit)
        {
            _waits.Writer.TryWrite(dueTime);
        }

        return timer;
    }
}
