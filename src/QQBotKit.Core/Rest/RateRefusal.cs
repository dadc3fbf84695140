using System.Globalization;
using System.Threading.RateLimiting;
using QQBotKit.Api;

namespace QQBotKit.Core.Rest;

/// <summary>Why a call may not be made.</summary>
/// <param name="Text">The same in words, with what to do.</param>
/// <param name="EndsAt">When the limit lets the next call go.</param>
/// <param name="IsOfActive">Whether it is a limit of active messages, under which no reply falls.</param>
internal sealed record RateRefusal(BothLanguages Text, DateTimeOffset EndsAt, bool IsOfActive)
{
    public static RateRefusal IsFull(RateBucket limit, DateTimeOffset freeAt) => Of(limit, freeAt, "is full", "没有余量");

    public static RateRefusal TooMany(RateBucket limit, DateTimeOffset freeAt, string owner, int queue) => Of(
        limit, freeAt, $"is full, and {queue} calls of {owner} wait for it already", $"没有余量，且 {owner} 已有 {queue} 个调用在等待");

    public static RateRefusal TooLong(RateBucket limit, DateTimeOffset freeAt, TimeSpan wait) => Of(
        limit, freeAt, $"has no room within {wait.TotalSeconds:0} s", $"在 {wait.TotalSeconds:0} 秒内没有余量");

    /// <summary>What a call waited for that was given up.</summary>
    public static BothLanguages GivenUp(RateBucket limit) => new(
        $"The call waited for the rate limit {limit.Name} ({limit.Told})", $"调用正在等待频率限制 {limit.Name}（{limit.Told}）");

    private static RateRefusal Of(RateBucket limit, DateTimeOffset freeAt, string english, string chinese)
    {
        var free = freeAt.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        return new RateRefusal(
            new BothLanguages(
                $"Nothing was sent: the rate limit {limit.Name} ({limit.Told}) {english}. It lets the next call go at {free}. "
                + "Call less often, or wait longer with rates.wait in bot.yaml.",
                $"未发送：频率限制 {limit.Name}（{limit.Told}）{chinese}，{free} 起放行下一个调用。请降低调用频率，或在 bot.yaml 中用 rates.wait 延长等待。"),
            freeAt,
            limit.IsOfActive);
    }
}

/// <summary>Leave to call, or why there is none.</summary>
internal sealed class RateLease : RateLimitLease
{
    /// <summary>Why there is no leave.</summary>
    public static readonly MetadataName<RateRefusal> Refusal = MetadataName.Create<RateRefusal>("QQBotKit.Refusal");

    public static readonly RateLease Granted = new(null);

    private readonly RateRefusal? _refusal;

    private RateLease(RateRefusal? refusal) => _refusal = refusal;

    public override bool IsAcquired => _refusal is null;

    public override IEnumerable<string> MetadataNames => _refusal is null ? [] : [Refusal.Name];

    public static RateLease Refused(RateRefusal refusal) => new(refusal);

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = metadataName == Refusal.Name ? _refusal : null;
        return metadata is not null;
    }
}
