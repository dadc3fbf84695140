using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Tests.Gateway;
using QQBotKit.Core.Tests.Rest;

namespace QQBotKit.Core.Tests.Plugins;

/// <summary>
/// Plugins that give each other services: Points has a contract, Bank uses it and has one of its own, Shop uses both. What they do at their ends is written down
/// in a list that both sides know.
/// </summary>
internal sealed class ServiceWorld : IAsyncDisposable
{
    private readonly string _ends = $"service-ends-{Guid.NewGuid()}";

    public ServiceWorld()
    {
        AppContext.SetData(_ends, Steps);
        Host = new PluginHost(clock: new FakeTimeProvider(), logs: new RunningBot.LogsToOne(Log));
    }

    public PluginHost Host { get; }

    public TestLog Log { get; } = new();

    /// <summary>What the plugins did, in order.</summary>
    public ConcurrentQueue<string> Steps { get; } = [];

    public static byte[] PointsContract(string version = "1.0.0.0") =>
        PluginProject.Compile("Points.Contract", $$"""[assembly: System.Reflection.AssemblyVersion("{{version}}")] namespace Points; public interface IPoints { int Of(string person); }""");

    public static byte[] BankContract { get; } = PluginProject.Compile("Bank.Contract", "namespace Bank; public interface IBank { string Of(string person); }");

    /// <summary>Puts the provider there, with its contract.</summary>
    public void PutPoints(int points = 1, string contract = "1.0.0.0", string declares = "Points.Contract") => Put(
        "Points", declares, $"public int Of(string person) => {points};", "bot.Provide<Points.IPoints>(this);", ", Points.IPoints", ("Points.Contract", PointsContract(contract)));

    /// <summary>Puts one there that uses Points, and whose service others use.</summary>
    public void PutBank(string contract = "1.0.0.0", string inConfigure = "") => Put(
        "Bank", "Bank.Contract", "private Points.IPoints points = null!; public string Of(string person) => $\"{points.Of(person)} coins\";",
        $"points = bot.Need<Points.IPoints>(); bot.Provide<Bank.IBank>(this); {inConfigure} bot.Command(\"coins\", () => Of(\"me\"));",
        ", Bank.IBank", [("Bank.Contract", BankContract)], PointsContract(contract));

    /// <summary>Puts one there that uses both.</summary>
    public void PutShop() => Put(
        "Shop", "", "", "var (points, bank) = (bot.Need<Points.IPoints>(), bot.Need<Bank.IBank>()); bot.Command(\"shop\", () => $\"{points.Of(\"me\")}, {bank.Of(\"me\")}\");",
        "", [], PointsContract(), BankContract);

    public void Put(string name, string declares, string members, string configure, string bases = "", params (string Name, byte[] Content)[] libraries) =>
        Put(name, declares, members, configure, bases, libraries, []);

    public void Put(
        string name, string declares, string members, string configure, string bases, (string Name, byte[] Content)[] libraries, params byte[][] references)
    {
        var folder = Directory.CreateDirectory(Host[name]).FullName;
        foreach (var (library, content) in libraries)
        {
            File.WriteAllBytes(Path.Combine(folder, library + ".dll"), content);
        }

        File.WriteAllBytes(Path.Combine(folder, name + ".dll"), PluginProject.Compile(
            name,
            $$"""
            {{(declares.Length == 0 ? "" : $"[assembly: System.Reflection.AssemblyMetadata(\"QQBotKit.Contract\", \"{declares}\")]")}}
            public sealed class The{{name}} : QQBotKit.BotPlugin{{bases}}
            {
                private static readonly System.Collections.Concurrent.ConcurrentQueue<string> Steps =
                    (System.Collections.Concurrent.ConcurrentQueue<string>)System.AppContext.GetData("{{_ends}}")!;
                {{members}}
                public override void Configure(QQBotKit.IBot bot) { {{configure}} Steps.Enqueue("{{name}} configured"); }
                public override System.Threading.Tasks.ValueTask DisposeAsync() { Steps.Enqueue("{{name}} ended"); return base.DisposeAsync(); }
            }
            """,
            [.. libraries.Select(library => library.Content), .. references]));
    }

    public void Remove(string plugin) => Directory.Delete(Host[plugin], recursive: true);

    /// <summary>Looks until all is settled.</summary>
    /// <returns>What the plugins did meanwhile.</returns>
    public async Task<string[]> LookAsync()
    {
        Steps.Clear();
        await Host.LookAsync();
        await Host.Extensions.LookAsync(Host.Scripts, default);
        return [.. Steps];
    }

    public ExtensionStatus Status(string name) => Host.Extensions.Status().Single(extension => extension.Name == name);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        AppContext.SetData(_ends, null);
    }
}
