using System.Collections.Concurrent;
using System.Globalization;

namespace QQBotKit.Simulator.World;

/// <summary>Everyone and every place on the simulated platform. All of it may change at any time, from any thread.</summary>
internal sealed class SimulatedWorld
{
    private readonly ConcurrentDictionary<string, Conversation> _byId = new();
    private readonly ConcurrentDictionary<string, Guild> _guildsById = new();
    private readonly Roster<Person> _people = new();
    private readonly Roster<Group> _groups = new();
    private readonly Roster<C2CChat> _chats = new();
    private readonly Roster<Guild> _guilds = new();
    private readonly Roster<DirectSession> _directSessions = new();

    // Above all numbers of the ready-made world.
    private int _lastNumber = 650_000_000;

    public IReadOnlyList<Person> People => _people.All;

    public IReadOnlyList<Group> Groups => _groups.All;

    public IReadOnlyList<C2CChat> Chats => _chats.All;

    public IReadOnlyList<Guild> Guilds => _guilds.All;

    public IReadOnlyList<DirectSession> DirectSessions => _directSessions.All;

    public IEnumerable<Conversation> Conversations =>
        [.. Groups, .. Chats, .. Guilds.SelectMany(guild => guild.Channels.All), .. DirectSessions];

    public Guild? Guild(string? id) => id is null ? null : _guildsById.GetValueOrDefault(id);

    public Conversation? Conversation(string? id) => id is null ? null : _byId.GetValueOrDefault(id);

    /// <summary>The conversation of one kind with this id.</summary>
    public T? Conversation<T>(string? id) where T : Conversation => Conversation(id) as T;

    /// <summary>Someone's session with the bots that comes from a guild.</summary>
    public DirectSession? DirectSession(Guild source, Person person) =>
        DirectSessions.FirstOrDefault(session => session.Source == source && session.Members[0].Person == person);

    /// <summary>A new id of the short kind that channels, roles and schedules have.</summary>
    public string NextNumber() => Interlocked.Increment(ref _lastNumber).ToString(CultureInfo.InvariantCulture);

    /// <summary>Adds someone, and his chat with the bot.</summary>
    public void Add(Person person)
    {
        _people.TryAdd(person);
        Enter(_chats, new(person) { Id = person.Openid });
    }

    /// <summary>Takes someone out, and his chat with the bot; not out of the groups and guilds that he is in.</summary>
    public void Remove(Person person)
    {
        _people.Remove(person.Id);
        Leave(_chats, person.Openid);
    }

    public void Add(Group group) => Enter(_groups, group);

    public void Remove(Group group) => Leave(_groups, group.Id);

    /// <summary>Adds a guild with the channels that it has.</summary>
    public void Add(Guild guild)
    {
        foreach (var channel in guild.Channels.All)
        {
            _byId[channel.Id] = channel;
        }

        _guildsById[guild.Id] = guild;
        _guilds.TryAdd(guild);
    }

    /// <summary>Takes a guild out, with its channels and with the direct sessions that come from it.</summary>
    public void Remove(Guild guild)
    {
        _guilds.Remove(guild.Id);
        _guildsById.TryRemove(guild.Id, out _);
        foreach (var channel in guild.Channels.All)
        {
            _byId.TryRemove(channel.Id, out _);
        }

        foreach (var session in DirectSessions.Where(session => session.Source == guild))
        {
            Remove(session);
        }
    }

    /// <summary>Adds a channel to its guild.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="index">Its place among the others, from 0; at the end when there is no such place.</param>
    public void Add(Channel channel, int index = int.MaxValue) => Enter(channel.Guild.Channels, channel, index);

    public void Remove(Channel channel) => Leave(channel.Guild.Channels, channel.Id);

    public void Add(DirectSession session) => Enter(_directSessions, session);

    public void Remove(DirectSession session) => Leave(_directSessions, session.Id);

    private void Enter<T>(Roster<T> roster, T conversation, int index = int.MaxValue) where T : Conversation
    {
        _byId[conversation.Id] = conversation;
        roster.TryAdd(conversation, index);
    }

    private void Leave<T>(Roster<T> roster, string id) where T : Conversation
    {
        roster.Remove(id);
        _byId.TryRemove(id, out _);
    }
}
