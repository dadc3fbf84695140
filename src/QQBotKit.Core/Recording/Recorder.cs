using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Gateway;

namespace QQBotKit.Core.Recording;

/// <summary>An answer of the platform, or what came instead of one.</summary>
/// <param name="Status">The HTTP status; 0 without an answer.</param>
/// <param name="Body">What came with it.</param>
/// <param name="RetryAfter">When to come again, in seconds.</param>
/// <param name="Failure">Why there was no answer.</param>
/// <param name="Took">How long it took.</param>
internal readonly record struct CallOutcome(int Status, RecordedBody Body, string? RetryAfter, string? Failure, TimeSpan Took);

/// <summary>What a call or an answer carries.</summary>
/// <param name="Json">Its bytes; null where it is no JSON or too large.</param>
/// <param name="Other">What it is then; null for nothing at all.</param>
internal readonly record struct RecordedBody(byte[]? Json, string? Other);

/// <summary>Writes down what goes between the bots and the platform, masked. Nothing of what goes wrong in it reaches the bots.</summary>
internal sealed partial class Recorder : IBotWires
{
    public const int Version = 1;

    private readonly Lock _gate = new();
    private readonly Mask _mask;
    private readonly MaskedJson _json;
    private readonly RecordingFile _file;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly HashSet<string> _recorded;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private long _last;

    /// <param name="file">Where it goes.</param>
    /// <param name="settings">The bots.</param>
    /// <param name="only">The bots that are recorded; all when it is empty.</param>
    /// <param name="texts">What becomes of texts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where the owner reads what could not be recorded.</param>
    public Recorder(RecordingFile file, QQBotSettings settings, IReadOnlyCollection<string> only, RecordedTexts texts, TimeProvider time, ILogger log)
    {
        _recorded = [.. settings.Bots.Keys.Where(bot => only.Count == 0 || only.Contains(bot, StringComparer.OrdinalIgnoreCase))];
        _mask = new Mask(texts);
        _json = new MaskedJson(_mask);
        _file = file;
        _time = time;
        _log = log;
        foreach (var bot in settings.Bots.Values)
        {
            _mask.Hide(bot.Secret);
            _mask.Ids.See(bot.AppId);
        }

        Line(time.GetUtcNow(), 0, settings, (json, settings) =>
        {
            json.WriteNumber("qqbot_recording", Version);
            json.WriteString("kit", typeof(Recorder).Assembly.GetName().Version?.ToString(3));
            json.WriteString("texts", texts.ToString().ToLowerInvariant());
            json.WriteStartArray("bots");
            foreach (var name in _recorded)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();

            // By them a replay knows who may do what an owner may.
            json.WriteStartArray("owners");
            foreach (var owner in settings.Access.Owners)
            {
                _mask.Ids.See(owner);
                json.WriteStringValue(_mask.Ids.Of(owner));
            }

            json.WriteEndArray();
        });
    }

    public BotWire? For(string bot) => _recorded.Contains(bot) ? new RecordingWire(bot, this, _time) : null;

    /// <summary>The place of something that begins now, among all that is recorded.</summary>
    public long Begin() => Interlocked.Increment(ref _last);

    /// <summary>Hides a secret from here on.</summary>
    public void Hide(string? secret)
    {
        lock (_gate)
        {
            _mask.Hide(secret);
        }
    }

    /// <summary>The platform has told who a bot is.</summary>
    public void Ready(string bot, string? userId, string? userName) => Line(_time.GetUtcNow(), Begin(), (bot, userId, userName), (json, ready) =>
    {
        json.WriteString("bot", ready.bot);
        json.WriteStartObject("ready");
        if (ready.userId is { } id)
        {
            _mask.See("id", id);
            json.WriteString("id", _mask.Value("id", id));
        }

        json.WriteString("username", ready.userName is null ? null : _mask.Text(ready.userName));
        json.WriteEndObject();
    });

    /// <summary>An event was taken over.</summary>
    public void Received(long n, DateTimeOffset at, string bot, in Frame frame)
    {
        using var data = frame.Data.IsEmpty ? null : MaskedJson.Parse(frame.Data);
        Line(at, n, (bot, Type: Encoding.UTF8.GetString(frame.Type.Span), Id: Encoding.UTF8.GetString(frame.Id.Span), frame.Seq, Data: data), (json, e) =>
        {
            json.WriteString("bot", e.bot);
            json.WriteStartObject("event");
            json.WriteString("t", _mask.Value("t", e.Type));
            if (e.Id.Length > 0)
            {
                _mask.See("id", e.Id);
                json.WriteString("id", _mask.Value("id", e.Id));
            }

            if (e.Seq is { } seq)
            {
                json.WriteNumber("s", seq);
            }

            json.WritePropertyName("d");
            if (e.Data is null)
            {
                json.WriteNullValue();
            }
            else
            {
                _json.Write(json, e.Data.RootElement);
            }

            json.WriteEndObject();
        });
    }

    /// <summary>A call has its answer.</summary>
    public void Called(long n, DateTimeOffset at, string bot, string method, Uri address, RecordedBody request, in CallOutcome outcome) =>
        Line(at, n, (bot, method, address, request, outcome), (json, call) =>
        {
            json.WriteString("bot", call.bot);
            json.WriteStartObject("call");
            json.WriteString("method", call.method);
            json.WriteString("path", _mask.Path(call.address.AbsolutePath));
            if (call.address.Query.Length > 1)
            {
                json.WriteString("query", _mask.Query(call.address.Query));
            }

            Write(json, call.request);
            json.WriteEndObject();
            json.WriteStartObject("answer");
            json.WriteNumber("ms", Math.Round(call.outcome.Took.TotalMilliseconds, 1));
            if (call.outcome.Failure is { } failure)
            {
                json.WriteString("failure", _mask.Notice(failure));
            }
            else
            {
                json.WriteNumber("status", call.outcome.Status);
                if (call.outcome.RetryAfter is { } seconds)
                {
                    json.WriteString("retry_after", seconds);
                }

                Write(json, call.outcome.Body);
            }

            json.WriteEndObject();
        });

    private void Write(Utf8JsonWriter json, RecordedBody body)
    {
        using var parsed = body.Json is null ? null : MaskedJson.Parse(body.Json);
        if (parsed is not null)
        {
            json.WritePropertyName("body");
            _json.Write(json, parsed.RootElement);
        }
        else if (body.Json is not null || body.Other is not null)
        {
            json.WriteString("other", body.Other ?? string.Create(CultureInfo.InvariantCulture, $"{body.Json!.Length} bytes that are no JSON"));
        }
    }

    private void Line<TState>(DateTimeOffset at, long n, TState state, Action<Utf8JsonWriter, TState> write)
    {
        try
        {
            lock (_gate)
            {
                _buffer.ResetWrittenCount();
                using (var json = new Utf8JsonWriter(_buffer, MaskedJson.Relaxed))
                {
                    json.WriteStartObject();
                    json.WriteNumber("n", n);
                    json.WriteString("at", at.ToString("O", CultureInfo.InvariantCulture));
                    write(json, state);
                    json.WriteEndObject();
                }

                var line = Encoding.UTF8.GetString(_buffer.WrittenSpan);
                if (_mask.Betrays(line))
                {
                    _file.Lose();
                    LogBetrayed(n);
                    return;
                }

                _file.Append(line);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever is wrong with the recorder is no trouble of the bot's.
            _file.Lose();
            LogFailed(n, e.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Entry {N} of the recording was left out: a secret would have been in it")]
    private partial void LogBetrayed(long n);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Entry {N} of the recording could not be made: {Problem}")]
    private partial void LogFailed(long n, string problem);
}
