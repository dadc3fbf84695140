using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace QQBotKit.Benchmarks.Simulate;

/// <summary>What came of a time of talking.</summary>
/// <param name="Rate">Answers a second.</param>
/// <param name="Missing">Messages without an answer.</param>
/// <param name="Delays">In milliseconds, in order.</param>
internal sealed record Talk(double Rate, int Missing, double[] Delays)
{
    public double At(double part) => Delays.Length == 0 ? double.NaN : Delays[(int)Math.Min(Delays.Length - 1, Delays.Length * part)];
}

/// <summary>The people of fifty groups: they say something at a rate, and see in the stream when it is answered.</summary>
internal sealed class People : IAsyncDisposable
{
    private const int Groups = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly CancellationTokenSource _ended = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<long>> _answers = new();
    private Task _reading = Task.CompletedTask;

    private People(Uri url) => _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = url };

    public static async Task<People> ComeAsync(Uri url)
    {
        var people = new People(url);
        var groups = Enumerable.Range(0, Groups).Select(group => new { openid = $"GROUP{group:D4}", name = $"{group}", members = new[] { new { openid = $"MEMBER{group:D4}", role = "owner" } } });
        var users = Enumerable.Range(0, Groups).Select(group => new { openid = $"MEMBER{group:D4}", username = $"{group}" });
        using (var set = await people._http.PutAsJsonAsync("simulator/world", new { users, groups }))
        {
            set.EnsureSuccessStatusCode();
        }

        people._reading = people.ReadAsync();
        while (!(await people._http.GetFromJsonAsync<JsonNode>("simulator/world"))!["bots"]!.AsArray().Any(bot => (bool)bot!["online"]!))
        {
            await Task.Delay(50);
        }

        return people;
    }

    /// <summary>Says so many messages at so many a second, and waits for the answers.</summary>
    public async Task<Talk> TalkAsync(int rate, int messages)
    {
        var begun = Stopwatch.GetTimestamp();
        var waits = new List<Task<double?>>(messages);
        while (waits.Count < messages)
        {
            if (_reading.IsCompleted)
            {
                await _reading;
                throw new InvalidOperationException("The stream has ended.");
            }

            var due = Math.Min(messages, (int)(Stopwatch.GetElapsedTime(begun).TotalSeconds * rate));
            while (waits.Count < due)
            {
                var at = begun + (long)((double)waits.Count / rate * Stopwatch.Frequency);
                waits.Add(SayAsync(waits.Count % Groups, at));
            }

            await Task.Delay(1);
        }

        var delays = await Task.WhenAll(waits);
        var took = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var answered = delays.OfType<double>().Order().ToArray();
        return new(answered.Length / took, delays.Length - answered.Length, answered);
    }

    /// <summary>How many exchanges a second the same client has with the same server when nothing is done with them.</summary>
    public async Task<double> BareExchangesAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        var count = 0;
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(5))
            {
                using var answer = await _http.PostAsync("nothing", Body(0));
                await answer.Content.ReadAsByteArrayAsync();
                Interlocked.Increment(ref count);
            }
        }));
        return count / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _http.Dispose();
        _ended.Dispose();
    }

    private async Task<double?> SayAsync(int group, long due)
    {
        using var said = await _http.PostAsync("simulator/messages", Body(group));
        var body = await said.Content.ReadAsStringAsync();
        const string Key = "\"message_id\":\"";
        if (body.IndexOf(Key, StringComparison.Ordinal) is not (>= 0 and var start))
        {
            throw new InvalidOperationException($"HTTP {(int)said.StatusCode}: {body}");
        }

        start += Key.Length;
        var id = body[start..body.IndexOf('"', start)];
        try
        {
            var seen = await _answers.GetOrAdd(id, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(Patience);
            return Stopwatch.GetElapsedTime(due, seen).TotalMilliseconds;
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            _answers.TryRemove(id, out _);
        }
    }

    private async Task ReadAsync()
    {
        await using var stream = await _http.GetStreamAsync("simulator/stream", _ended.Token);
        using var reader = new StreamReader(stream);
        const string Key = "\"reply_to\":\"";
        while (await reader.ReadLineAsync(_ended.Token) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal) && line.IndexOf(Key, StringComparison.Ordinal) is >= 0 and var start)
            {
                start += Key.Length;
                var id = line[start..line.IndexOf('"', start)];
                _answers.GetOrAdd(id, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult(Stopwatch.GetTimestamp());
            }
        }
    }

    private static StringContent Body(int group) => new($$"""{"scene":"group","conversation":"GROUP{{group:D4}}","text":"/ping"}""", Encoding.UTF8, "application/json");
}
