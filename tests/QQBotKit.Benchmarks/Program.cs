using System.Globalization;
using BenchmarkDotNet.Running;
using QQBotKit.Benchmarks;
using QQBotKit.Benchmarks.Loopback;
using QQBotKit.Benchmarks.Reload;
using QQBotKit.Benchmarks.Scripts;
using QQBotKit.Benchmarks.Simulate;
using QQBotKit.Benchmarks.Soak;
using QQBotKit.Benchmarks.Start;

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
    case ["send"]:
        await SendRun.RunAsync();
        break;
    case ["simulator"]:
        return await SimulateRun.RunAsync();
    case ["start", .. var options]:
        await StartRun.RunAsync(options);
        break;
    case ["reload", .. var options]:
        return await ReloadRun.Command().Parse(options).InvokeAsync();
    case ["scripts", .. var options]:
        return await ScriptRun.Command().Parse(options).InvokeAsync();
    case ["client", "scripts", "start", var folder]:
        await ScriptStart.RunAsync(new DirectoryInfo(folder));
        break;
    case ["client", "scripts", "soak", var way, var edits]:
        return await ScriptSoak.RunAsync(way, int.Parse(edits, CultureInfo.InvariantCulture));
    case ["soak", .. var options]:
        return await SoakRun.Command().Parse(options).InvokeAsync();
    case ["client", "soak", var url, var folder]:
        await SoakBot.RunAsync(new Uri(url), folder);
        break;
    case ["empty-host"]:
        await Microsoft.AspNetCore.Builder.WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]).Build().RunAsync();
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}

return 0;
