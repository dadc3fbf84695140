using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using QQBotKit.Simulator;

namespace QQBotKit.Benchmarks.Soak;

/// <summary>
/// Plays random faults against a bot in a process of its own while people write to it, and counts: each message must be answered exactly once, and the
/// bot's memory must stay flat.
/// </summary>
internal sealed class SoakRun : IAsyncDisposable
{
    public const string AppId = "102000001";
    private const int MostWriting = 1024;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(180);

    private readonly int _rate;
    private readonly Random _random;
    private readonly WebApplication _app;
    private readonly QQSimulator _simulator;
    private readonly HttpClient _http;
    private readonly ConcurrentDictionary<string, int> _asked = new();
    private readonly ConcurrentDictionary<int, byte> _excused = new();
    private readonly Dictionary<string, int> _answers = [];
    private readonly List<(TimeSpan At, long Heap, long WorkingSet)> _memory = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly ConcurrentQueue<string> _complaints = new();
    private SoakFault[] _faults = [];
    private readonly SemaphoreSlim _room = new(MostWriting);
    private long _after;
    private int _said;
    private volatile bool _isSilent;

    private SoakRun(int rate, int seed, WebApplication app, QQSimulator simulator)
    {
        (_rate, _random, _app, _simulator) = (rate, new Random(seed), app, simulator);
        _http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public static RootCommand Command()
    {
        var minutes = new Option<double>("--minutes") { Description = "How long faults are played.", DefaultValueFactory = _ => 10 };
        var rate = new Option<int>("--rate") { Description = "Messages a second.", DefaultValueFactory = _ => 500 };
        var seed = new Option<int>("--seed") { Description = "Makes the same faults again.", DefaultValueFactory = _ => Random.Shared.Next() };
        var only = new Option<string>("--only") { Description = "Plays only the faults whose name contains this.", DefaultValueFactory = _ => "" };
        var command = new RootCommand("Plays random faults against a bot and counts what is lost, comes twice or leaks.") { minutes, rate, seed, only };
        command.SetAction(async (parsed, _) =>
        {
            Console.WriteLine($"seed {parsed.GetValue(seed)}");
            await using var run = await StartAsync(parsed.GetValue(rate), parsed.GetValue(seed));
            run._faults = [.. SoakFault.All.Where(fault => fault.Name.Contains(parsed.GetRequiredValue(only), StringComparison.OrdinalIgnoreCase))];
            return await run.PlayAsync(TimeSpan.FromMinutes(parsed.GetValue(minutes))) ? 0 : 1;
        });
        return command;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _room.Dispose();
        await _app.DisposeAsync();
    }

    private static async Task<SoakRun> StartAsync(int rate, int seed)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var simulator = new QQSimulator(
            new SimulatorOptions
            {
                AcceptAnySecret = true,
                CountsCalls = false,
                HeartbeatInterval = TimeSpan.FromSeconds(5),
                ReplayLimit = 100_000,
                KeptMessages = 100_000,
            },
            TimeProvider.System);
        app.MapSimulator(simulator);
        await app.StartAsync();
        return new SoakRun(rate, seed, app, simulator);
    }

    private async Task<bool> PlayAsync(TimeSpan length)
    {
        var folder = Directory.CreateTempSubdirectory("qqbot-soak-");
        using var bot = Start(folder.FullName);
        using var playing = new CancellationTokenSource();
        using var reading = new CancellationTokenSource();
        await WarmUpAsync();
        var begun = _clock.Elapsed;
        var talk = TalkAsync(playing.Token);
        var faults = PlayFaultsAsync(playing.Token);
        var read = ReadAnswersAsync(begun, reading.Token);
        await Task.Delay(length);
        await playing.CancelAsync();
        await Task.WhenAll(talk, faults);
        _simulator.Faults.Clear();
        Console.WriteLine("faults end; waiting for the last answers");

        var settled = Stopwatch.StartNew();
        while (Missing() > 0 && settled.Elapsed < Settle && !bot.HasExited)
        {
            await Task.Delay(500);
        }

        bot.StandardInput.Close();
        await bot.WaitForExitAsync();
        await reading.CancelAsync();
        await read;
        folder.Delete(recursive: true);
        return Report();
    }

    private async Task WarmUpAsync()
    {
        var conversation = (await ConversationsAsync())[0];
        while (_answers.Count == 0)
        {
            await SayAsync(conversation, mayBeLost: true);
            await Task.Delay(200);
            await TakeAnswersAsync();
        }
    }

    private Process Start(string folder)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "client", "soak", _http.BaseAddress!.ToString(), folder },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        return process;
    }

    private void Take(string? line)
    {
        switch (line?.Split(' '))
        {
            case ["memory", var heap, var workingSet]:
                lock (_memory)
                {
                    _memory.Add((_clock.Elapsed, long.Parse(heap, CultureInfo.InvariantCulture), long.Parse(workingSet, CultureInfo.InvariantCulture)));
                }

                break;
            case ["twice", var number]:
                _complaints.Enqueue($"message {number} was handled twice");
                break;
            case null or ["end", ""]:
                break;
            default:
                Console.WriteLine($"{_clock.Elapsed:mm\\:ss}   {line}");
                break;
        }
    }

    private async Task<(string Scene, string Id)[]> ConversationsAsync()
    {
        var world = await _http.GetFromJsonAsync<JsonElement>("simulator/world");
        return
        [
            .. world.GetProperty("groups").EnumerateArray().Select(group => ("group", group.GetProperty("openid").GetString()!)),
            .. world.GetProperty("users").EnumerateArray().Select(user => ("c2c", user.GetProperty("openid").GetString()!)),
        ];
    }

    private async Task TalkAsync(CancellationToken stopping)
    {
        var conversations = await ConversationsAsync();
        var said = 0;
        var since = Stopwatch.StartNew();
        while (!stopping.IsCancellationRequested)
        {
            for (; said < since.Elapsed.TotalSeconds * _rate; said++)
            {
                if (!_isSilent)
                {
                    // A platform whose client is away queues; people do not stop writing.
                    await _room.WaitAsync(CancellationToken.None);
                    _ = SayAndLeaveAsync(conversations[said % conversations.Length]);
                }
            }

            await Task.Delay(5, CancellationToken.None);
        }

        while (_room.CurrentCount < MostWriting)
        {
            await Task.Delay(50, CancellationToken.None);
        }
    }

    private async Task SayAndLeaveAsync((string Scene, string Id) conversation)
    {
        try
        {
            await SayAsync(conversation);
        }
        catch (HttpRequestException e)
        {
            _complaints.Enqueue($"the simulator: {e.Message}");
        }
        finally
        {
            _room.Release();
        }
    }

    private async Task<int> SayAsync((string Scene, string Id) conversation, bool mayBeLost = false)
    {
        var number = Interlocked.Increment(ref _said);
        if (mayBeLost)
        {
            _excused[number] = 0;
        }

        using var answer = await _http.PostAsJsonAsync("simulator/messages", new { scene = conversation.Scene, conversation = conversation.Id, text = $"/n {number}" });
        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        _asked[body.GetProperty("message_id").GetString()!] = number;
        return number;
    }

    private async Task PlayFaultsAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(1 + (4 * _random.NextDouble())), stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var fault = _faults[_random.Next(_faults.Length)];
            if (stopping.IsCancellationRequested || (fault.LosesSession && _random.Next(3) > 0))
            {
                continue;
            }

            if (fault.LosesSession)
            {
                await PlayInSilenceAsync(fault);
            }
            else
            {
                Play(fault);
            }
        }
    }

    private void Play(SoakFault fault)
    {
        Console.WriteLine($"{_clock.Elapsed:mm\\:ss} {fault.Name}");
        foreach (var played in fault.Faults)
        {
            _simulator.Faults.Add(played);
        }
    }

    /// <summary>The platform forgets what it had not delivered in a session: so that nothing is, nobody writes until there is another one.</summary>
    private async Task PlayInSilenceAsync(SoakFault fault)
    {
        _isSilent = true;
        do
        {
            await Task.Delay(200);
        }
        while (_room.CurrentCount < MostWriting || Missing() > 0);
        _simulator.Faults.Clear();
        Play(fault);
        var conversation = (await ConversationsAsync())[0];
        bool isBack;
        do
        {
            var probe = await SayAsync(conversation, mayBeLost: true);
            await Task.Delay(1000);
            lock (_answers)
            {
                isBack = _answers.ContainsKey(Name(probe));
            }
        }
        while (!isBack);
        _isSilent = false;
    }

    private async Task ReadAnswersAsync(TimeSpan begun, CancellationToken stopping)
    {
        var told = begun;
        while (!stopping.IsCancellationRequested)
        {
            await TakeAnswersAsync();
            if (_clock.Elapsed - told > TimeSpan.FromSeconds(10))
            {
                told = _clock.Elapsed;
                Console.WriteLine($"{told:mm\\:ss} said {_said}, answered {_answers.Count}, waiting {Missing()}");
            }

            await Task.Delay(100, CancellationToken.None);
        }

        await TakeAnswersAsync();
    }

    private async Task TakeAnswersAsync()
    {
        var kept = await _http.GetFromJsonAsync<JsonElement>($"simulator/messages?after={_after}");
        foreach (var message in kept.GetProperty("messages").EnumerateArray())
        {
            _after = message.GetProperty("seq").GetInt64();
            if (message.GetProperty("from").GetString() == "bot")
            {
                var text = message.GetProperty("text").GetString()!;
                lock (_answers)
                {
                    _answers[text] = _answers.GetValueOrDefault(text) + 1;
                }
            }
        }
    }

    private int Missing()
    {
        lock (_answers)
        {
            return _asked.Values.Count(number => !_answers.ContainsKey(Name(number)) && !_excused.ContainsKey(number));
        }
    }

    private bool Report()
    {
        var missing = Missing();
        var twice = _answers.Values.Count(times => times > 1);
        var forgotten = _excused.Keys.Count(number => !_answers.ContainsKey(Name(number)));
        Console.WriteLine($"{_said} messages, {_answers.Count} answered; {missing} lost, {twice} answered twice; {forgotten} of {_excused.Count} probes between two sessions forgotten by the platform");
        foreach (var complaint in _complaints.Take(20))
        {
            Console.WriteLine($"  {complaint}");
        }

        return IsMemoryFlat() & missing == 0 && twice == 0 && !_complaints.Any(complaint => complaint.EndsWith("twice", StringComparison.Ordinal));
    }

    // The middle of the last third beside that of the second: the first is the warming up.
    private bool IsMemoryFlat()
    {
        var heaps = _memory.Select(sample => sample.Heap / 1048576.0).ToArray();
        if (heaps.Length < 6)
        {
            Console.WriteLine("too short to judge the memory");
            return true;
        }

        var third = heaps.Length / 3;
        var (before, after) = (Median(heaps[third..(2 * third)]), Median(heaps[(2 * third)..]));
        Console.WriteLine(
            $"live heap {before:0.0} MB in the second third, {after:0.0} MB in the last; working set {_memory[third].WorkingSet / 1048576} MB, then {_memory[^1].WorkingSet / 1048576} MB");
        return after < (before * 1.25) + 2;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static string Name(int number) => number.ToString(CultureInfo.InvariantCulture);
}
