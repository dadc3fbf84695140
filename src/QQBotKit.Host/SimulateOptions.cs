using System.CommandLine;
using QQBotKit.Core;
using QQBotKit.Limits;
using QQBotKit.Simulator;

namespace QQBotKit.Host;

/// <summary>What <c>qqbot simulate</c> is told.</summary>
internal sealed class SimulateOptions(Texts texts)
{
    public const string KeyVariable = "QQBOT_SIMULATOR_KEY";
    public const string SecretVariable = "QQBOT_SECRET";

    private readonly Option<string> _url = new("--url")
    {
        Description = texts.Of("Where to listen. Port 0 takes a free one.", "监听地址；端口 0 表示任选空闲端口。"),
        HelpName = "URL",
        DefaultValueFactory = _ => "http://127.0.0.1:5140",
    };

    private readonly Option<string[]> _bots = new("--bot")
    {
        Description = texts.Of(
            $"A bot that may log in; can be given several times. Without a secret it is read from {SecretVariable}_APPID or {SecretVariable}. Without any --bot every bot may log in.",
            $"允许登录的机器人，可重复。不写密钥时读取环境变量 {SecretVariable}_APPID 或 {SecretVariable}。不写 --bot 时任何机器人都可登录。"),
        HelpName = "APPID[:SECRET]",
    };

    private readonly Option<bool> _anySecret = new("--any-secret")
    {
        Description = texts.Of("Other bots may log in as well, with any secret.", "其他机器人也可用任意密钥登录。"),
    };

    private readonly Option<string[]> _webhooks = new("--webhook")
    {
        Description = texts.Of("The callback address of a bot; can be given several times.", "机器人的回调地址，可重复。"),
        HelpName = "APPID=URL",
    };

    private readonly Option<string?> _key = new("--key")
    {
        Description = texts.Of(
            $"What callers of the control API must know; also read from {KeyVariable}. Without a key only this machine can call it.",
            $"调用控制接口所需的密钥，也可用环境变量 {KeyVariable} 设置。不设置时只有本机可以调用。"),
        HelpName = "KEY",
    };

    private readonly Option<SimulatorRules> _rules = new("--rules")
    {
        Description = texts.Of(
            "strict refuses what the platform refuses; lenient lets limits pass and reports them; off takes everything.",
            "strict 拒绝平台会拒绝的；lenient 放过限制并报告；off 全部接受。"),
        HelpName = "strict|lenient|off",
    };

    private readonly Option<string?> _limits = new("--limits")
    {
        Description = texts.Of("A file with numbers of the platform that are to be different.", "写有不同平台数字的文件。"),
        HelpName = "FILE",
    };

    public IEnumerable<Option> All => [_url, _bots, _anySecret, _webhooks, _key, _rules, _limits];

    /// <summary>Reads the command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="environment">The value of an environment variable; null if it is not set.</param>
    /// <param name="problems">Gets what is wrong with it.</param>
    public (Uri Url, SimulatorOptions Options) Read(ParseResult parsed, Func<string, string?> environment, List<string> problems)
    {
        var url = ReadUrl(parsed.GetRequiredValue(_url), "--url", problems);
        var bots = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var bot in parsed.GetValue(_bots) ?? [])
        {
            AddBot(bots, bot, environment, problems);
        }

        var any = bots.Count == 0 || parsed.GetValue(_anySecret);
        var webhooks = new Dictionary<string, Uri>(StringComparer.Ordinal);
        foreach (var webhook in parsed.GetValue(_webhooks) ?? [])
        {
            AddWebhook(webhooks, webhook, appId => any || bots.ContainsKey(appId), problems);
        }

        var key = parsed.GetValue(_key) ?? environment(KeyVariable);
        if (key is "")
        {
            problems.Add(texts.Of("--key: an empty key keeps nobody out. Leave it out, or give one.", "--key：空密钥不起作用。请去掉它，或写一个密钥。"));
        }

        var limits = parsed.GetValue(_limits);
        try
        {
            _ = limits is null ? null : PlatformLimits.Read(limits);
        }
        catch (LimitsException wrong)
        {
            problems.Add(texts.Of($"--limits: {wrong.Text.English}", $"--limits：{wrong.Text.Chinese}"));
        }

        return (url, new SimulatorOptions
        {
            Bots = bots,
            AcceptAnySecret = any,
            Webhooks = webhooks,
            Key = key,
            Rules = parsed.GetValue(_rules),
            LimitsFile = limits,
        });
    }

    private void AddBot(Dictionary<string, string> bots, string bot, Func<string, string?> environment, List<string> problems)
    {
        // Never the whole of what was given: a secret may be in it.
        var (appId, secret) = bot.Split(':', 2) is [var before, var after] ? (before, after) : (bot, Secret(bot));
        if (appId.Length == 0 || !appId.All(char.IsAsciiLetterOrDigit))
        {
            problems.Add(texts.Of("--bot: an AppID has letters and digits only; write --bot APPID:SECRET.", "--bot：AppID 只含字母和数字；写法为 --bot APPID:SECRET。"));
        }
        else if (string.IsNullOrEmpty(secret))
        {
            problems.Add(texts.Of(
                $"--bot {appId} has no secret: write --bot {appId}:SECRET, or set {SecretVariable}_{appId}.",
                $"--bot {appId} 没有密钥：请写成 --bot {appId}:SECRET，或设置环境变量 {SecretVariable}_{appId}。"));
        }
        else if (!bots.TryAdd(appId, secret))
        {
            problems.Add(texts.Of($"--bot {appId} is there twice.", $"--bot {appId} 重复。"));
        }

        string? Secret(string app) => environment($"{SecretVariable}_{app}") ?? environment(SecretVariable);
    }

    private void AddWebhook(Dictionary<string, Uri> webhooks, string webhook, Func<string, bool> isKnown, List<string> problems)
    {
        if (webhook.Split('=', 2) is not [{ Length: > 0 } appId, var address])
        {
            problems.Add(texts.Of("--webhook is written as APPID=URL.", "--webhook 的写法为 APPID=URL。"));
        }
        else if (!isKnown(appId))
        {
            problems.Add(texts.Of($"--webhook {appId}: there is no --bot {appId}.", $"--webhook {appId}：没有 --bot {appId}。"));
        }
        else if (!webhooks.TryAdd(appId, ReadUrl(address, $"--webhook {appId}", problems)))
        {
            problems.Add(texts.Of($"--webhook {appId} is there twice.", $"--webhook {appId} 重复。"));
        }
    }

    private Uri ReadUrl(string text, string option, List<string> problems)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        problems.Add(texts.Of($"{option}: “{text}” is not an address such as http://127.0.0.1:5140.", $"{option}：“{text}” 不是 http://127.0.0.1:5140 这样的地址。"));
        return new("http://127.0.0.1");
    }
}
