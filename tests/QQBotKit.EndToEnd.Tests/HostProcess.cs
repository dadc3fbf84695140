using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace QQBotKit.EndToEnd.Tests;

/// <summary>The built <c>qqbot</c> as a process of its own, in a folder of its own, on a free port.</summary>
public sealed partial class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly SemaphoreSlim _news = new(0);

    private HostProcess(Process process) => _process = process;

    public static string RepositoryFolder { get; } = FindRepository();

    public static string HostDll { get; } = Path.Combine(
        RepositoryFolder, "src", "QQBotKit.Host", "bin", Configuration(), "net10.0", "qqbot.dll");

    public int Id => _process.Id;

    public string Output => string.Join('\n', _output);

    public Uri Url { get; private set; } = new("http://unknown");

    /// <summary>Starts the program.</summary>
    public static HostProcess Start(BotFolder folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { HostDll },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Anywhere but the folder of bot.yaml: paths in it are relative to the file.
            WorkingDirectory = Path.GetTempPath(),
            Environment = { ["LANG"] = "en_US.UTF-8", ["LC_ALL"] = "en_US.UTF-8" },
        };
        foreach (var argument in arguments is [] ? ["run", "--config", folder.Config] : arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in folder.Environment)
        {
            start.Environment[name] = value;
        }

        var host = new HostProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        host._process.OutputDataReceived += (_, line) => host.Take(line.Data);
        host._process.ErrorDataReceived += (_, line) => host.Take(line.Data);
        host._process.Start();
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        return host;
    }

    /// <summary>Starts the program and waits until its bot is ready on the simulator.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="ready">What it then says.</param>
    public static async Task<HostProcess> RunAsync(BotFolder folder, string ready = "ready as")
    {
        var host = Start(folder);
        try
        {
            var line = await host.WaitForAsync("chat page: ");
            host.Url = new Uri(Address().Match(line).Value);
            await host.WaitForAsync(ready);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for a line of output that contains a text, now or later.</summary>
    public async Task<string> WaitForAsync(string text)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            if (_output.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }

            if (_process.HasExited)
            {
                throw new InvalidOperationException($"qqbot ended with {_process.ExitCode} before it said '{text}':\n{Output}");
            }

            try
            {
                await _news.WaitAsync(TimeSpan.FromMilliseconds(200), limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"qqbot did not say '{text}':\n{Output}");
            }
        }
    }

    /// <summary>Waits until the program has ended.</summary>
    public async Task<int> ExitCodeAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>Presses Ctrl-C.</summary>
    public void Interrupt() => Kill(_process.Id, signal: 2).Should().Be(0);

    /// <summary>Asks it to end, as a service manager does.</summary>
    public void Terminate() => Kill(_process.Id, signal: 15).Should().Be(0);

    /// <summary>Ends it as a power cut would, <c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _news.Dispose();
    }

    private void Take(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
            _news.Release();
        }
    }

    private static string Configuration() =>
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "QQBotKit.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("QQBotKit.sln was not found above the tests.");
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Address();
}
