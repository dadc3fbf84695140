using System.Collections.Concurrent;
using System.Globalization;
using QQBotKit.Simulator.Accounts;

namespace QQBotKit.Simulator.World;

/// <summary>Where something happens.</summary>
internal interface IPlace
{
    /// <summary>Decides which shard gets the events of it.</summary>
    ulong ShardKey { get; }
}

/// <summary>A place where people and bots write to each other.</summary>
internal abstract class Conversation : IIdentified, IPlace
{
    private readonly ConcurrentDictionary<Bot, bool> _leftBy = new();
    private long _seq;

    /// <summary>The word for it in the control API.</summary>
    public abstract string Scene { get; }

    /// <summary>The id that a bot sends to.</summary>
    public required string Id { get; init; }

    public abstract string Name { get; }

    /// <summary>Those who are in it now.</summary>
    public abstract IReadOnlyList<Member> Members { get; }

    /// <inheritdoc/>
    public abstract ulong ShardKey { get; }

    /// <summary>Says until when a member may not speak; null when he may.</summary>
    public virtual string? WhyMuted(Member member, DateTimeOffset now) => member.MutedUntil > now ? $"until {member.MutedUntil:yyyy-MM-dd'T'HH:mm:sszzz}" : null;

    /// <summary>The bots that were taken out of it: they neither hear nor reach anyone there.</summary>
    public IEnumerable<Bot> LeftBy => _leftBy.Keys;

    public bool IsLeftBy(Bot bot) => !_leftBy.IsEmpty && _leftBy.ContainsKey(bot);

    /// <summary>Takes a bot out, or in again.</summary>
    public void SetLeft(Bot bot, bool isLeft)
    {
        if (isLeft)
        {
            _leftBy[bot] = true;
        }
        else
        {
            _leftBy.TryRemove(bot, out _);
        }
    }

    /// <summary>The next <c>seq_in_channel</c>.</summary>
    public long NextSeq() => Interlocked.Increment(ref _seq);
}

/// <summary>A user's chat with the bot (单聊).</summary>
internal sealed class C2CChat(Person person) : Conversation
{
    private long _lastSaid;

    public override string Scene => "c2c";

    public override string Name => person.Name;

    public override IReadOnlyList<Member> Members { get; } = [new(person, person.Openid)];

    /// <summary>Whether the user lets bots send what answers nothing.</summary>
    public bool AllowsProactive { get; set; } = true;

    /// <summary>When the user last wrote; null when he never did.</summary>
    public DateTimeOffset? LastSaid
    {
        get => Interlocked.Read(ref _lastSaid) is > 0 and var ticks ? new(ticks, TimeSpan.Zero) : null;
        set => Interlocked.Exchange(ref _lastSaid, value?.UtcTicks ?? 0);
    }

    public override ulong ShardKey => StableIds.Hash(Id);
}

/// <summary>A guild member's private session with the bot (频道私信). Its id is that of the temporary guild made for it.</summary>
internal sealed class DirectSession(Member member) : Conversation
{
    public override string Scene => "direct";

    public override string Name => member.Person.Name;

    public override IReadOnlyList<Member> Members { get; } = [member];

    public required string ChannelId { get; init; }

    /// <summary>The guild that the two met in.</summary>
    public required Guild Source { get; init; }

    public override ulong ShardKey => ulong.Parse(Id, CultureInfo.InvariantCulture) >> 22;
}
