using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BenchmarkDotNet.Attributes;
using QQBotKit.Core.Events;
using QQBotKit.Core.Gateway;

namespace QQBotKit.Benchmarks;

/// <summary>All sample frames of the platform's events: the kit's reading beside System.Text.Json with reflection over the same shapes.</summary>
[MemoryDiagnoser]
public class SampleBenchmarks
{
    private readonly JsonSerializerOptions _reflection = new(WireJson.Default.Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
    private readonly EventReader _reader = new() { SelfId = "15566780912234417093" };
    private Sample[] _samples = [];

    [GlobalSetup]
    public void Load() => _samples =
    [
        .. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Samples"), "*.json").Order()
            .Select(file => Frame.TryRead(File.ReadAllBytes(file), out var frame, out _) ? frame : default)
            .Select(frame => (Frame: frame, Type: EventTypes.Find(frame.Type.Span)))
            .Where(read => read.Type is not null)
            .Select(read => new Sample(read.Frame, read.Type!, ShapeOf(read.Type!), read.Frame.Data.ToArray())),
    ];

    [Benchmark(Baseline = true, Description = "reflection: data → wire shape")]
    public object? Reflected()
    {
        object? last = null;
        foreach (var sample in _samples)
        {
            last = JsonSerializer.Deserialize(sample.Data, sample.Shape, _reflection);
        }

        return last;
    }

    [Benchmark(Description = "source-generated: data → wire shape")]
    public object? Generated()
    {
        object? last = null;
        foreach (var sample in _samples)
        {
            last = JsonSerializer.Deserialize(sample.Data, sample.Shape, WireJson.Default);
        }

        return last;
    }

    [Benchmark(Description = "the kit: data → record")]
    public BotEvent? Records()
    {
        BotEvent? last = null;
        foreach (var sample in _samples)
        {
            last = _reader.Read(sample.Frame, sample.Type, out _);
        }

        return last;
    }

    /// <summary>The shape by which an event is read, told by its record.</summary>
    private static Type ShapeOf(EventType type) => type.Blank switch
    {
        MessageReceived => typeof(WireMessage),
        MessageDeleted => typeof(WireDeletion),
        MessageAuditEvent => typeof(WireAudit),
        InteractionCreated => typeof(WireInteraction),
        C2CEvent => typeof(WireC2C),
        SubscriptionChanged => typeof(WireSubscription),
        GroupJoinRequested => typeof(WireJoinRequest),
        GroupEvent => typeof(WireGroup),
        GuildEvent => typeof(WireGuild),
        ChannelEvent => typeof(WireChannel),
        GuildMemberEvent => typeof(WireGuildMember),
        ReactionEvent => typeof(WireReaction),
        AudioEvent or ChannelMemberEvent => typeof(WireAudio),
        ForumPublishAudited => typeof(WireForumAudit),
        ForumEvent or OpenForumEvent => typeof(WireForum),
        _ => throw new InvalidOperationException($"{type.Name} has no shape here."),
    };

    private sealed record Sample(Frame Frame, EventType Type, Type Shape, byte[] Data);
}
