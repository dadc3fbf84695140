using System.Collections.Frozen;

namespace QQBotKit.Core.Gateway;

/// <summary>How a session goes on after its socket was closed.</summary>
internal enum Recovery
{
    /// <summary>On a new socket, with the same session.</summary>
    Resume,

    /// <summary>On a new socket, with the same session; if the resume ends the same way, with a new one.</summary>
    ResumeOnce,

    /// <summary>On a new socket, with a new session.</summary>
    Identify,

    /// <summary>With a new access token and a new session; a few refusals in a row stop it.</summary>
    NewToken,

    /// <summary>Not in this layout of shards: each of them has too much to carry.</summary>
    Reshard,

    /// <summary>Not at all: the same parameters would fail the same way.</summary>
    Stop,
}

/// <summary>One row of the platform's table of close codes.</summary>
/// <param name="Code">The close code.</param>
/// <param name="Recovery">How the session goes on.</param>
/// <param name="English">What the code means and, where the owner must act, what to do.</param>
/// <param name="Chinese">The same in Chinese.</param>
/// <param name="Wait">How long to wait at least before the next connection, in seconds.</param>
/// <param name="Spread">By how many seconds chance may make that longer.</param>
internal sealed record CloseCode(int Code, Recovery Recovery, string English, string Chinese, int Wait = 0, int Spread = 0);

/// <summary>The platform's table of close codes. Platform page: dev-prepare/event-emit/websocket.html.</summary>
internal static class CloseCodes
{
    /// <summary>The bot has no right to some of its intents.</summary>
    public const int IntentsRefused = 4014;

    private static readonly FrozenDictionary<int, CloseCode> Rows = new CloseCode[]
    {
        new(4000, Recovery.Resume, "unknown error", "未知错误"),
        new(4001, Recovery.Stop,
            "invalid opcode: the platform did not understand the kit; please report this",
            "无效的 opcode：平台不认识发送的数据，请向 QQBotKit 反馈"),
        new(4002, Recovery.Stop,
            "invalid payload: the platform did not understand the kit; please report this",
            "无效的 payload：平台不认识发送的数据，请向 QQBotKit 反馈"),
        new(4003, Recovery.Identify, "not authenticated", "未鉴权"),
        new(4004, Recovery.NewToken,
            "authentication failed: check app_id and secret in bot.yaml",
            "鉴权失败：请检查 bot.yaml 中的 app_id 与 secret",
            Wait: 1, Spread: 1), // a token is not fetched twice within a second
        new(4005, Recovery.Identify, "already authenticated", "重复鉴权"),
        new(4006, Recovery.Identify, "invalid session id", "无效的 session id"),
        new(4007, Recovery.Identify, "wrong seq", "seq 错误"),
        new(4008, Recovery.Resume, "sending too fast", "发送 payload 过快", Wait: 60),
        new(4009, Recovery.ResumeOnce, "session expired", "连接过期"),
        new(4010, Recovery.Stop,
            "invalid shard: check shards in bot.yaml",
            "无效的 shard：请检查 bot.yaml 中的 shards"),
        new(4011, Recovery.Reshard,
            "too many guilds for one connection: set shards: auto, or a larger number of shards, in bot.yaml",
            "单个连接需要处理的频道过多：请在 bot.yaml 中设置 shards: auto 或更大的分片数"),
        new(4012, Recovery.Stop,
            "invalid version: the platform no longer speaks this version of the gateway; update QQBotKit",
            "无效的 version：平台已不支持该版本的网关，请升级 QQBotKit"),
        new(4013, Recovery.Stop,
            "invalid intents: check intents in bot.yaml",
            "无效的 intents：请检查 bot.yaml 中的 intents"),
        new(IntentsRefused, Recovery.Stop,
            "the bot has no right to some of the intents it asked for: apply for it in the console of the platform, or list fewer under intents in bot.yaml",
            "intents 无权限：请在开放平台申请权限，或在 bot.yaml 的 intents 中减少订阅"),
        new(4914, Recovery.Stop,
            "the bot was taken down and may only use the sandbox: set platform: sandbox in bot.yaml, or publish the bot again",
            "机器人已下架，只允许连接沙箱环境：请在 bot.yaml 中设置 platform: sandbox，或重新上架"),
        new(4915, Recovery.Stop,
            "the bot is banned: see the console of the platform",
            "机器人已被封禁：请查看开放平台的通知"),
        new(9001, Recovery.Identify, "the session cannot be continued", "会话无法继续"),
        new(9005, Recovery.Identify, "the session cannot be continued", "会话无法继续"),
    }.ToFrozenDictionary(row => row.Code);

    /// <summary>A connection that ended without a code of the platform.</summary>
    public static readonly CloseCode Network = new(0, Recovery.Resume, "the connection was lost", "连接已断开");

    public static IEnumerable<CloseCode> All => Rows.Values;

    /// <summary>The row of a code; null is a connection that ended without one.</summary>
    public static CloseCode Find(int? code) => code switch
    {
        null or < 4000 => Network,
        _ when Rows.TryGetValue(code.Value, out var row) => row,
        >= 4900 and <= 4913 => new(code.Value, Recovery.Identify, "internal error of the platform", "平台内部错误"),
        _ => new(code.Value, Recovery.Identify, $"unknown close code {code}", $"未知的关闭码 {code}"),
    };
}
