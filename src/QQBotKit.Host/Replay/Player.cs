using System.Text;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Recording;
using QQBotKit.Simulator;

namespace QQBotKit.Host.Replay;

/// <summary>Plays a recording to the bots: its events at their times, on a clock that is moved and not waited for.</summary>
internal sealed class Player(Recording recording, MovableTime time) : IBotWires
{
    // Real time, for handlers that wait for something that no clock brings.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(60);

    // What a handler that began may still take, by the clock that is moved: all repetitions of a call.
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(3);

    private readonly Dictionary<string, ScriptedPlatform> _platforms = Platforms(recording);

    public IReadOnlyDictionary<string, ScriptedPlatform> Played => _platforms;

    public BotWire? For(string bot) => _platforms.GetValueOrDefault(bot);

    /// <summary>Plays all of it.</summary>
    public async Task PlayAsync(CancellationToken stopping)
    {
        foreach (var platform in _platforms.Values)
        {
            await platform.Sink.WaitAsync(stopping);
        }

        foreach (var entry in recording.Entries)
        {
            if (!_platforms.TryGetValue(entry.Bot, out var platform))
            {
                continue;
            }

            if (entry.At - time.GetUtcNow() is var ahead && ahead > TimeSpan.Zero)
            {
                await SettleAsync(entry.N - 1, stopping);
                time.Advance(ahead);
            }

            if (entry.Event is not null)
            {
                await platform.BringAsync(entry, FrameOf(entry), stopping);
            }
            else if (entry.Call is not null)
            {
                await SettleAsync(entry.N, stopping);
            }
        }

        for (var left = Rest; left > TimeSpan.Zero && !await SettleAsync(long.MaxValue, stopping); left -= TimeSpan.FromSeconds(5))
        {
            time.Advance(TimeSpan.FromSeconds(5));
        }
    }

    /// <summary>Waits until the bots have done what they did when they were recorded, or do nothing more.</summary>
    /// <returns>Whether no handler runs any more.</returns>
    private async Task<bool> SettleAsync(long until, CancellationToken stopping)
    {
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            var busy = _platforms.Values.Any(platform => platform.IsBusy);
            if (!busy && _platforms.Values.All(platform => platform.HasMade(until)) && until != long.MaxValue)
            {
                return true;
            }

            using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var news = _platforms.Values.Select(platform => platform.WaitAsync(busy ? Quiet : Idle, end.Token)).ToArray();
            var happened = false;
            await foreach (var one in Task.WhenEach(news))
            {
                if (one.IsCompletedSuccessfully && await one)
                {
                    happened = true;
                    break;
                }
            }

            await end.CancelAsync();
            if (!happened)
            {
                return !busy;
            }
        }
    }

    private static Dictionary<string, ScriptedPlatform> Platforms(Recording recording)
    {
        var known = recording.Entries.SelectMany(entry => new[] { entry.Event, entry.Answer, entry.Ready }).OfType<System.Text.Json.JsonElement>()
            .SelectMany(JsonStrings.In).ToHashSet(StringComparer.Ordinal);
        return recording.Bots.ToDictionary(
            bot => bot,
            bot => new ScriptedPlatform([.. recording.Entries.Where(entry => entry.Bot == bot)], new CallComparison(recording.Texts, known)),
            StringComparer.OrdinalIgnoreCase);
    }

    private static Frame FrameOf(Entry entry)
    {
        var e = entry.Event!.Value;
        return new Frame(
            Opcode.Dispatch,
            e.TryGetProperty("s", out var seq) ? seq.GetInt64() : null,
            Encoding.UTF8.GetBytes(e.GetProperty("t").GetString()!),
            Encoding.UTF8.GetBytes(e.TryGetProperty("id", out var id) ? id.GetString()! : ""),
            Encoding.UTF8.GetBytes(e.GetProperty("d").GetRawText()));
    }
}
