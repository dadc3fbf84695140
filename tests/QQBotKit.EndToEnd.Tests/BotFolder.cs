namespace QQBotKit.EndToEnd.Tests;

/// <summary>A folder with a bot.yaml, a copy of the sample scripts, and the sample plugins of the repository.</summary>
public sealed class BotFolder : IDisposable
{
    public const string Secret = "very-secret-5f2c";

    public BotFolder(string? yaml = null, bool samples = true)
    {
        Directory.CreateDirectory(Scripts);
        if (samples)
        {
            foreach (var script in Directory.EnumerateFiles(Path.Combine(HostProcess.RepositoryFolder, "scripts"), "*.csx"))
            {
                File.Copy(script, Path.Combine(Scripts, Path.GetFileName(script)));
            }
        }

        File.WriteAllText(Config, yaml ?? $$"""
            bots:
              main:
                app_id: "102000001"
                secret: ${QQBOT_TEST_SECRET}
                platform: simulator
            plugins: { path: '{{Path.Combine(HostProcess.RepositoryFolder, "plugins")}}', options: { keywords: { answers: { 图书馆: 周日休息 } } } }
            web: { url: "http://127.0.0.1:0" }
            """);
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("qqbot-e2e-").FullName;

    public string Config => Path.Combine(Root, "bot.yaml");

    public string Scripts => Path.Combine(Root, "scripts");

    public Dictionary<string, string> Environment { get; } = new() { ["QQBOT_TEST_SECRET"] = Secret };

    public void WriteScript(string name, string code) => File.WriteAllText(Path.Combine(Scripts, $"{name}.csx"), code);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
