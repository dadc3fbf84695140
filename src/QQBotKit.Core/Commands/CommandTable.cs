using System.Globalization;

namespace QQBotKit.Core.Commands;

/// <summary>A message that calls a command.</summary>
/// <param name="Command">The command.</param>
/// <param name="Name">By which of its names it was called, as the author wrote the name.</param>
/// <param name="Text">The message.</param>
/// <param name="PrefixLength">The length of the prefix, with the blanks after it.</param>
/// <param name="ArgumentsStart">Where the first word after the name begins.</param>
internal readonly record struct CommandMatch(Command Command, string Name, string Text, int PrefixLength, int ArgumentsStart)
{
    /// <summary>The prefix as it was typed.</summary>
    public string Prefix => Text[..PrefixLength];

    /// <summary>What follows the name, exactly as sent.</summary>
    public string Arguments => Text[ArgumentsStart..];
}

/// <summary>Two commands want one name.</summary>
internal sealed class DuplicateCommandException(string name, string first, string second)
    : ArgumentException(first == second
        ? $"The command \"{name}\" is registered twice by {first}. Give one of them another name."
        : $"The command \"{name}\" of {second} is already taken by {first}. Give one of them another name.");

/// <summary>
/// All commands of one bot, by name. Immutable: a change of the commands makes a new table. A lookup takes as long as the text's first
/// words are, however many commands there are, and allocates nothing.
/// </summary>
internal sealed class CommandTable
{
    private readonly CommandNode _root = new();
    private readonly List<CommandNode> _named = [];
    private readonly CommandPrefix[] _prefixes;

    private CommandTable(IReadOnlyList<string> prefixes)
    {
        // The longest first: "//" is not a "/" followed by a command that begins with "/".
        _prefixes = [.. prefixes.Distinct().OrderByDescending(p => p.Length).Select(p => new CommandPrefix(p))];
        Prefix = prefixes.Count > 0 ? new CommandPrefix(prefixes[0]).Shown : "";
    }

    /// <summary>The prefix to show where none was typed: the first of bot.yaml.</summary>
    public string Prefix { get; }

    /// <summary>Every name that can be called, in the order of registration.</summary>
    public IEnumerable<(string Name, Command Command)> Commands => _named.Select(n => (n.Name!, n.Command!));

    /// <summary>Makes the table. A built-in command gives way, silently, for each of its names that another command has.</summary>
    /// <exception cref="DuplicateCommandException">Two commands want one name.</exception>
    public static CommandTable Build(IEnumerable<Command> commands, IReadOnlyList<string> prefixes)
    {
        var table = new CommandTable(prefixes);
        foreach (var command in commands.OrderBy(c => c.IsBuiltIn))
        {
            foreach (var name in command.Names)
            {
                table.Add(name, command);
            }
        }

        return table;
    }

    /// <summary>Finds the command that a message calls: the one with the longest name that fits.</summary>
    public bool TryMatch(string text, out CommandMatch match)
    {
        foreach (var prefix in _prefixes)
        {
            var start = prefix.EndIn(text);
            if (start >= 0 && _root.Find(text, start, out var end) is { } node)
            {
                var arguments = text.Length - text.AsSpan(end).TrimStart().Length;
                match = new(node.Command!, node.Name!, text, start, arguments);
                return true;
            }
        }

        match = default;
        return false;
    }

    /// <summary>Finds what a message that starts like a command but is none may have meant.</summary>
    /// <returns>The nearest command with its prefix, ready to be typed; null where none is near.</returns>
    public string? Suggest(string text, Target? conversation)
    {
        // Without a prefix every chat would be a mistyped command.
        var start = PrefixLength(text);
        return start > 0 && Nearest(text[start..], conversation) is { } name ? text[..start] + name : null;
    }

    /// <summary>Finds the visible command whose name is nearest to the first words of a text.</summary>
    public string? Nearest(string text, Target? conversation) => NearestName.To(text, _named.Where(n => n.Command!.IsShownIn(conversation)).Select(n => n.Name!));

    /// <summary>The length of the prefix, with the blanks after it, with which a text begins; 0 where it begins with none.</summary>
    public int PrefixLength(string text) => Math.Max(0, _prefixes.Select(p => p.EndIn(text)).FirstOrDefault(end => end >= 0));

    private void Add(string name, Command command)
    {
        var node = _root;
        foreach (var word in name.Split(' '))
        {
            node = node.GetOrAdd(word);
        }

        if (node.Command is null)
        {
            node.Command = command;
            node.Name = name;
            _named.Add(node);
        }
        else if (!command.IsBuiltIn || node.Command.IsBuiltIn)
        {
            throw new DuplicateCommandException(name, node.Command.Owner, command.Owner);
        }
    }
}

/// <summary>What is known after some words of a name: the command of that name, and the words that may follow.</summary>
internal sealed class CommandNode
{
    private Dictionary<string, CommandNode>? _next;

    public string? Name { get; set; }

    public Command? Command { get; set; }

    public CommandNode GetOrAdd(string word)
    {
        _next ??= new(StringComparer.OrdinalIgnoreCase);
        if (!_next.TryGetValue(word, out var node))
        {
            _next.Add(word, node = new());
        }

        return node;
    }

    /// <summary>Follows the words of a text as far as there are commands.</summary>
    /// <param name="text">The message.</param>
    /// <param name="position">Where the first word must begin.</param>
    /// <param name="end">Where the command's last word ends.</param>
    /// <returns>The last node on the way that has a command.</returns>
    public CommandNode? Find(ReadOnlySpan<char> text, int position, out int end)
    {
        CommandNode? found = null;
        end = position;
        for (var node = this; node._next is not null;)
        {
            var word = text[position..];
            word = word[..WordReader.EndOfWord(word)];
            if (!node._next.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out node!))
            {
                break;
            }

            position += word.Length;
            if (node.Command is not null)
            {
                found = node;
                end = position;
            }

            position = text.Length - text[position..].TrimStart().Length;
        }

        return found;
    }
}

/// <summary>What a command starts with.</summary>
internal sealed class CommandPrefix(string text)
{
    /// <summary>Whether blanks may come between the prefix and the name: <c>小助手 掷骰</c> is as good as <c>小助手掷骰</c>.</summary>
    private readonly bool _isWord = text.Length > 0 && char.IsLetterOrDigit(text[^1]);

    /// <summary>Whether they must, because the prefix and the name would run together: <c>botroll</c>.</summary>
    private readonly bool _needsBlank =
        text.Length > 0 && char.IsLetterOrDigit(text[^1]) && char.GetUnicodeCategory(text[^1]) != UnicodeCategory.OtherLetter;

    /// <summary>The prefix with what must stand between it and a name.</summary>
    public string Shown => _needsBlank ? text + " " : text;

    /// <summary>Finds where the command's name begins.</summary>
    /// <returns>-1 where the message has another beginning.</returns>
    public int EndIn(ReadOnlySpan<char> message)
    {
        if (message.Length < text.Length)
        {
            return -1;
        }

        for (var i = 0; i < text.Length; i++)
        {
            // Chinese keyboards of phones write the full-width solidus.
            var typed = message[i] == '／' ? '/' : message[i];
            if (typed != text[i] && message[i] != text[i] && char.ToUpperInvariant(typed) != char.ToUpperInvariant(text[i]))
            {
                return -1;
            }
        }

        if (!_isWord)
        {
            return text.Length;
        }

        var end = message.Length - message[text.Length..].TrimStart().Length;
        return _needsBlank && end == text.Length ? -1 : end;
    }
}
