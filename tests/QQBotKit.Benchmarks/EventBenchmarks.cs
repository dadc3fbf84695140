using System.Text.Json;
using BenchmarkDotNet.Attributes;
using QQBotKit.Benchmarks.Loopback;
using QQBotKit.Core.Events;
using QQBotKit.Core.Gateway;

namespace QQBotKit.Benchmarks;

/// <summary>From the bytes of a frame to the typed event, beside the least that reading the same bytes can cost.</summary>
[MemoryDiagnoser]
public class EventBenchmarks
{
    private readonly byte[] _bytes = Workload.Frame(1, "/ping");
    private readonly EventReader _reader = new() { SelfId = "15566780912234417093" };

    [Benchmark(Baseline = true, Description = "Utf8JsonReader over all tokens")]
    public int Tokens()
    {
        var reader = new Utf8JsonReader(_bytes);
        var tokens = 0;
        while (reader.Read())
        {
            tokens++;
        }

        return tokens;
    }

    [Benchmark(Description = "bytes → envelope")]
    public int Envelope()
    {
        Frame.TryRead(_bytes, out var frame, out _);
        return frame.Data.Length;
    }

    [Benchmark(Description = "bytes → MessageReceived")]
    public BotEvent Typed()
    {
        Frame.TryRead(_bytes, out var frame, out _);
        return _reader.Read(frame, EventTypes.Find(frame.Type.Span), out _);
    }
}
