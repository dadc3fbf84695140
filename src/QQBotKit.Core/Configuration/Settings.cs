using Microsoft.Extensions.Logging;
using QQBotKit.Limits;

namespace QQBotKit.Core.Configuration;

/// <summary>All of bot.yaml. Paths are absolute after loading.</summary>
public sealed class QQBotSettings
{
    /// <summary>The file that this was read from, whose changes are taken over; null where there is none.</summary>
    public string? File { get; init; }

    /// <summary>What is read at the start only, by its path in the file: equal where nothing of it changed.</summary>
    internal IReadOnlyDictionary<string, string> ReadAtStart { get; init; } = new Dictionary<string, string>();

    /// <summary>The bots of this process, by name. No two names differ in case alone.</summary>
    public Dictionary<string, BotSettings> Bots { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How commands are recognised.</summary>
    public CommandSettings Commands { get; init; } = new();

    /// <summary>What the handlers of plugins and scripts may do.</summary>
    public HandlerSettings Handlers { get; init; } = new();

    /// <summary>Who may do what.</summary>
    public AccessSettings Access { get; init; } = new();

    /// <summary>Where plugins are and what they are told.</summary>
    public PluginSettings Plugins { get; init; } = new();

    /// <summary>Where scripts are and what they are told.</summary>
    public ScriptSettings Scripts { get; init; } = new();

    /// <summary>Where the runtime keeps its data.</summary>
    public StorageSettings Storage { get; init; } = new();

    /// <summary>A file with numbers of the platform that differ from the product's; null where there is none.</summary>
    public string? LimitsFile { get; init; }

    /// <summary>What the platform allows, as that file says it.</summary>
    internal PlatformLimits Limits { get; set; } = PlatformLimits.Default;

    /// <summary>The simulator inside the process.</summary>
    public SimulatorSettings Simulator { get; init; } = new();

    /// <summary>The web server of the host.</summary>
    public WebSettings Web { get; init; } = new();

    /// <summary>What is logged.</summary>
    public LoggingSettings Logging { get; init; } = new();
}

/// <summary>Where a bot runs.</summary>
public enum Platform
{
    /// <summary>The simulator inside the process.</summary>
    Simulator,

    /// <summary>The platform's sandbox (沙箱).</summary>
    Sandbox,

    /// <summary>The platform.</summary>
    Production,
}

/// <summary>How events reach the bot.</summary>
public enum EventTransport
{
    /// <summary>Through the gateway.</summary>
    Websocket,

    /// <summary>Through HTTP callbacks.</summary>
    Webhook,
}

/// <summary>What calls do that the platform allows only later: they wait.</summary>
public sealed record RateSettings
{
    /// <summary>How long a call waits for its turn, and fails then.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many calls of one plugin or script may wait at one limit; more fail at once.</summary>
    public int Queue { get; init; } = 10_000;
}

/// <summary>One bot.</summary>
public sealed class BotSettings
{
    /// <summary>The AppID from the platform's console.</summary>
    public string AppId { get; init; } = "";

    /// <summary>The AppSecret from the platform's console.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Where the bot runs.</summary>
    public Platform Platform { get; init; } = Platform.Simulator;

    /// <summary>Whether the bot's owner is certified (企业或个人认证): the platform lets such a bot send more active messages.</summary>
    public bool Certified { get; init; }

    /// <summary>What calls do that the platform allows only later.</summary>
    public RateSettings Rates { get; init; } = new();

    /// <summary>Overrides the host of the REST calls.</summary>
    public Uri? ApiUrl { get; init; }

    /// <summary>Overrides the address of the token call: a whole address, or a host, which then gets the documented path.</summary>
    public Uri? TokenUrl { get; init; }

    /// <summary>How events reach the bot.</summary>
    public EventTransport Events { get; init; } = EventTransport.Websocket;

    /// <summary>How messages go out.</summary>
    public DeliverySettings Delivery { get; init; } = new();

    /// <summary>What is asked of events that come over HTTP.</summary>
    public WebhookSettings Webhook { get; init; } = new();

    /// <summary>The intents by name; null is <c>auto</c>: what the registered hooks and commands need.</summary>
    public IReadOnlyList<string>? Intents { get; init; }

    /// <summary>Which shards this process runs; null is <c>auto</c>: as many as the platform recommends.</summary>
    public ShardSettings? Shards { get; init; }

    /// <summary>The options of plugins for this bot: its own ones laid over those of <see cref="QQBotSettings.Plugins"/>, key by key.</summary>
    public ExtensionOptions Plugins { get; init; } = ExtensionOptions.None;

    /// <summary>The options of scripts for this bot: its own ones laid over those of <see cref="QQBotSettings.Scripts"/>, key by key.</summary>
    public ExtensionOptions Scripts { get; init; } = ExtensionOptions.None;
}

/// <summary>How messages go out.</summary>
public sealed class DeliverySettings
{
    /// <summary>The ways that a message may go, in the order in which they are tried; <see cref="Message.Via"/> says others for one message.</summary>
    public IReadOnlyList<DeliveryWay> Ways { get; init; } = [DeliveryWay.Passive, DeliveryWay.Event, DeliveryWay.Active, DeliveryWay.Queued];

    /// <summary>How long a message waits for somebody to write.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Whether each part of a long text says which it is: <c>(1/3)</c>.</summary>
    public bool NumberParts { get; init; } = true;

    /// <summary>Into how many messages a long text may be cut; a longer one is refused.</summary>
    public int MostParts { get; init; } = 10;
}

/// <summary>What is asked of events that come over HTTP.</summary>
public sealed class WebhookSettings
{
    /// <summary>How far the time of a request's signature may be from now, in the past or in the future.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>A fixed set of shards.</summary>
/// <param name="Ids">The shards that this process runs, each from 0.</param>
/// <param name="Count">How many shards there are in all.</param>
public sealed record ShardSettings(IReadOnlyList<int> Ids, int Count);

/// <summary>What happens to a message that starts like a command but is none.</summary>
public enum UnknownCommand
{
    /// <summary>Nothing.</summary>
    Silent,

    /// <summary>The bot names the nearest command.</summary>
    Suggest,
}

/// <summary>How commands are recognised.</summary>
public sealed class CommandSettings
{
    /// <summary>What a command starts with. An empty text makes every message a possible command.</summary>
    public IReadOnlyList<string> Prefixes { get; init; } = ["/"];

    /// <summary>What happens to a message that starts like a command but is none.</summary>
    public UnknownCommand Unknown { get; init; }

    /// <summary>What the bot answers when a command failed; empty where it says nothing.</summary>
    public string Failed { get; init; } = Texts.OfMachine.Of("Something went wrong. Please try again later.", "出错了，请稍后再试。");
}

/// <summary>What the handlers of plugins and scripts may do, so that one of them does not harm the others.</summary>
public sealed class HandlerSettings
{
    /// <summary>How long one call of a handler may take. Then it is cancelled, and soon after nobody waits for it any longer.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How many calls of one plugin or script may run at once; more wait.</summary>
    public int Concurrency { get; init; } = 64;

    /// <summary>After so many failures of one handler in a row, nothing of its plugin or script is called until it is resumed or reloaded; 0 is never.</summary>
    public int Failures { get; init; } = 10;
}

/// <summary>Who may do what.</summary>
public sealed class AccessSettings
{
    /// <summary>The openids of the owners.</summary>
    public IReadOnlyList<string> Owners { get; set; } = [];

    /// <summary>The role that a right needs.</summary>
    public IReadOnlyDictionary<string, string> Grants { get; init; } = new Dictionary<string, string>();
}

/// <summary>What a plugin may do that does not declare what it uses, such as one that was built before there were declarations.</summary>
public enum UndeclaredCapabilities
{
    /// <summary>Everything.</summary>
    Allow,

    /// <summary>Neither active messages nor calls of the platform.</summary>
    Refuse,
}

/// <summary>Where plugins are and what they are told.</summary>
public sealed class PluginSettings
{
    /// <summary>The folder of the plugins.</summary>
    public string Path { get; init; } = "plugins";

    /// <summary>The names of plugins that are not loaded, compared without regard to case.</summary>
    public IReadOnlyList<string> Disabled { get; init; } = [];

    /// <summary>What a plugin may do that does not declare what it uses.</summary>
    public UndeclaredCapabilities Undeclared { get; init; }

    /// <summary>What plugins may do, whatever they declare, by name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Capabilities { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The options of each plugin.</summary>
    public ExtensionOptions Options { get; init; } = ExtensionOptions.None;
}

/// <summary>Where scripts are and what they are told.</summary>
public sealed class ScriptSettings
{
    /// <summary>The folder of the scripts.</summary>
    public string Path { get; init; } = "scripts";

    /// <summary>The folder of the compiled scripts. In bot.yaml it is by default the folder <c>scripts</c> under <see cref="StorageSettings.Path"/>.</summary>
    public string Cache { get; init; } = "data/scripts";

    /// <summary>Whether scripts may name packages, and where these come from.</summary>
    public PackageSettings Packages { get; init; } = new();

    /// <summary>Whether the loops of scripts are watched, so that one without an end is stopped.</summary>
    public bool LoopGuard { get; init; } = true;

    /// <summary>How long a loop may keep its thread: the time since it began, or since its last await that waited.</summary>
    public TimeSpan LoopLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The options of each script.</summary>
    public ExtensionOptions Options { get; init; } = ExtensionOptions.None;

    /// <summary>The full paths of the scripts, wherever they are; null is those in <see cref="Path"/>.</summary>
    internal IReadOnlyCollection<string>? Files { get; set; }
}

/// <summary>What scripts may do with NuGet packages.</summary>
public sealed class PackageSettings
{
    /// <summary>Whether <c>#r "nuget: Name, 1.2.3"</c> is followed. A package is code from elsewhere that runs with all rights of the process.</summary>
    public bool Enabled { get; init; }

    /// <summary>The addresses of package feeds, or folders with packages, in the order in which they are asked.</summary>
    public IReadOnlyList<string> Sources { get; init; } = ["https://api.nuget.org/v3/index.json"];
}

/// <summary>Where the runtime keeps its data.</summary>
public sealed class StorageSettings
{
    /// <summary>The folder of the data.</summary>
    public string Path { get; set; } = "data";
}

/// <summary>How strict the simulator is with the messages and calls of bots.</summary>
public enum RuleStrictness
{
    /// <summary>As the platform.</summary>
    Strict,

    /// <summary>Limits are reported and not refused.</summary>
    Lenient,

    /// <summary>A message goes to its target, whatever it is.</summary>
    Off,
}

/// <summary>The simulator inside the process.</summary>
public sealed class SimulatorSettings
{
    /// <summary>How strict it is.</summary>
    public RuleStrictness Rules { get; init; } = RuleStrictness.Strict;

    /// <summary>A file with numbers of the platform that differ, for the simulator alone; null for those of the bots.</summary>
    public string? LimitsFile { get; init; }
}

/// <summary>The web server of the host.</summary>
public sealed class WebSettings
{
    /// <summary>The address it listens on. Port 0 takes a free one.</summary>
    public Uri Url { get; init; } = new("http://127.0.0.1:5140");

    /// <summary>What callers of the simulator's control API must know; null when only this machine may call it.</summary>
    public string? SimulatorKey { get; init; }
}

/// <summary>What is logged.</summary>
public sealed class LoggingSettings
{
    /// <summary>The least level that is logged.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;

    /// <summary>The least level by category, such as <c>plugin.dice</c>.</summary>
    public IReadOnlyDictionary<string, LogLevel> Levels { get; init; } = new Dictionary<string, LogLevel>();
}

/// <summary>The sections of bot.yaml that belong to plugins or scripts, by name. They are bound when the author's class is known.</summary>
public abstract class ExtensionOptions
{
    /// <summary>No sections: every options class keeps its defaults.</summary>
    public static ExtensionOptions None { get; } = new OptionsSections("bot.yaml", "options", YamlMapping.Empty, Texts.OfMachine);

    /// <summary>Whether there is a section of this name, compared without regard to case.</summary>
    public abstract bool Has(string name);

    /// <summary>All that a section says, without its place in the file; empty where there is none.</summary>
    internal abstract string TextOf(string name);

    /// <summary>Binds a section, or an empty one where there is none, and validates the result.</summary>
    /// <exception cref="OptionsException">A key is unknown or a value is not valid.</exception>
    public abstract T Bind<T>(string name) where T : class, new();
}
