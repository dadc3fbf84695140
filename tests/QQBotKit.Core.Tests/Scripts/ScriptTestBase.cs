using System.Globalization;
using System.Runtime.CompilerServices;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Plugins;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Scripts;
using QQBotKit.Core.Tests.Scopes;

namespace QQBotKit.Core.Tests.Scripts;

/// <summary>A folder of scripts, and a bot that they register on.</summary>
public abstract class ScriptTestBase : IDisposable
{
    private protected TemporaryFolder Folder { get; } = new();

    private protected FakeBot Bot { get; } = new();

    private protected ListLogger Log { get; } = new();

    private protected TimeProvider Time { get; set; } = TimeProvider.System;

    private protected Texts Texts { get; set; } = new(CultureInfo.InvariantCulture);

    private protected Func<string, PluginAssemblies?> Plugins { get; set; } = _ => null;

    public virtual void Dispose()
    {
        Bot.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected ScriptSource Source(ScriptSettings? settings = null) => new(
        settings ?? new ScriptSettings { Path = Folder["scripts"], Cache = Folder["cache"] }, Plugins, Time, Texts, Log);

    private protected Task<Extension> LoadAsync(string name, ScriptSource? source = null)
    {
        source ??= Source();
        return source.LoadAsync(source.Scan().Single(file => file.Name == name), default);
    }

    private protected Task<IReadOnlyList<Finding>> CheckAsync(string name)
    {
        var source = Source();
        return source.CheckAsync(source.Scan().Single(file => file.Name == name), default);
    }

    /// <summary>Loads a script and runs its text against the bot.</summary>
    private protected async Task<Extension> RunAsync(string name, ScriptSource? source = null)
    {
        var script = await LoadAsync(name, source);
        await script.ConfigureAsync(Bot);
        return script;
    }

    private protected static string Repository([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
