using System.Globalization;
using QQBotKit.Core.Plugins;

namespace QQBotKit.Testing;

/// <summary>How a plugin or script is tested. All of it may be left out.</summary>
public sealed class BotTestOptions
{
    internal List<CodePlugin> Plugins { get; } = [];

    internal List<string> Paths { get; } = [];

    /// <summary>
    /// The options of the plugin or script under test: a <see cref="string"/> is YAML, as it would stand in bot.yaml (<c>"sides: 20"</c>); any other object is
    /// written as YAML, such as one of the plugin's own options class. What does not fit is reported like a mistake in bot.yaml.
    /// </summary>
    public object? Options { get; init; }

    /// <summary>More of bot.yaml: whole sections, such as <c>"commands: { unknown: suggest }"</c>. All but <c>bots</c> and <c>storage</c>.</summary>
    public string BotYaml { get; init; } = "";

    /// <summary>More of the bot's own section of bot.yaml, such as <c>"intents: [guilds]"</c>. All but <c>app_id</c>, <c>secret</c> and <c>platform</c>.</summary>
    public string BotSection { get; init; } = "";

    /// <summary>When it is when the test begins. By default noon of a Monday in Beijing, the time zone of the test's clock.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 5, 12, 0, 0, TimeSpan.FromHours(8));

    /// <summary>The language of what the runtime itself says, such as the usage of a command; English by default, whatever the machine.</summary>
    public CultureInfo Language { get; init; } = CultureInfo.InvariantCulture;

    /// <summary>How long, on the clock on the wall, the test waits for the bot before it fails.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Runs another plugin beside the one under test, after those added before it.</summary>
    /// <returns>These options.</returns>
    public BotTestOptions With<TPlugin>() where TPlugin : BotPlugin, new()
    {
        Plugins.Add(new CodePlugin(typeof(TPlugin).Name, static () => new TPlugin()));
        return this;
    }

    /// <summary>Runs another plugin or script beside the one under test.</summary>
    /// <param name="path">See <see cref="BotTest.StartAsync(string, BotTestOptions?)"/>.</param>
    /// <returns>These options.</returns>
    public BotTestOptions With(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Paths.Add(path);
        return this;
    }
}
