using System.Globalization;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Control.World;

/// <summary>
/// A change of the world, first checked as a whole and then done: what is wrong with any of it is found before anything is different.
/// </summary>
internal sealed class WorldPlan(SimulatedWorld world)
{
    private readonly List<Action> _steps = [];
    private readonly Dictionary<string, Person> _newPeople = [];
    private readonly Dictionary<string, Guild> _newGuilds = [];

    public void Then(Action step) => _steps.Add(step);

    /// <summary>Does all that is planned.</summary>
    public void Carry() => _steps.ForEach(static step => step());

    /// <summary>Plans that someone comes, so that what follows may name him.</summary>
    public void Add(Person person)
    {
        _newPeople[person.Openid] = person;
        Then(() => world.Add(person));
    }

    /// <summary>Plans that a guild comes.</summary>
    public void Add(Guild guild)
    {
        _newGuilds[guild.Id] = guild;
        Then(() => world.Add(guild));
    }

    /// <summary>Someone by his openid, who may only be planned.</summary>
    public Person? Person(string? openid) => openid is null
        ? null
        : _newPeople.GetValueOrDefault(openid) ?? world.People.FirstOrDefault(person => person.Openid == openid);

    /// <summary>Someone by his id in guilds, who may only be planned.</summary>
    public Person? GuildUser(string? id) =>
        world.People.FirstOrDefault(person => person.Id == id) ?? _newPeople.Values.FirstOrDefault(person => person.Id == id);

    public Guild? Guild(string? id) => world.Guild(id) ?? (id is null ? null : _newGuilds.GetValueOrDefault(id));

    /// <summary>Says what is wrong with an id of the kind that users and groups have.</summary>
    public static string? CheckOpenid(string? id, string at) => id switch
    {
        null or "" => $"{at} is missing",
        _ when id.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-') => null,
        _ => $"{at}: {ControlAnswers.Quote(id)} is no id: it has letters, digits, _ and - only",
    };

    /// <summary>Says what is wrong with an id of the kind that guilds have.</summary>
    public static string? CheckNumber(string? id, string at) => id switch
    {
        null or "" => $"{at} is missing",
        _ when ulong.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _) => null,
        _ => $"{at}: {ControlAnswers.Quote(id)} is no id: in guilds it is a number as text",
    };

    /// <summary>Plans each of a list; stops at the first that is wrong.</summary>
    public static string? Each<T>(T?[]? items, string at, Func<T, string, string?> plan) where T : class
    {
        for (var index = 0; index < items?.Length; index++)
        {
            var where = $"{at}[{index}]";
            if ((items[index] is { } item ? plan(item, where) : $"{where} is null") is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }
}
