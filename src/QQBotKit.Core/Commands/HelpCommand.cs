namespace QQBotKit.Core.Commands;

/// <summary>The built-in <c>help</c>: says what is registered now.</summary>
internal sealed class HelpCommand
{
    private readonly Func<CommandTable> _table;
    private readonly Texts _texts;

    private HelpCommand(Func<CommandTable> table, Texts texts)
    {
        _table = table;
        _texts = texts;
    }

    /// <param name="table">The live table: it is asked for at every call.</param>
    /// <param name="bot">The scope that the command belongs to.</param>
    /// <param name="texts">The language of the help.</param>
    public static Command Create(Func<CommandTable> table, IBot bot, Texts texts)
    {
        var help = new HelpCommand(table, texts);
        var command = new Command("help|帮助", (MessageReceived message, string command = "") => help.About(command, message.Conversation), "QQBotKit", bot, texts) { IsBuiltIn = true };
        command.Describe(texts.Of("Lists the commands, or explains one", "列出所有命令，或说明其中一个"));
        return command;
    }

    private string About(string asked, Target? here)
    {
        var table = _table();
        if (asked.Length == 0)
        {
            return Lines(table, table.Commands, here);
        }

        // People also ask for what they type: "/help /roll".
        return Explain(table, asked, here) ?? Explain(table, asked[table.PrefixLength(asked)..], here) ?? Unknown(table, asked, here);
    }

    /// <summary>Explains the command of a name, and lists the commands whose names begin with it.</summary>
    private string? Explain(CommandTable table, string asked, Target? here)
    {
        var name = string.Join(' ', asked.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        List<string> lines = [];
        var exact = table.Commands.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (exact.Command is { } command && command.IsShownIn(here))
        {
            lines.Add(command.UsageLine(table.Prefix, exact.Name));
            var others = table.Commands.Where(c => c.Command == command && c.Name != exact.Name).Select(c => table.Prefix + c.Name);
            lines.Add(string.Join(_texts.Of(", ", "、"), others) is { Length: > 0 } also ? _texts.Of("Also: ", "别名：") + also : "");
            lines.Add(command.Description);
        }

        lines.Add(Lines(table, table.Commands.Where(c => c.Name.StartsWith(name + " ", StringComparison.OrdinalIgnoreCase)), here));
        return string.Join('\n', lines.Where(line => line.Length > 0)) is { Length: > 0 } text ? text : null;
    }

    private string Unknown(CommandTable table, string asked, Target? here)
    {
        var unknown = _texts.Of($"There is no command {WordSource.Quote(asked)}.", $"没有命令 {WordSource.Quote(asked)}。");
        return table.Nearest(asked[table.PrefixLength(asked)..], here) is { } near
            ? unknown + _texts.Of($" Did you mean {table.Prefix}{near}?", $"是不是 {table.Prefix}{near}？")
            : unknown;
    }

    /// <summary>One line for each command, under the first of its names that are among those given.</summary>
    private static string Lines(CommandTable table, IEnumerable<(string Name, Command Command)> names, Target? here) => string.Join(
        '\n',
        names.Where(c => c.Command.IsShownIn(here))
            .DistinctBy(c => c.Command)
            .OrderBy(c => c.Name, StringComparer.OrdinalIgnoreCase)
            .Select(c => table.Prefix + c.Command.Usage(c.Name) + (c.Command.Description is { Length: > 0 } d ? " — " + d : "")));
}
