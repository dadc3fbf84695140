namespace QQBotKit.Benchmarks.Loopback;

/// <summary>Runs the kit and the baseline in turn and prints the ratio of every pair: the machine's speed drifts, a ratio does not.</summary>
internal static class LoopbackRun
{
    public static async Task RunAsync(string[] options)
    {
        var rounds = options is [var number, ..] ? int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) : 7;
        await using var server = await LoopbackServer.StartAsync();
        await CompareAsync(server, "every event answered", new Workload(60_000, Answered: true), rounds);
        await CompareAsync(server, "no event answered", new Workload(400_000, Answered: false), rounds);
    }

    private static async Task CompareAsync(LoopbackServer server, string title, Workload workload, int rounds)
    {
        Console.WriteLine($"{title}: {workload.Events} events, {rounds} pairs");
        var rates = new List<double>();
        var costs = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var baseline = await server.MeasureAsync("baseline", workload);
            var kit = await server.MeasureAsync("kit", workload);
            rates.Add(kit.EventsPerSecond / baseline.EventsPerSecond);
            costs.Add(kit.CpuMicrosecondsPerEvent / baseline.CpuMicrosecondsPerEvent);
            Console.WriteLine(
                $"  baseline {baseline.EventsPerSecond,9:0} ev/s {baseline.CpuMicrosecondsPerEvent,7:0.00} µs CPU/ev   "
                + $"kit {kit.EventsPerSecond,9:0} ev/s {kit.CpuMicrosecondsPerEvent,7:0.00} µs CPU/ev   "
                + $"ratio {rates[^1]:0.00} × rate, {costs[^1]:0.00} × CPU");
        }

        Console.WriteLine($"  median: {Median(rates):0.00} × the rate of the baseline, {Median(costs):0.00} × its CPU per event");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
