using System.Diagnostics;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Tests.Gateway;
using QQBotKit.Core.Tests.Rest;

namespace QQBotKit.Core.Tests.Plugins;

/// <summary>Plugins that come, change and go while the host runs, on the system's clock and file system.</summary>
public sealed class CopyTests : IAsyncLifetime
{
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(2);

    // What a busy machine may add to that.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly Lazy<byte[]> Old = new(() => Compile("1.0.0"));
    private static readonly Lazy<byte[]> Young = new(() => Compile("2.0.0"));
    private readonly TestLog _log = new();
    private PluginHost _host = null!;

    private enum Copy
    {
        InPlace,
        RenamedOver,
        InSlowSteps,
        InSlowStepsOfFullLength,
        DeletedFirst,
        FolderSwapped,
        FolderDeletedFirst,
        LibraryLast,
    }

    public static TheoryData<string> Ways => [.. Enum.GetNames<Copy>()];

    private string Dll => Path.Combine(_host["Mine"], "Mine.dll");

    public async Task InitializeAsync()
    {
        _ = Old.Value;
        _ = Young.Value;
        _host = new PluginHost(logs: new RunningBot.LogsToOne(_log));
        await _host.Extensions.StartAsync(CancellationToken.None);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_overwritten_plugin_is_reloaded_once_however_it_is_copied(string way)
    {
        await DropInAsync();

        await OverwriteAsync(Enum.Parse<Copy>(way));
        await VersionIsAsync("2.0.0");
        await Task.Delay(PluginSettled);

        Reloads().Should().Be(1);
        _log.At(LogLevel.Error).Should().BeEmpty("a copy that is under way is no fault");
        _log.At(LogLevel.Information).Should().NotContain(line => line.Contains("removed"));
    }

    [Fact]
    public async Task A_new_folder_is_live_and_a_removed_one_is_gone_within_two_seconds()
    {
        (await DropInAsync()).Should().BeLessThan(Promise);

        var since = Stopwatch.GetTimestamp();
        Directory.Delete(_host["Mine"], recursive: true);
        await Eventually.IsTrue(() => _host.Extensions.Status().Count == 0, "the plugin is gone");
        Stopwatch.GetElapsedTime(since).Should().BeLessThan(Promise);
    }

    [Fact]
    public async Task A_touch_is_no_change()
    {
        await DropInAsync();

        File.SetLastWriteTimeUtc(Dll, DateTime.UtcNow);
        await Task.Delay(PluginSettled);

        Reloads().Should().Be(0);
    }

    [Fact]
    public async Task A_copy_that_stays_incomplete_is_told_once_and_the_old_version_goes_on()
    {
        await DropInAsync();

        await File.WriteAllBytesAsync(Dll, Young.Value[..^1000]);
        await Eventually.IsTrue(() => _log.At(LogLevel.Error).Any(), "it is told");
        await Task.Delay(PluginSettled);

        _log.At(LogLevel.Error).Should().ContainSingle().Which.Should().ContainAll("Mine", "last good version keeps running", "not a whole .NET assembly");
        _host.Extensions.Status().Single().Version.Should().Be("1.0.0");
    }

    [Fact]
    public async Task No_file_of_a_plugin_is_held_open_while_it_runs()
    {
        await DropInAsync();

        // Nobody else may have it open: what Windows asks of who replaces a file.
        using (new FileStream(Dll, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
        }

        if (OperatingSystem.IsLinux())
        {
            (await File.ReadAllTextAsync("/proc/self/maps")).Should().NotContain(_host.Source.Root);
        }
    }

    // Long enough for a second reload to show itself.
    private static TimeSpan PluginSettled => TimeSpan.FromSeconds(1.2);

    private async Task<TimeSpan> DropInAsync()
    {
        var since = Stopwatch.GetTimestamp();
        Directory.CreateDirectory(_host["Mine"]);
        await File.WriteAllBytesAsync(Dll, Old.Value);
        await VersionIsAsync("1.0.0");
        return Stopwatch.GetElapsedTime(since);
    }

    private async Task OverwriteAsync(Copy way)
    {
        var swap = Path.Combine(Path.GetDirectoryName(_host.Source.Root)!, "swap");
        switch (way)
        {
            case Copy.InPlace:
                await File.WriteAllBytesAsync(Dll, Young.Value);
                break;

            case Copy.RenamedOver:
                await File.WriteAllBytesAsync(Dll + ".tmp", Young.Value);
                File.Move(Dll + ".tmp", Dll, overwrite: true);
                break;

            case Copy.InSlowSteps:
                await WriteSlowlyAsync(File.Create(Dll));
                break;

            case Copy.InSlowStepsOfFullLength:
                await WriteSlowlyAsync(File.OpenWrite(Dll));
                break;

            case Copy.DeletedFirst:
                File.Delete(Dll);
                await Task.Delay(400);
                await File.WriteAllBytesAsync(Dll, Young.Value);
                break;

            case Copy.FolderSwapped:
                Directory.CreateDirectory(swap);
                await File.WriteAllBytesAsync(Path.Combine(swap, "Mine.dll"), Young.Value);
                Directory.Move(_host["Mine"], swap + "-old");
                Directory.Move(swap, _host["Mine"]);
                break;

            case Copy.FolderDeletedFirst:
                Directory.Delete(_host["Mine"], recursive: true);
                Directory.CreateDirectory(_host["Mine"]);
                await File.WriteAllBytesAsync(Dll, Young.Value);
                break;

            case Copy.LibraryLast:
                await File.WriteAllBytesAsync(Dll, Young.Value);
                await Task.Delay(100);
                await File.WriteAllBytesAsync(Path.Combine(_host["Mine"], "Library.dll"), Old.Value);
                break;
        }
    }

    private static async Task WriteSlowlyAsync(FileStream file)
    {
        await using (file)
        {
            foreach (var part in Young.Value.Chunk(Young.Value.Length / 4 + 1))
            {
                await file.WriteAsync(part);
                await file.FlushAsync();
                await Task.Delay(250);
            }
        }
    }

    private int Reloads() => _log.At(LogLevel.Information).Count(line => line.Contains("reloaded"));

    private async Task VersionIsAsync(string version)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (_host.Extensions.Status().SingleOrDefault()?.Version != version)
        {
            await Task.Delay(10, limit.Token);
        }
    }

    private static byte[] Compile(string version) => PluginProject.Compile("Mine", PluginProject.Saying(
        $"\"{new string('x', 2000)}\"", attributes: $"[assembly: AssemblyInformationalVersion(\"{version}\")]"));
}
