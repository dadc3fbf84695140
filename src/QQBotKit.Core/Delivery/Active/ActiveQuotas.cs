using QQBotKit.Limits;

namespace QQBotKit.Core.Delivery.Active;

/// <summary>An active message that was counted.</summary>
/// <param name="Day">The day.</param>
/// <param name="Period">Of a wake-up message the period after the person's last message; null where it is not known.</param>
/// <param name="Written">When that last message was.</param>
internal readonly record struct ActiveShare(int Day, int? Period = null, long Written = 0);

/// <summary>A quota of the day.</summary>
/// <param name="Most">How many; null for no quota but what the platform says.</param>
/// <param name="Limit">Its key in <c>limits.yaml</c>.</param>
/// <param name="Code">The platform's code when it is used up.</param>
internal sealed record DayQuota(int? Most, string Limit, int Code);

/// <summary>The quotas of active messages: by the day, and of wake-up messages by their periods. Used by one thread at a time.</summary>
/// <param name="entries">What was counted.</param>
/// <param name="limits">The quotas.</param>
/// <param name="certified">Whether the bot's owner is certified.</param>
internal sealed class ActiveQuotas(ActiveEntries entries, PlatformLimits limits, bool certified)
{
    // By scene.
    private readonly DayQuota[] _own = [.. Scenes.Select(scene => new DayQuota(
        Rate.Daily(limits.Of(scene).Active.Conversation), $"{NameOf(scene)}.active.conversation", LimitCodes.OfConversation(scene)))];

    private readonly DayQuota[] _all = [.. Scenes.Select(scene => limits.Of(scene).Active is var active && certified
        ? new DayQuota(Rate.Daily(active.Certified), $"{NameOf(scene)}.active.certified", LimitCodes.OfBot(scene))
        : new DayQuota(Rate.Daily(active.Bot), $"{NameOf(scene)}.active.bot", LimitCodes.OfBot(scene)))];

    private readonly DayQuota _channels = new(limits.ActiveChannelsPerGuild, "guild.active_channels", LimitCodes.ChannelsUsedUp);
    private readonly DayQuota _everyone = new(Rate.Daily(limits.MentionsOfEveryone), "guild.mentions_of_everyone", LimitCodes.EveryoneUsedUp);

    public bool CountsEveryone => _everyone.Most is not null;

    private static IEnumerable<Scene> Scenes => Enum.GetValues<Scene>().Order();

    /// <summary>Counts an active message.</summary>
    /// <returns>Why it cannot be sent; null when it was counted.</returns>
    public ActiveObstacle? Take(in Route route, out ActiveShare share)
    {
        share = new ActiveShare(entries.Today);
        return entries.Closed(ActiveEntries.KeyOf(route.To)) is { } closed ? ActiveObstacle.Closed(route.To, closed)
            : route.IsWakeUp ? TakeWakeUp(route.To, ref share)
            : Take(route.To);
    }

    /// <summary>It does not count.</summary>
    public void GiveBack(in Route route, ActiveShare share)
    {
        var key = ActiveEntries.KeyOf(route.To);
        var entry = entries[key];
        if (share.Period is { } period && entry.Written == share.Written)
        {
            entries.Set(key, entry with { WakeUps = entry.WakeUps & ~(1L << period) });
        }
        else if (!route.IsWakeUp && share.Day == entries.Today)
        {
            entries.Add(key, -1);
            entries.Add(ActiveEntries.KeyOfAll(route.To.Scene), -1);
            LeaveGuild(key);
        }
    }

    /// <summary>The platform says that nothing is left.</summary>
    public void UseUp(Target to, int code, LimitScope scope)
    {
        var own = ActiveEntries.KeyOf(to);
        var entry = entries[own];
        switch (scope)
        {
            case LimitScope.WakeUp when entry.Written > 0 && PeriodOf(entry) is { } period:
                entries.Set(own, entry with { WakeUps = entry.WakeUps | (1L << period) });
                break;
            case LimitScope.Guild when entry.Guild != 0:
                entries.UseUp(entry.Guild, code);
                break;
            case LimitScope.Guild or LimitScope.Conversation:
                entries.UseUp(own, code);
                break;
            case LimitScope.Bot:
                entries.UseUp(ActiveEntries.KeyOfAll(to.Scene), code);
                break;
        }
    }

    /// <summary>Counts a message that mentions everyone.</summary>
    /// <returns>Why it cannot be sent; null when it was counted, and where the guild is not known.</returns>
    public ActiveObstacle? TakeEveryone(Target channel)
    {
        if (entries[ActiveEntries.KeyOf(channel)].Guild is not 0 and var guild && entries.SentOf(ActiveEntries.KeyOfEveryone(guild)) >= _everyone.Most)
        {
            return ActiveObstacle.UsedUp(channel, _everyone, entries.Today);
        }

        CountEveryone(channel, 1);
        return null;
    }

    /// <summary>Counts messages that mention everyone.</summary>
    public void CountEveryone(Target channel, int count)
    {
        if (entries[ActiveEntries.KeyOf(channel)].Guild is not 0 and var guild)
        {
            entries.Add(ActiveEntries.KeyOfEveryone(guild), count);
        }
    }

    private ActiveObstacle? Take(Target to)
    {
        var (key, total) = (ActiveEntries.KeyOf(to), ActiveEntries.KeyOfAll(to.Scene));
        var (guild, isNew) = (entries[key].Guild, entries[key].GuildDay != entries.Today);
        var obstacle = ObstacleOf(to, key, _own[(int)to.Scene])
            ?? ObstacleOf(to, total, _all[(int)to.Scene])
            ?? (guild == 0 ? null
                : entries.Closed(guild) is { } closed ? ActiveObstacle.Closed(to, closed)
                : isNew ? ObstacleOf(to, guild, _channels)
                : null);
        if (obstacle is not null)
        {
            return obstacle;
        }

        entries.Add(key, 1);
        entries.Add(total, 1);
        if (guild != 0 && isNew)
        {
            entries.Add(guild, 1);
            entries.Set(key, entries[key] with { GuildDay = entries.Today });
        }

        return null;
    }

    private ActiveObstacle? ObstacleOf(Target to, ulong key, DayQuota quota) =>
        entries.Closed(key) is { } closed ? ActiveObstacle.Closed(to, closed)
        : entries.SentOf(key) >= (quota.Most ?? ActiveEntries.UsedUp) ? ActiveObstacle.UsedUp(to, quota, entries.Today)
        : null;

    private static string NameOf(Scene scene) => scene.ToString().ToLowerInvariant();

    // The last message of the day to a channel did not arrive: another channel may have its place.
    private void LeaveGuild(ulong channel)
    {
        if (entries[channel] is { Sent: 0, Guild: not 0 } entry && entry.GuildDay == entries.Today)
        {
            entries.Set(channel, entry with { GuildDay = 0 });
            entries.Add(entry.Guild, -1);
        }
    }

    private ActiveObstacle? TakeWakeUp(Target to, ref ActiveShare share)
    {
        var entry = entries[ActiveEntries.KeyOf(to)];
        if (entry.Written <= 0)
        {
            return null;
        }

        if (PeriodOf(entry) is not { } period)
        {
            return ActiveObstacle.WakeUp(to, null);
        }

        if ((entry.WakeUps & (1L << period)) != 0)
        {
            return ActiveObstacle.WakeUp(
                to, period + 1 < limits.WakeUpPeriods.Count ? DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(entry.Written, entries.Now)) + limits.WakeUpPeriods[period] : null);
        }

        entries.Set(ActiveEntries.KeyOf(to), entry with { WakeUps = entry.WakeUps | (1L << period) });
        share = share with { Period = period, Written = entry.Written };
        return null;
    }

    private int? PeriodOf(in ActiveEntry entry) => limits.WakeUpPeriod(TimeSpan.FromMilliseconds(Math.Max(0, entries.Now - entry.Written)));
}
