using BenchmarkDotNet.Running;
using QQBotKit.Benchmarks.Loopback;

switch (args)
{
    // The whole path over loopback: this process is the platform, each client is a process of its own.
    case ["loopback", .. var options]:
        await LoopbackRun.RunAsync(options);
        break;
    case ["client", "kit", var url]:
        await KitClient.RunAsync(new Uri(url));
        break;
    case ["client", "baseline", var url]:
        await BaselineClient.RunAsync(new Uri(url));
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
