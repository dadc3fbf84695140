using System.Globalization;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Capabilities;
using QQBotKit.Core.Gateway;
using QQBotKit.Limits;

namespace QQBotKit.Core.Configuration;

/// <summary>Makes the settings of the tree of bot.yaml: every key of the file is named here, once.</summary>
/// <param name="file">The full path of the file; paths in it are relative to its folder.</param>
/// <param name="findings">Takes what is wrong. Where there is a finding, the settings are not to be used.</param>
internal sealed class SettingsReader(string file, Findings findings)
{
    private static readonly Texts English = new(CultureInfo.InvariantCulture);
    private static readonly Texts Chinese = new(CultureInfo.GetCultureInfo("zh-CN"));

    // The platform names no limit; one process with more sockets than this is a typing error.
    private const int MostShards = 10_000;

    // Shorter, and the way here would take too long; longer, and a busy bot forgets ids that could still be sent again.
    private static readonly TimeSpan LeastWebhookAge = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MostWebhookAge = TimeSpan.FromHours(1);

    private static readonly TimeSpan LeastKeep = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MostKeep = TimeSpan.FromDays(30);
    private const int MostTextParts = 100;

    // A call as a whole has a minute or two, so that a longer wait would never be seen.
    private static readonly TimeSpan LeastRateWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostRateWait = TimeSpan.FromMinutes(2);
    private const int MostRateQueue = 1_000_000;

    // Shorter, and a busy machine alone could be the reason; longer, and nobody waits for the answer any more.
    private static readonly TimeSpan LeastLoopLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostLoopLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LeastDeadline = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostDeadline = TimeSpan.FromDays(1);

    public QQBotSettings Read(YamlMapping root) => Section.Read(root, YamlMapping.Empty, "", findings, top =>
    {
        // The order is the one in which a list of valid keys names them.
        var bots = top.Entries("bots");
        var commands = top.Read("commands", ReadCommands);
        var handlers = top.Read("handlers", ReadHandlers);
        var access = top.Read("access", ReadAccess);
        var plugins = top.Read("plugins", ReadPlugins);
        var storage = top.Read("storage", section => new StorageSettings { Path = Folder(section, "path", "data") });
        var scripts = top.Read("scripts", section => ReadScripts(section, storage));
        var (limitsFile, limits) = ReadLimits(top);
        return new QQBotSettings
        {
            File = file,
            ReadAtStart = ReadAtStart(root),
            Bots = ReadBots(root, bots, plugins.Options, scripts.Options),
            Commands = commands,
            Handlers = handlers,
            Access = access,
            Plugins = plugins,
            Scripts = scripts,
            Storage = storage,
            LimitsFile = limitsFile,
            Limits = limits,
            Simulator = top.Read("simulator", ReadSimulator),
            Web = top.Read("web", ReadWeb),
            Logging = top.Read("logging", ReadLogging),
        };
    });

    // All but the options and the list of plugins that are not loaded, which are taken over while the bots run.
    private static Dictionary<string, string> ReadAtStart(YamlMapping root) => root.Entries
        .SelectMany(section => section.Key.Value switch
        {
            "plugins" or "scripts" => Parts(section, "options", "disabled"),
            "bots" when section.Value is YamlMapping bots => bots.Entries.SelectMany(bot => Parts(bot, "plugins", "scripts")).Select(part => (Path: $"bots.{part.Path}", part.Text)),
            _ => [(section.Key.Value, section.Value.Text)],
        })
        .DistinctBy(part => part.Path)
        .ToDictionary(part => part.Path, part => part.Text);

    private static IEnumerable<(string Path, string Text)> Parts(YamlEntry section, params string[] without) =>
        ((section.Value as YamlMapping)?.Entries ?? [])
        .Where(entry => !without.Contains(entry.Key.Value))
        .Select(entry => ($"{section.Key.Value}.{entry.Key.Value}", entry.Value.Text));

    private Dictionary<string, BotSettings> ReadBots(
        YamlMapping root, IReadOnlyList<YamlEntry> entries, ExtensionOptions plugins, ExtensionOptions scripts)
    {
        if (entries.Count == 0 && root["bots"] is null or YamlMapping or YamlScalar { IsNull: true })
        {
            findings.Add(
                root["bots"] ?? YamlMapping.Empty,
                "there is no bot; name one under 'bots', with its app_id and secret",
                "没有任何机器人；请在 bots 下写一个，并给出 app_id 和 secret");
        }

        var bots = new Dictionary<string, BotSettings>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in entries)
        {
            if (!IsBotName(name.Value))
            {
                findings.Add(
                    name,
                    $"'{name.Value}' cannot name a bot: it becomes part of an address and of file names, so it takes letters, digits, '-' and '_' only",
                    $"“{name.Value}” 不能作为机器人的名字：它会成为网址和文件名的一部分，只能包含文字、数字、“-” 和 “_”");
            }

            var bot = Section.Read(value, name, $"bots.{name.Value}", findings, section => ReadBot(section, plugins, scripts));
            if (!bots.TryAdd(name.Value, bot))
            {
                findings.Add(name, $"another bot has the name '{name.Value}' but for upper and lower case", $"另一个机器人的名字与 “{name.Value}” 只有大小写不同");
            }
        }

        return bots;
    }

    private static bool IsBotName(string name) =>
        name.Length > 0 && name.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_');

    private BotSettings ReadBot(Section bot, ExtensionOptions plugins, ExtensionOptions scripts) => new()
    {
        AppId = Credential(bot, "app_id", "AppID", "app_id: \"102000001\""),
        Secret = Credential(bot, "secret", "AppSecret", "secret: ${QQBOT_SECRET}"),
        Platform = bot.Choice("platform", Platform.Simulator),
        Certified = bot.Flag("certified", otherwise: false),
        Rates = bot.Read("rates", ReadRates),
        ApiUrl = bot.Url("api_url"),
        TokenUrl = bot.Url("token_url"),
        Events = bot.Choice("events", EventTransport.Websocket),
        Delivery = bot.Read("delivery", ReadDelivery),
        Webhook = bot.Read("webhook", ReadWebhook),
        Intents = ReadIntents(bot),
        Shards = ReadShards(bot),
        Plugins = bot.Read("plugins", section => ReadOptions(section, (OptionsSections)plugins)),
        Scripts = bot.Read("scripts", section => ReadOptions(section, (OptionsSections)scripts)),
    };

    private string Credential(Section bot, string key, string name, string example)
    {
        var node = bot.Take(key);
        if (node is YamlScalar { Value: not "" } scalar)
        {
            return scalar.Value;
        }

        if (node is null or YamlScalar)
        {
            findings.Add(
                bot.PlaceOf(key),
                $"{bot.PathOf(key)} is missing or empty; it is the {name} from the bot's page on q.qq.com: {example}",
                $"缺少 {bot.PathOf(key)}，或它是空的；它是 q.qq.com 上机器人管理页面里的 {name}：{example}");
        }
        else
        {
            findings.AddWrongType(node, bot.PathOf(key), "text", "文本");
        }

        return "";
    }

    private DeliverySettings ReadDelivery(Section delivery)
    {
        const string Key = "ways";
        var (ways, keep) = (delivery.Take(Key), delivery.Duration("keep", LeastKeep, MostKeep));
        if (ways is not (null or YamlSequence { Items.Count: > 0 }))
        {
            findings.AddWrongType(
                ways, delivery.PathOf(Key), "a list of at least one way, such as [passive, event, active, queued]", "至少含一项的列表，例如 [passive, event, active, queued]");
        }

        return new DeliverySettings
        {
            Ways = ways is YamlSequence list
                ? [.. list.Items.Select((item, index) => delivery.Choice(item, $"{delivery.PathOf(Key)}[{index}]", DeliveryWay.Passive)).Distinct()]
                : new DeliverySettings().Ways,
            Keep = keep ?? new DeliverySettings().Keep,
            NumberParts = delivery.Flag("number_parts", otherwise: true),
            MostParts = delivery.Number("most_parts", 1, MostTextParts) ?? new DeliverySettings().MostParts,
        };
    }

    private static WebhookSettings ReadWebhook(Section webhook) => new()
    {
        MaxAge = webhook.Duration("max_age", LeastWebhookAge, MostWebhookAge) ?? new WebhookSettings().MaxAge,
    };

    private static RateSettings ReadRates(Section rates) => new()
    {
        Wait = rates.Duration("wait", LeastRateWait, MostRateWait) ?? new RateSettings().Wait,
        Queue = rates.Number("queue", 1, MostRateQueue) ?? new RateSettings().Queue,
    };

    private List<string>? ReadIntents(Section bot)
    {
        const string Key = "intents";
        switch (bot.Take(Key))
        {
            case null or YamlScalar { Value: "auto" }:
                return null;

            case YamlSequence { Items.Count: > 0 } list:
                var names = new List<string>();
                foreach (var (index, item) in list.Items.Index())
                {
                    if (item is YamlScalar scalar && IntentTable.TryParse(scalar.Value, out var intent))
                    {
                        names.AddRange(IntentTable.Names(intent));
                    }
                    else
                    {
                        findings.AddNotOneOf(item, $"{bot.PathOf(Key)}[{index}]", [.. IntentTable.AllNames]);
                    }
                }

                return names;

            case var other:
                findings.AddWrongType(
                    other, bot.PathOf(Key),
                    "auto, or a list of at least one name, such as [guilds, group_and_c2c]",
                    " auto 或至少含一个名字的列表，例如 [guilds, group_and_c2c]");
                return null;
        }
    }

    private ShardSettings? ReadShards(Section bot)
    {
        const string Key = "shards";
        var path = bot.PathOf(Key);
        switch (bot.Take(Key))
        {
            case null or YamlScalar { Value: "auto" }:
                return null;

            case YamlMapping mapping:
                return Section.Read(mapping, mapping, path, findings, ReadFixedShards);

            case YamlScalar scalar when int.TryParse(scalar.Value, CultureInfo.InvariantCulture, out _):
                return bot.Number(scalar, path, 1, MostShards) is { } count ? new ShardSettings([.. Enumerable.Range(0, count)], count) : null;

            case var other:
                findings.AddWrongType(
                    other, path,
                    "auto, a number of shards, or {ids: [0, 1], count: 4}",
                    " auto、分片数，或 {ids: [0, 1], count: 4}");
                return null;
        }
    }

    private ShardSettings? ReadFixedShards(Section shards)
    {
        var (ids, count) = (shards.Take("ids"), shards.Take("count"));
        if (ids is null || count is null)
        {
            findings.Add(
                shards.Place,
                $"{shards.Path} needs both ids and count, as in {{ids: [0, 1], count: 4}}",
                $"{shards.Path} 需要同时给出 ids 和 count，例如 {{ids: [0, 1], count: 4}}");
            return null;
        }

        if (ids is not YamlSequence { Items.Count: > 0 } list)
        {
            findings.AddWrongType(ids, shards.PathOf("ids"), "a list of at least one number, such as [0, 1]", "至少含一个数字的列表，例如 [0, 1]");
            return null;
        }

        if (shards.Number(count, shards.PathOf("count"), 1, MostShards) is not { } shardCount)
        {
            return null;
        }

        var read = new List<int>();
        foreach (var (index, item) in list.Items.Index())
        {
            if (shards.Number(item, $"{shards.PathOf("ids")}[{index}]", 0, shardCount - 1) is not { } id)
            {
                continue;
            }

            if (read.Contains(id))
            {
                findings.Add(item, $"the shard {id} is there twice", $"分片 {id} 出现了两次");
            }

            read.Add(id);
        }

        return new ShardSettings(read, shardCount);
    }

    private CommandSettings ReadCommands(Section commands)
    {
        var prefixes = commands.TextList("prefixes", "[\"/\"]");
        if (prefixes is { Count: 0 })
        {
            findings.Add(
                commands.PlaceOf("prefixes"),
                "commands.prefixes is an empty list; [\"/\"] is usual, and [\"\"] makes every message a possible command",
                "commands.prefixes 是空列表；通常写 [\"/\"]，写 [\"\"] 则每条消息都可能是指令");
        }

        return new CommandSettings
        {
            Prefixes = prefixes ?? new CommandSettings().Prefixes,
            Unknown = commands.Choice("unknown", UnknownCommand.Silent),
            Failed = commands.Text("failed") ?? new CommandSettings().Failed,
        };
    }

    private static HandlerSettings ReadHandlers(Section handlers) => new()
    {
        Deadline = handlers.Duration("deadline", LeastDeadline, MostDeadline) ?? new HandlerSettings().Deadline,
        Concurrency = handlers.Number("concurrency", 1, 100_000) ?? new HandlerSettings().Concurrency,
        Failures = handlers.Number("failures", 0, 1_000_000) ?? new HandlerSettings().Failures,
    };

    private static AccessSettings ReadAccess(Section access) => new()
    {
        Owners = access.TextList("owners", "[OPENID]") ?? [],
        Grants = access.Entries("grants").ToDictionary(
            entry => entry.Key.Value,
            entry => access.Text(entry.Value, access.PathOf($"grants.{entry.Key.Value}")) ?? ""),
    };

    private PluginSettings ReadPlugins(Section plugins) => new()
    {
        Path = Folder(plugins, "path", "plugins"),
        Disabled = plugins.TextList("disabled", "[welcome]") ?? [],
        Undeclared = plugins.Choice("undeclared", UndeclaredCapabilities.Allow),
        Capabilities = ReadCapabilities(plugins),
        Options = ReadOptions(plugins, under: null),
    };

    private Dictionary<string, IReadOnlyList<string>> ReadCapabilities(Section plugins)
    {
        var capabilities = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in plugins.Entries("capabilities"))
        {
            var path = plugins.PathOf($"capabilities.{name.Value}");
            var words = plugins.TextList(value, path, "[active-messages, \"api:guilds\"]") ?? [];
            foreach (var problem in words.Select(word => (English: CapabilitySet.ProblemOf(word, English), Chinese: CapabilitySet.ProblemOf(word, Chinese))))
            {
                if (problem is { English: { } english, Chinese: { } chinese })
                {
                    findings.Add(value, $"{path}: {english}", $"{path}：{chinese}");
                }
            }

            capabilities[name.Value] = words;
        }

        return capabilities;
    }

    private ScriptSettings ReadScripts(Section scripts, StorageSettings storage) => new()
    {
        Path = Folder(scripts, "path", "scripts"),
        Cache = Folder(scripts, "cache", Path.Combine(storage.Path, "scripts")),
        Packages = scripts.Read("nuget", ReadPackages),
        LoopGuard = scripts.Flag("loop_guard", otherwise: true),
        LoopLimit = scripts.Duration("loop_limit", LeastLoopLimit, MostLoopLimit) ?? new ScriptSettings().LoopLimit,
        Options = ReadOptions(scripts, under: null),
    };

    private PackageSettings ReadPackages(Section packages) => new()
    {
        Enabled = packages.Flag("enabled", otherwise: false),
        Sources = packages.TextList("sources", "[https://api.nuget.org/v3/index.json]")?.Select(source =>
            source.Contains("://", StringComparison.Ordinal) ? source : Path.GetFullPath(source, Path.GetDirectoryName(file)!)).ToList()
            ?? new PackageSettings().Sources,
    };

    private OptionsSections ReadOptions(Section owner, OptionsSections? under)
    {
        const string Key = "options";
        var sections = new YamlMapping(owner.Entries(Key), owner.Place.Line, owner.Place.Column);
        foreach (var entry in sections.Entries)
        {
            if (entry.Value is not (YamlMapping or YamlScalar { IsNull: true }))
            {
                findings.AddWrongType(entry.Value, $"{owner.PathOf(Key)}.{entry.Key.Value}", "a section with keys", "带键的配置段");
            }

            if (sections.Find(entry.Key.Value, StringComparer.OrdinalIgnoreCase) is { } first && !ReferenceEquals(first, entry))
            {
                findings.Add(
                    entry.Key,
                    $"'{entry.Key.Value}' and '{first.Key.Value}' (line {first.Key.Line}) are the same name: upper and lower case do not matter here",
                    $"“{entry.Key.Value}” 与第 {first.Key.Line} 行的 “{first.Key.Value}” 是同一个名字：这里不区分大小写");
            }
        }

        return under?.Under(sections) ?? new OptionsSections(file, owner.PathOf(Key), sections, findings.Texts);
    }

    private (string? File, PlatformLimits Limits) ReadLimits(Section top)
    {
        const string Key = "limits";
        if (top.Text(Key) is not { } text)
        {
            return (null, PlatformLimits.Default);
        }

        var path = Path.GetFullPath(text, Path.GetDirectoryName(file)!);
        try
        {
            return (path, PlatformLimits.Read(path));
        }
        catch (LimitsException wrong)
        {
            findings.Add(top.PlaceOf(Key), $"{top.PathOf(Key)}: {wrong.Text.English}", $"{top.PathOf(Key)}：{wrong.Text.Chinese}");
            return (path, PlatformLimits.Default);
        }
    }

    private SimulatorSettings ReadSimulator(Section simulator) => new()
    {
        Rules = simulator.Choice("rules", RuleStrictness.Strict),
        LimitsFile = ReadLimits(simulator).File,
    };

    private static WebSettings ReadWeb(Section web) => new()
    {
        Url = web.Url("url") ?? new WebSettings().Url,
        SimulatorKey = web.Text("simulator_key") is { Length: > 0 } key ? key : null,
    };

    private static LoggingSettings ReadLogging(Section logging) => new()
    {
        Level = logging.Choice("level", LogLevel.Information),
        Levels = logging.Entries("levels").ToDictionary(
            entry => entry.Key.Value,
            entry => logging.Choice(entry.Value, logging.PathOf($"levels.{entry.Key.Value}"), LogLevel.Information)),
    };

    private string Folder(Section section, string key, string otherwise)
    {
        var folder = Path.GetFullPath(section.Text(key) ?? otherwise, Path.GetDirectoryName(file)!);
        try
        {
            // A folder that is not there yet is fine; one that cannot be listed would fail in the middle of the start.
            if (File.Exists(folder))
            {
                Unusable("it is a file, not a folder", "它是文件，不是文件夹");
            }
            else if (Directory.Exists(folder))
            {
                using var entries = Directory.EnumerateFileSystemEntries(folder).GetEnumerator();
                entries.MoveNext();
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Unusable("the user who runs the bot may not read it", "运行机器人的用户没有读取权限");
        }

        return folder;

        void Unusable(string english, string chinese) => findings.Add(
            section.PlaceOf(key), $"{section.PathOf(key)}: {folder} cannot be used: {english}", $"{section.PathOf(key)}：无法使用 {folder}：{chinese}");
    }
}
