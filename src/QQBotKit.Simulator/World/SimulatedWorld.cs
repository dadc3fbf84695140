namespace QQBotKit.Simulator.World;

/// <summary>Everyone and every place on the simulated platform.</summary>
internal sealed class SimulatedWorld
{
    private readonly Dictionary<string, Conversation> _byId = [];
    private readonly Dictionary<string, Guild> _guilds = [];

    public SimulatedWorld(
        IReadOnlyList<Person> people, IReadOnlyList<Group> groups, IReadOnlyList<Guild> guilds, IReadOnlyList<DirectSession> directSessions)
    {
        People = people;
        Groups = groups;
        Guilds = guilds;
        DirectSessions = directSessions;
        Chats = [.. people.Select(person => new C2CChat { Id = person.Openid, Name = person.Name, Members = [new(person, person.Openid)] })];
        Conversations = [.. groups, .. Chats, .. guilds.SelectMany(guild => guild.Channels), .. directSessions];
        foreach (var conversation in Conversations)
        {
            _byId.Add(conversation.Id, conversation);
        }

        foreach (var guild in guilds)
        {
            _guilds.Add(guild.Id, guild);
        }
    }

    public IReadOnlyList<Person> People { get; }

    public IReadOnlyList<Group> Groups { get; }

    public IReadOnlyList<Guild> Guilds { get; }

    public IReadOnlyList<DirectSession> DirectSessions { get; }

    public IReadOnlyList<C2CChat> Chats { get; }

    public IReadOnlyList<Conversation> Conversations { get; }

    public Guild? Guild(string? id) => id is null ? null : _guilds.GetValueOrDefault(id);

    public Conversation? Conversation(string? id) => id is null ? null : _byId.GetValueOrDefault(id);

    /// <summary>The conversation of one kind with this id.</summary>
    public T? Conversation<T>(string? id) where T : Conversation => Conversation(id) as T;
}
