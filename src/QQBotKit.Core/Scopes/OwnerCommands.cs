using QQBotKit.Core.Commands;

namespace QQBotKit.Core.Scopes;

/// <summary>Where a command of the owner takes effect.</summary>
internal enum Reach
{
    Here,
    Bot,
    Everywhere,
}

/// <summary>The built-in <c>/plugin</c>: what runs, and switches. To anyone but an owner it does not exist.</summary>
/// <param name="bot">The name of the bot that is written to.</param>
/// <param name="owners">The openids of the owners.</param>
/// <param name="host">What runs.</param>
/// <param name="switches">What is off.</param>
/// <param name="texts">The language of the answers.</param>
internal sealed class OwnerCommands(string bot, IReadOnlyList<string> owners, ExtensionHost host, Switches switches, Texts texts)
{
    /// <param name="scope">The kit's own scope on the bot.</param>
    public IEnumerable<Command> Create(IBot scope) =>
    [
        Make("plugin list|插件 列表", (MessageReceived message) => IsOwner(message) ? List(message) : null, scope),
        Make("plugin enable|插件 启用", (MessageReceived message, string name, Reach reach = Reach.Here) => Set(message, name, reach, on: true), scope),
        Make("plugin disable|插件 停用", (MessageReceived message, string name, Reach reach = Reach.Here) => Set(message, name, reach, on: false), scope),
        Make("plugin resume|插件 恢复", (MessageReceived message, string name) => IsOwner(message) ? Resume(name) : null, scope),
    ];

    private Command Make(string names, Delegate handler, IBot scope)
    {
        var command = new Command(names, handler, "QQBotKit", scope, texts) { IsBuiltIn = true };
        command.Hide();
        return command;
    }

    private bool IsOwner(MessageReceived message) => owners.Contains(message.Sender.Id);

    private string List(MessageReceived message) => string.Join('\n', host.Status().Select(extension =>
    {
        var state = extension.Quarantine is not null ? texts.Of("in quarantine", "已隔离")
            : switches.IsOff(extension.Name, bot, message.Conversation) ? texts.Of("off here", "此处已停用")
            : extension.IsWaiting ? texts.Of("waiting", "等待中")
            : extension.Error is not null ? texts.Of("not loaded", "未加载")
            : texts.Of("on", "已启用");
        return $"{extension.Name} {extension.Version}".TrimEnd() + texts.Of(": ", "：") + state;
    }));

    private string? Set(MessageReceived message, string name, Reach reach, bool on)
    {
        if (!IsOwner(message))
        {
            return null;
        }

        if (Find(name) is not { } extension)
        {
            return Unknown(name);
        }

        switches.Set(
            new Switch(
                extension.Name,
                reach == Reach.Everywhere ? null : bot,
                reach == Reach.Here ? message.Conversation?.ToString() : null),
            on);
        return switches.IsOff(extension.Name, bot, message.Conversation)
            ? texts.Of($"{extension.Name} is off here.", $"{extension.Name} 在此处已停用。")
            : texts.Of($"{extension.Name} is on here.", $"{extension.Name} 在此处已启用。");
    }

    private string Resume(string name) => Find(name) is not { } extension
        ? Unknown(name)
        : host.Resume(extension.Kind, extension.Name)
            ? texts.Of($"{extension.Name} is resumed.", $"{extension.Name} 已恢复。")
            : texts.Of($"{extension.Name} is not in quarantine.", $"{extension.Name} 没有被隔离。");

    private ExtensionStatus? Find(string name) =>
        host.Status().FirstOrDefault(extension => string.Equals(extension.Name, name, StringComparison.OrdinalIgnoreCase));

    private string Unknown(string name) => texts.Of($"There is no plugin {name}.", $"没有插件 {name}。");
}
