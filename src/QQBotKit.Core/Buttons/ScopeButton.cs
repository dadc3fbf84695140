using System.Security.Cryptography;
using QQBotKit.Core.Commands;

namespace QQBotKit.Core.Buttons;

/// <summary>A kind of button of one scope: its name, and the author's delegate behind it.</summary>
internal sealed class ScopeButton : IButton
{
    /// <summary>As long are clicks remembered that count.</summary>
    private static readonly TimeSpan LongestCounted = TimeSpan.FromDays(30);

    private readonly CommandHandler _handler;
    private readonly ButtonSigner _signer;
    private readonly TimeProvider _time;
    private readonly Texts _texts;

    /// <exception cref="ArgumentException">The name is empty, a parameter cannot be filled, or the return type is no reply.</exception>
    public ScopeButton(string name, Delegate handler, string owner, IBot bot, ButtonSigner signer, TimeProvider time, Texts texts)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        (Name, Bot, _signer, _time, _texts) = (name, bot, signer, time, texts);
        Id = signer.IdOf(owner, name);
        _handler = new CommandHandler(name, handler, bot, HandlerKind.Button);
    }

    public string Name { get; }

    /// <summary>By what its clicks find it.</summary>
    public ulong Id { get; }

    /// <summary>The scope that it belongs to.</summary>
    public IBot Bot { get; }

    public Button Of(string label, params ReadOnlySpan<object?> arguments) => Make(label, arguments, null);

    public IButton Limit(ButtonLimits limits) => new Set(this, limits);

    /// <summary>Runs the handler. What it throws comes through as it was thrown.</summary>
    public async ValueTask<CommandResult> InvokeAsync(InteractionCreated click, string arguments, CancellationToken cancellationToken)
    {
        var call = new CommandCall(new ButtonContext(Bot, click, Name, arguments, cancellationToken));
        return _handler.TryCall(ref call, _texts, out var returned, out var problem)
            ? await _handler.Read(returned, cancellationToken)
            : CommandResult.WrongArguments(problem);
    }

    private Button Make(string label, ReadOnlySpan<object?> arguments, Set? set)
    {
        if (_handler.TryWrite(arguments, _texts, out var words) is { } problem)
        {
            throw new ArgumentException(_texts.Of($"The button \"{Name}\" cannot carry its arguments: {problem}.", $"按钮 “{Name}” 的参数有误：{problem}。"));
        }

        var limits = set?.Limits ?? new ButtonLimits();
        var data = _signer.Write(new ButtonData(Id, words)
        {
            Uses = limits.Uses,
            Set = set?.Number ?? 0,
            Expires = set?.Expires,
            Who = limits.Permission.Kind,
            Marks = [.. limits.Permission.Ids.Select(_signer.MarkOf)],
        });
        return data.Length > ButtonData.Longest
            ? throw new ArgumentException(_texts.Of(
                $"The button \"{Name}\" carries {data.Length - ButtonData.Longest} characters too many: keep what is long in bot.Store, and give the button a short key to it.",
                $"按钮 “{Name}” 携带的数据超出 {data.Length - ButtonData.Longest} 个字符：请将较长的内容存入 bot.Store，按钮只携带一个短键。"))
            : new Button(ButtonAction.Callback, label, data)
            {
                Permission = limits.Permission,

                // The platform turns the others grey for whoever clicked.
                GroupId = limits.Uses == ButtonUses.Unlimited ? null : $"{set!.Number:x}",
            };
    }

    /// <summary>Buttons that were made together.</summary>
    private sealed class Set : IButton
    {
        private readonly ScopeButton _button;

        public Set(ScopeButton button, ButtonLimits limits)
        {
            ArgumentNullException.ThrowIfNull(limits);
            _button = button;
            Limits = limits;
            var (lifetime, texts) = (limits.Lifetime, button._texts);
            if (lifetime <= TimeSpan.Zero)
            {
                throw new ArgumentException(texts.Of(
                    $"The button \"{Name}\" has a lifetime of {lifetime}: nobody could click it.", $"按钮 “{Name}” 的有效期为 {lifetime}，无人可点。"), nameof(limits));
            }

            if (limits.Permission is { Kind: ButtonPermissionKind.Users or ButtonPermissionKind.Roles, Ids.Count: 0 })
            {
                throw new ArgumentException(texts.Of(
                    $"The button \"{Name}\" is for nobody: its permission names no id.", $"按钮 “{Name}” 无人可点：权限中没有任何 id。"), nameof(limits));
            }

            if (limits.Uses != ButtonUses.Unlimited)
            {
                Number = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
                lifetime = lifetime < LongestCounted ? lifetime : LongestCounted;
            }

            Expires = lifetime is { } until ? button._time.GetUtcNow() + until : null;
        }

        public string Name => _button.Name;

        public ButtonLimits Limits { get; }

        public ulong Number { get; }

        public DateTimeOffset? Expires { get; }

        public Button Of(string label, params ReadOnlySpan<object?> arguments) => _button.Make(label, arguments, this);

        public IButton Limit(ButtonLimits limits) => new Set(_button, limits);
    }
}
