using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Tests.Gateway;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Tests.Scopes;

namespace QQBotKit.Core.Tests.Plugins;

/// <summary>Whether ended versions leave the process. <c>QQBotKit.Benchmarks reload</c> does the same for long.</summary>
public sealed class UnloadTests
{
    public static TheoryData<string> Kinds => [.. Reloads.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task No_version_of_a_plugin_stays_in_memory(string kind)
    {
        await using var reloads = new Reloads();

        await reloads.RunAsync(kind, 12);

        Unloading.Wait(() => reloads.CountAlive() == 0, reloads.Unloads.Look).Should().BeTrue($"{reloads.CountAlive()} of 12 are in memory");
        reloads.Unloads.Leftovers().Should().BeEmpty();
    }

    [Fact]
    public async Task A_version_that_stays_is_named_with_what_probably_holds_it()
    {
        var (time, log) = (new FakeTimeProvider(), new TestLog());
        using var measured = new Measured("qqbot.extension.leftovers");
        await using var reloads = new Reloads(time, new RunningBot.LogsToOne(log));
        var changes = 0;
        reloads.Unloads.Changed += () => changes++;

        await reloads.RunAsync("Leaky", 3);
        reloads.Unloads.Leftovers().Should().BeEmpty("nothing is known yet");
        for (var look = 0; look < UnloadWatch.Looks; look++)
        {
            time.Advance(UnloadWatch.Period);
        }

        reloads.Unloads.Leftovers().Should().HaveCount(3).And.AllSatisfy(leftover =>
        {
            leftover.Name.Should().Be("Leaky");
            leftover.Holder.Should().Contain("System.ComponentModel.TypeDescriptor").And.Contain("(in Leaky)");
        });
        log.At(Microsoft.Extensions.Logging.LogLevel.Warning).Should().HaveCount(3).And.OnlyContain(line => line.Contains("Leaky") && line.Contains("TypeDescriptor"));
        measured.Of("Leaky").Should().Be(3);
        changes.Should().BePositive();
    }

    [Fact]
    public async Task A_version_that_goes_late_is_no_longer_named()
    {
        var (time, log) = (new FakeTimeProvider(), new TestLog());
        await using var watch = new UnloadWatch(time, new Texts(System.Globalization.CultureInfo.InvariantCulture), log);
        var held = Hold(watch);
        for (var look = 0; look < UnloadWatch.Looks; look++)
        {
            time.Advance(UnloadWatch.Period);
        }

        watch.Leftovers().Should().ContainSingle().Which.Holder.Should().Contain("a task that still runs");

        held.Clear();
        Unloading.Wait(() => watch.Leftovers().Count == 0).Should().BeTrue();
        time.Advance(TimeSpan.FromMinutes(1));
        log.At(Microsoft.Extensions.Logging.LogLevel.Information).Should().ContainSingle().Which.Should().Contain("after all");
    }

    private static List<object> Hold(UnloadWatch watch)
    {
        var context = new System.Runtime.Loader.AssemblyLoadContext("held", isCollectible: true);
        var assembly = context.LoadFromStream(new MemoryStream(PluginProject.Compile("Held", "public class Held;")));
        watch.Watch(new Unloaded(context) { Kind = ExtensionKind.Plugin, Name = "Held" });
        context.Unload();
        return [Activator.CreateInstance(assembly.GetType("Held")!)!];
    }

    private sealed class Unloaded : Extension
    {
        public Unloaded(System.Runtime.Loader.AssemblyLoadContext context) => LoadContext = new WeakReference(context);

        public override Task ConfigureAsync(IBot bot) => Task.CompletedTask;

        public override ValueTask DisposeAsync() => default;
    }

    /// <summary>Reads a gauge by the name of the plugin.</summary>
    private sealed class Measured : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Dictionary<string, int> _values = [];

        public Measured(string instrument)
        {
            _listener.InstrumentPublished = (published, listener) =>
            {
                if (published.Name == instrument)
                {
                    listener.EnableMeasurementEvents(published);
                }
            };
            _listener.SetMeasurementEventCallback<int>((_, value, tags, _) => _values[(string)tags[1].Value!] = value);
            _listener.Start();
        }

        public int Of(string name)
        {
            _listener.RecordObservableInstruments();
            return _values[name];
        }

        public void Dispose() => _listener.Dispose();
    }
}
