using System.Collections.Concurrent;
using QQBotKit.Simulator.Accounts;

namespace QQBotKit.Simulator.World;

internal static class ChannelType
{
    public const int Text = 0;
    public const int Voice = 2;
    public const int Category = 4;
    public const int Live = 10005;
    public const int Application = 10006;
    public const int Forum = 10007;
}

/// <summary>What can be changed of a channel.</summary>
internal sealed record ChannelInfo(string Name, string ParentId = "0", int PrivateType = 0, int SpeakPermission = 1);

/// <summary>A channel of a guild (子频道). Only those of type text carry messages.</summary>
internal sealed class Channel : Conversation
{
    private volatile ChannelInfo _info;
    private volatile string? _announced;

    public Channel(ChannelInfo info)
    {
        _info = info;
        Permissions = new(this);
    }

    public override string Scene => "channel";

    public override string Name => _info.Name;

    public ChannelInfo Info
    {
        get => _info;
        set => _info = value;
    }

    public required Guild Guild { get; init; }

    public required int Type { get; init; }

    public int SubType { get; init; }

    public string ApplicationId { get; init; } = "0";

    /// <summary>Who made it: the id of a person or a bot.</summary>
    public required string OwnerId { get; init; }

    public ChannelPermissions Permissions { get; }

    /// <summary>The messages that are pinned (精华消息), in the order in which they were.</summary>
    public Roster<Pin> Pins { get; } = new();

    public Roster<Schedule> Schedules { get; } = new();

    public Roster<ForumThread> Threads { get; } = new();

    /// <summary>What bots play here, each for itself.</summary>
    public ConcurrentDictionary<Bot, Audio> Playing { get; } = new();

    /// <summary>The bots that have the microphone.</summary>
    public ConcurrentDictionary<Bot, bool> OnMic { get; } = new();

    /// <summary>The message that is announced in this channel alone.</summary>
    public string? Announced
    {
        get => _announced;
        set => _announced = value;
    }

    /// <summary>Its place among its siblings, from 1. The first place among the categories belongs to the channels that are in none.</summary>
    public int Position
    {
        get
        {
            var position = FirstPosition;
            foreach (var channel in Guild.Channels.All)
            {
                if (channel == this)
                {
                    break;
                }

                position += IsSiblingOf(channel) ? 1 : 0;
            }

            return position;
        }
    }

    public override IReadOnlyList<Member> Members => Guild.Members.All;

    public override ulong ShardKey => Guild.ShardKey;

    public override string? WhyMuted(Member member, DateTimeOffset now) => base.WhyMuted(member, now)
        ?? (Guild.MutedUntil > now && !member.IsGuildAdmin ? "with all ordinary members"
            : (Permissions.Of(member) & ChannelPermissions.Speak) == 0 ? "here: he has no right to speak"
            : null);

    /// <summary>Where in the list of the guild this channel goes to have a position: before the sibling that would have it without this one.</summary>
    public int IndexFor(int? position)
    {
        Channel[] others = [.. Guild.Channels.All.Where(channel => channel != this)];
        var next = position is null ? null : others.Where(IsSiblingOf).ElementAtOrDefault(Math.Max(0, position.Value - FirstPosition));
        return next is null ? others.Length : Array.IndexOf(others, next);
    }

    private int FirstPosition => Type == ChannelType.Category ? 2 : 1;

    private bool IsSiblingOf(Channel other) =>
        (Type == ChannelType.Category) == (other.Type == ChannelType.Category) && (Type == ChannelType.Category || Info.ParentId == other.Info.ParentId);
}

/// <summary>A pinned message.</summary>
internal sealed record Pin(string Id) : IIdentified;

/// <summary>What a bot plays, and what is shown meanwhile.</summary>
internal sealed record Audio(string Url, string Text);

/// <summary>A schedule (日程).</summary>
/// <param name="Id">Its id.</param>
/// <param name="CreatorId">Who made it: the id of a person or a bot.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is about.</param>
/// <param name="Start">When it begins, in milliseconds since 1970.</param>
/// <param name="End">When it ends.</param>
/// <param name="JumpChannelId">Where it leads to when it begins; "0" for nowhere.</param>
/// <param name="RemindType">When members are reminded: "0", never, to "5", an hour before.</param>
internal sealed record Schedule(
    string Id, string CreatorId, string Name, string Description, long Start, long End, string JumpChannelId, string RemindType) : IIdentified;

/// <summary>A bot's or person's thread in a forum.</summary>
/// <param name="Id">Its id.</param>
/// <param name="AuthorId">Who wrote it.</param>
/// <param name="Title">Its title, plain.</param>
/// <param name="Content">RichText in JSON.</param>
/// <param name="At">When it was written.</param>
internal sealed record ForumThread(string Id, string AuthorId, string Title, string Content, DateTimeOffset At) : IIdentified;

/// <summary>What members may do in a channel: what its settings give, what their roles were given, and what they were given or denied themselves.</summary>
internal sealed class ChannelPermissions(Channel channel)
{
    public const ulong View = 1;
    public const ulong Manage = 2;
    public const ulong Speak = 4;

    private const ulong All = View | Manage | Speak;

    private readonly ConcurrentDictionary<(bool IsRole, string Id), (ulong Given, ulong Denied)> _changes = new();

    public ulong OfRole(string roleId)
    {
        var bySettings = roleId switch
        {
            RoleIds.Admin or RoleIds.Owner or RoleIds.ChannelAdmin => All,
            RoleIds.Everyone => (channel.Info.PrivateType == 0 ? View : 0) | (channel.Info.SpeakPermission != 2 ? Speak : 0),
            _ => 0UL,
        };
        var (given, denied) = _changes.GetValueOrDefault((true, roleId));
        return (bySettings | given) & ~denied;
    }

    public ulong Of(Member member)
    {
        var all = 0UL;
        foreach (var role in member.Roles)
        {
            // An admin of channels is one of those alone that he was made admin of, and then has it in his own name.
            all |= role == RoleIds.ChannelAdmin ? 0 : OfRole(role);
        }

        var (given, denied) = _changes.GetValueOrDefault((false, member.Id));
        return (all | given) & ~denied;
    }

    /// <summary>Whether a member was given something in his own name.</summary>
    public bool IsGiven(string userId, ulong right) => (_changes.GetValueOrDefault((false, userId)).Given & right) != 0;

    /// <summary>Takes back what a member was given, without denying it.</summary>
    public void Withdraw(string userId, ulong right) => _changes.AddOrUpdate(
        (false, userId),
        static (_, _) => default,
        static (_, old, right) => (old.Given & ~right, old.Denied),
        right);

    /// <summary>Gives and takes. What is both given and taken is taken.</summary>
    public void Change(bool isRole, string id, ulong add, ulong remove) => _changes.AddOrUpdate(
        (isRole, id),
        static (_, change) => (change.add & ~change.remove, change.remove),
        static (_, old, change) => ((old.Given | change.add) & ~change.remove, (old.Denied & ~change.add) | change.remove),
        (add, remove));
}
