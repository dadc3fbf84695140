using System.Globalization;
using QQBotKit.Api;
using QQBotKit.Limits;

namespace QQBotKit.Core.Delivery.Active;

/// <summary>Why the kit makes no call: what the platform would refuse is known.</summary>
/// <param name="Code">The code with which the platform would.</param>
/// <param name="Why">What is in the way, and what ends it; with a full stop.</param>
/// <param name="EndsAt">When it ends; null where only somebody there can end it.</param>
internal sealed record ActiveObstacle(int Code, BothLanguages Why, DateTimeOffset? EndsAt)
{
    /// <summary>The way is closed.</summary>
    public static ActiveObstacle Closed(Target to, ActiveClosing closing)
    {
        var (meaning, ends) = (MeaningOf(closing.Code), closing.IsTold ? (DateTimeOffset?)null : closing.Ends);
        var end = ends is { } at
            ? new BothLanguages($"The platform said so; it is tried again after {Told(at)}.", $"这是平台的应答；{Told(at)} 之后会再次尝试。")
            : new BothLanguages("An event told so, and another one will tell when that is over.", "这是由平台事件得知的，解除时也会有事件通知。");
        return new(closing.Code, new($"{meaning.English} ({to}). {end.English}", $"{meaning.Chinese}（{to}）。{end.Chinese}"), ends);
    }

    /// <summary>A quota of the day is used up.</summary>
    /// <param name="to">Where the message was to go.</param>
    /// <param name="quota">The quota.</param>
    /// <param name="today">The day.</param>
    public static ActiveObstacle UsedUp(Target to, DayQuota quota, int today)
    {
        var (meaning, ends) = (MeaningOf(quota.Code), PlatformDay.Start(today + 1));
        var number = quota.Most is { } most ? new BothLanguages($": {most} a day ({quota.Limit})", $"：每天 {most}（{quota.Limit}）") : new BothLanguages("", "");
        return new(
            quota.Code,
            new($"{meaning.English} ({to}){number.English}. They begin anew at {Told(ends)}.", $"{meaning.Chinese}（{to}）{number.Chinese}。{Told(ends)} 重新计数。"),
            ends);
    }

    /// <summary>No wake-up message is left.</summary>
    /// <param name="to">The person.</param>
    /// <param name="next">When the next period begins; null after the last one.</param>
    public static ActiveObstacle WakeUp(Target to, DateTimeOffset? next)
    {
        var meaning = MeaningOf(LimitCodes.WakeUpUsedUp);
        var end = next is { } at
            ? new BothLanguages($"The next one may go after {Told(at)}, or when the person has written again.", $"{Told(at)} 之后或对方再次发言后可再发送。")
            : new BothLanguages("The next one may go when the person has written again.", "对方再次发言后可再发送。");
        return new(LimitCodes.WakeUpUsedUp, new($"{meaning.English} ({to}). {end.English}", $"{meaning.Chinese}（{to}）。{end.Chinese}"), next);
    }

    // By the platform's clock, whatever the machine's is.
    private static string Told(DateTimeOffset at) => at.ToOffset(PlatformDay.Offset).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    private static BothLanguages MeaningOf(int code) => ErrorCodes.Find(code)?.Meaning ?? new BothLanguages($"Code {code}", $"错误码 {code}");
}

/// <summary>A message was not sent, since the platform would refuse it.</summary>
internal sealed class ObstacleException() : Exception("The platform would refuse the message.");
