using System.Globalization;
using System.Text;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Messages;

/// <summary>An emoji to react with.</summary>
/// <param name="Type">1 for one of the system's, 2 for one of Unicode.</param>
/// <param name="Id">The system's number, or the decimal code point.</param>
internal readonly record struct Emoji(int Type, string Id)
{
    /// <summary>Reads one from a path. Documentation shows the Unicode emoji itself as its id, traffic shows its code point: both mean the same one.</summary>
    public static Emoji? Read(string type, string id) => (type, id) switch
    {
        (_, "") => null,
        ("1", _) when id.All(char.IsAsciiDigit) => new(1, id),
        ("2", _) when id.All(char.IsAsciiDigit) => new(2, id),
        ("2", _) when Rune.TryGetRuneAt(id, 0, out var rune) => new(2, rune.Value.ToString(CultureInfo.InvariantCulture)),
        _ => null,
    };
}

/// <summary>Who reacted to a message with what.</summary>
internal sealed class ReactionBoard
{
    // The platform has a limit and does not name it.
    private const int MaxKinds = 20;

    private readonly Lock _gate = new();
    private readonly List<(Emoji Emoji, List<Person> Users)> _reactions = [];

    /// <summary>What became of a reaction.</summary>
    public enum Outcome
    {
        Done,
        AlreadySo,
        TooManyKinds,
    }

    public Outcome Add(Emoji emoji, Person user)
    {
        lock (_gate)
        {
            var users = UsersOf(emoji);
            if (users is null && _reactions.Count == MaxKinds)
            {
                return Outcome.TooManyKinds;
            }

            if (users is null)
            {
                _reactions.Add((emoji, users = []));
            }

            if (users.Contains(user))
            {
                return Outcome.AlreadySo;
            }

            users.Add(user);
            return Outcome.Done;
        }
    }

    public Outcome Remove(Emoji emoji, Person user)
    {
        lock (_gate)
        {
            if (UsersOf(emoji) is not { } users || !users.Remove(user))
            {
                return Outcome.AlreadySo;
            }

            _reactions.RemoveAll(static reaction => reaction.Users.Count == 0);
            return Outcome.Done;
        }
    }

    /// <summary>Those who reacted with an emoji, in the order in which they did.</summary>
    public IReadOnlyList<Person> Users(Emoji emoji)
    {
        lock (_gate)
        {
            return [.. UsersOf(emoji) ?? []];
        }
    }

    private List<Person>? UsersOf(Emoji emoji) => _reactions.Find(reaction => reaction.Emoji == emoji).Users;
}
