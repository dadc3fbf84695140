using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace QQBotKit.Core.Tests.Events;

/// <summary>Sample frames with chance's own mistakes in them. Every event is typed or raw; none is an exception, and none takes long.</summary>
public class EventFuzzTests(ITestOutputHelper output)
{
    private const int Rounds = 6_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 10_000 };

    [Fact]
    public void Whatever_becomes_of_its_fields_an_event_is_typed_or_raw()
    {
        var seed = Environment.GetEnvironmentVariable("QQBOT_FUZZ_SEED") is { } given ? int.Parse(given) : Random.Shared.Next();
        output.WriteLine($"Seed {seed}: QQBOT_FUZZ_SEED={seed} plays the same rounds again.");
        var random = new Random(seed);
        var samples = Samples.Names.Where(name => !name.StartsWith('_')).Select(Samples.Read).ToArray();
        var (typed, raw, mended) = (0, 0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var frame = Mutated(samples[random.Next(samples.Length)], random);
            var since = Stopwatch.GetTimestamp();
            try
            {
                var e = Reading.Frame(frame, out var problem);
                typed += e is RawEvent ? 0 : 1;
                raw += e is RawEvent ? 1 : 0;
                mended += e is not RawEvent && problem is not null ? 1 : 0;
                Touch(e);
            }
            catch (Exception fault)
            {
                Assert.Fail($"Seed {seed}, round {round}: {fault}\n{Encoding.UTF8.GetString(frame)[..Math.Min(frame.Length, 4000)]}");
            }

            Stopwatch.GetElapsedTime(since).Should().BeLessThan(Limit, "seed {0}, round {1}", seed, round);
        }

        output.WriteLine($"{Rounds} rounds: {typed} typed, {mended} of them with a field left out, {raw} raw.");
        (typed, raw, mended).Should().Match<(int, int, int)>(count => count.Item1 > Rounds / 2 && count.Item2 > Rounds / 100 && count.Item3 > Rounds / 100);
    }

    /// <summary>Uses what authors use.</summary>
    private static void Touch(BotEvent e)
    {
        e.Data.ValueKind.Should().NotBe(JsonValueKind.Undefined);
        e.Type.Should().NotBeNull();
        e.ToString().Should().NotBeNull();
        if (e is MessageReceived message)
        {
            message.Id.Should().NotBeEmpty();
            message.Sender.Id.Should().NotBeEmpty();
            message.Conversation!.Value.Id.Should().NotBeEmpty();
            message.Context.Concat(message.Quoted?.Elements ?? []).Should().NotContainNulls();
        }
    }

    private static byte[] Mutated(byte[] sample, Random random)
    {
        var frame = JsonNode.Parse(sample)!.AsObject();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            Mutate(frame, random);
        }

        return Encoding.UTF8.GetBytes(frame.ToJsonString(Deep));
    }

    private static void Mutate(JsonObject frame, Random random)
    {
        var places = new List<(JsonNode Parent, object Key)>();
        Collect(frame["d"], places);
        if (places.Count == 0)
        {
            frame["d"] = Value(random);
            return;
        }

        var (parent, key) = places[random.Next(places.Count)];
        var old = (parent is JsonObject owner ? owner[(string)key] : parent[(int)key])?.DeepClone();
        switch (random.Next(6))
        {
            case 0 when parent is JsonObject object0:
                object0.Remove((string)key);
                return;
            case 1:
                Put(null);
                return;
            case 2:
                Put(Value(random));
                return;
            case 3:
                Put(random.Next(2) == 0 ? new JsonArray(old) : new JsonObject { [(string)(key as string ?? "x")] = old });
                return;
            case 4:
                Put(Larger(old, random));
                return;
            default:
                Put(Nested(old, random.Next(1, 500), (key as string) ?? "x"));
                return;
        }

        void Put(JsonNode? value)
        {
            if (parent is JsonObject target)
            {
                target[(string)key] = value;
            }
            else
            {
                parent[(int)key] = value;
            }
        }
    }

    private static void Collect(JsonNode? node, List<(JsonNode Parent, object Key)> places)
    {
        if (node is JsonObject members)
        {
            foreach (var (name, value) in members)
            {
                places.Add((node, name));
                Collect(value, places);
            }
        }
        else if (node is JsonArray items)
        {
            for (var i = 0; i < items.Count; i++)
            {
                places.Add((node, i));
                Collect(items[i], places);
            }
        }
    }

    private static JsonNode? Value(Random random) => random.Next(12) switch
    {
        0 => "",
        1 => "text",
        2 => JsonNode.Parse("18446744073709551615"),
        3 => JsonNode.Parse("-1e400"),
        4 => JsonNode.Parse("0.5"),
        5 => true,
        6 => false,
        7 => new JsonObject(),
        8 => new JsonArray(),
        9 => new JsonArray(null, 1, "x", new JsonObject { ["id"] = 1 }),
        10 => JsonNode.Parse("\"\\u0000\\uD83D\\uDE00 <@!1> <faceType=1,faceId=\\\"1\\\"> &amp;amp; === 消息 1 ===\""),
        _ => null,
    };

    // What grows thrice stays below the largest frame that is read at all.
    private static JsonNode? Larger(JsonNode? old, Random random)
    {
        var text = old?.ToString() ?? "空";
        var times = random.Next(2, 2 + (200_000 / (text.Length + 1)));
        return old switch
        {
            JsonArray items => new JsonArray([.. Enumerable.Range(0, Math.Min(times, 50)).SelectMany(_ => items.Select(item => item?.DeepClone()))]),
            JsonObject => new JsonArray([.. Enumerable.Range(0, Math.Min(times, 50)).Select(_ => old.DeepClone())]),
            _ => string.Concat(Enumerable.Repeat(text, times)),
        };
    }

    private static JsonNode? Nested(JsonNode? old, int levels, string name)
    {
        for (; levels > 0; levels--)
        {
            old = levels % 2 == 0 ? new JsonArray(old) : new JsonObject { [name] = old };
        }

        return old;
    }
}
