using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QQBotKit.Core;
using QQBotKit.Core.Configuration;
using QQBotKit.Simulator;
using QQBotKit.Simulator.World;
using QQBotKit.Web;

namespace QQBotKit.Host;

/// <summary><c>qqbot simulate</c>: the platform alone, for bots of any kind.</summary>
internal static class SimulateCommand
{
    public static Command Create(Texts texts)
    {
        var options = new SimulateOptions(texts);
        var command = new Command("simulate", texts.Of(
            "Runs the QQ Open Platform on this machine, for bots in any language, until Ctrl-C.",
            "在本机运行 QQ 开放平台模拟器，供任何语言的机器人使用，按 Ctrl-C 停止。"));
        foreach (var option in options.All)
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, stopping) =>
        {
            List<string> problems = [];
            var (url, simulator) = options.Read(parsed, Environment.GetEnvironmentVariable, problems);
            foreach (var problem in problems)
            {
                await Console.Error.WriteLineAsync(problem);
            }

            return problems.Count == 0 ? await RunAsync(url, simulator, texts, stopping) : 1;
        });
        return command;
    }

    private static async Task<int> RunAsync(Uri url, SimulatorOptions options, Texts texts, CancellationToken stopping)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(url.ToString());
        builder.Services.AddRoutingCore();
        builder.Services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        builder.Logging.AddLines(new LoggingSettings());
        await using var app = builder.Build();
        var simulator = new QQSimulator(options, TimeProvider.System, app.Services.GetRequiredService<ILoggerFactory>());
        app.MapSimulator(simulator);
        app.MapChatPage();
        try
        {
            await app.StartAsync(stopping);
        }
        catch (Exception e) when (StartProblem.Explain(e, "--url", url, texts) is { } problem)
        {
            await Console.Error.WriteLineAsync(problem);
            return 1;
        }

        await Console.Out.WriteLineAsync(Summary(new Uri(app.Urls.First()), options, simulator.World, texts));
        await app.WaitForShutdownAsync(stopping);
        return 0;
    }

    private static string Summary(Uri url, SimulatorOptions options, SimulatedWorld world, Texts texts)
    {
        string[] any = !options.AcceptAnySecret ? []
            : options.Bots.Count == 0 ? [texts.Of("any AppID with any secret", "任意 AppID 与密钥")]
            : [texts.Of("and any other", "以及任何其他机器人")];
        List<string> lines =
        [
            texts.Of("The simulator runs. Point a bot at it:", "模拟器已启动，请让机器人连接："),
            $"  {texts.Of("token", "鉴权")}: {new Uri(url, "app/getAppAccessToken")}",
            $"  {texts.Of("API", "接口")}: {url}",
            $"  {texts.Of("gateway", "网关")}: {new UriBuilder(url) { Scheme = url.Scheme == "https" ? "wss" : "ws", Path = "websocket" }.Uri} ({texts.Of("as GET /gateway says", "即 GET /gateway 的返回")})",
            $"  {texts.Of("bots", "机器人")}: {string.Join(", ", [.. options.Bots.Keys, .. any])}",
            $"  {texts.Of("control API", "控制接口")}: {new Uri(url, "simulator/openapi.json")}{(options.Key is null ? "" : texts.Of(" (with the key)", "（需要密钥）"))}",
            $"  {texts.Of("chat page", "聊天页面")}: {url}",
        ];
        lines.AddRange(world.People.Select(person => $"  {texts.Of("user", "用户")} {person.Name}: {person.Openid}"));
        lines.AddRange(world.Groups.Select(group => $"  {texts.Of("group", "群")} {group.Name}: {group.Id}"));
        foreach (var guild in world.Guilds)
        {
            lines.Add($"  {texts.Of("guild", "频道")} {guild.Info.Name}: {guild.Id}");
            lines.AddRange(guild.Channels.All.Where(channel => channel.Type == ChannelType.Text)
                .Select(channel => $"    {texts.Of("channel", "子频道")} {channel.Name}: {channel.Id}"));
        }

        lines.Add(texts.Of("Press Ctrl-C to stop.", "按 Ctrl-C 停止。"));
        return string.Join(Environment.NewLine, lines);
    }
}
