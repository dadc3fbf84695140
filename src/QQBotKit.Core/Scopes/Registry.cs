using QQBotKit.Core.Buttons;
using QQBotKit.Core.Commands;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Events;

namespace QQBotKit.Core.Scopes;

/// <summary>A handler of events, and whose it is.</summary>
internal sealed record Hook(BotScope Scope, Type EventType, Func<BotEvent, CancellationToken, Task> Run);

/// <summary>A middleware, and whose it is.</summary>
internal sealed record Middleware(BotScope Scope, Func<MessageReceived, Func<Task>, Task> Run);

/// <summary>All that is live on one bot at one moment. Immutable: a change makes a new one.</summary>
internal sealed class Registrations
{
    private readonly bool _suggests;
    private readonly Hook[] _messageHooks;
    private readonly Hook[] _rawHooks;
    private readonly Dictionary<Type, Hook[]> _hooks = [];
    private readonly Dictionary<ulong, ScopeButton> _buttons;

    public Registrations(BotScope own, IReadOnlyList<BotScope> scopes, CommandSettings settings)
    {
        _suggests = settings.Unknown == UnknownCommand.Suggest;
        Own = own;
        Commands = CommandTable.Build(scopes.SelectMany(scope => scope.Commands).Concat(own.Commands), settings.Prefixes);
        Services = new ServiceTable(scopes);
        Middleware = [.. scopes.SelectMany(scope => scope.Middleware)];
        _buttons = scopes.SelectMany(scope => scope.Buttons).ToDictionary(button => button.Id);
        var all = scopes.SelectMany(scope => scope.Hooks).ToArray();
        foreach (var record in EventTypes.Records)
        {
            if (Array.FindAll(all, hook => hook.EventType.IsAssignableFrom(record)) is { Length: > 0 } hooks)
            {
                _hooks.Add(record, hooks);
            }
        }

        _messageHooks = _hooks.GetValueOrDefault(typeof(MessageReceived), []);
        _rawHooks = _hooks.GetValueOrDefault(typeof(RawEvent), []);
        Demands =
        [
            .. scopes.Where(scope => scope.Commands.Count > 0).Select(scope => Demand.OfMessages(scope, "commands")),
            .. scopes.Where(scope => scope.Buttons.Count > 0).Select(Demand.OfClicks),
            .. Middleware.Select(middleware => Demand.OfMessages(middleware.Scope, "middleware")),
            .. all.Select(Demand.Of),
        ];
    }

    /// <summary>The kit's own scope, which holds <c>/help</c>.</summary>
    public BotScope Own { get; }

    public CommandTable Commands { get; }

    public ServiceTable Services { get; }

    public Middleware[] Middleware { get; }

    /// <summary>What is registered, by the events that it waits for; without the kit's own commands, which are no reason to be called.</summary>
    public IReadOnlyList<Demand> Demands { get; }

    /// <summary>
    /// Whether anything may be registered for an event of a type; null is one that the platform does not document. Every event can turn out to be a raw
    /// one, and a message can be a command.
    /// </summary>
    public bool Wants(EventType? type) =>
        _rawHooks.Length > 0 || (type is not null && (type.Record == typeof(MessageReceived) || (_buttons.Count > 0 && type.Record == typeof(InteractionCreated)) || _hooks.ContainsKey(type.Record)));

    /// <summary>Whether anything would happen if the event were handled.</summary>
    public bool Concerns(BotEvent e) => e is not MessageReceived message
        ? Clicks.IsOne(e) || HooksOf(e).Length > 0
        : _messageHooks.Length > 0 || Middleware.Length > 0 || _suggests || Commands.TryMatch(message.Text, out _);

    /// <summary>The button with an id; null if none has it.</summary>
    public ScopeButton? ButtonOf(ulong id) => _buttons.GetValueOrDefault(id);

    public Hook[] HooksOf(BotEvent e) => e is MessageReceived ? _messageHooks : _hooks.GetValueOrDefault(e.GetType(), []);

    /// <summary>Those of some hooks that an event is for.</summary>
    public static Hook[] HooksOf(IEnumerable<Hook> hooks, BotEvent e) => [.. hooks.Where(hook => hook.EventType.IsInstanceOfType(e))];
}

/// <summary>What is live on one bot. Scopes come and go as a whole, in one step that the way of an event never sees half done.</summary>
internal sealed class Registry(CommandSettings settings)
{
    private readonly Lock _changing = new();
    private BotScope? _own;
    private BotScope[] _scopes = [];
    private volatile Registrations? _current;

    /// <summary>Called after every change of <see cref="Current"/>.</summary>
    public Action? Changed { get; set; }

    public Registrations Current => _current ?? throw new InvalidOperationException("The registry has no scope of its own yet.");

    /// <summary>How many handlers and jobs of what is live are counted in.</summary>
    public int Running
    {
        get
        {
            lock (_changing)
            {
                return _scopes.Sum(static scope => scope.Running);
            }
        }
    }

    /// <summary>Gives the registry the kit's own scope, whose commands give way to those of authors. Before anything else.</summary>
    public void Adopt(BotScope own)
    {
        _own = own;
        Refresh();
    }

    /// <summary>Finds out whether <see cref="Swap"/> would succeed.</summary>
    /// <exception cref="DuplicateCommandException">A command of the new scope is another scope's.</exception>
    public void Check(BotScope? old, BotScope next)
    {
        lock (_changing)
        {
            _ = Build(Replace(old, next));
        }
    }

    /// <summary>Makes a scope live in the place of another. Either may be null.</summary>
    public void Swap(BotScope? old, BotScope? next)
    {
        lock (_changing)
        {
            var scopes = Replace(old, next);
            var current = Build(scopes);
            if (old is not null)
            {
                old.Successor = next;
            }

            _current = current;
            _scopes = scopes;
        }

        Changed?.Invoke();
    }

    /// <summary>Takes in what a live scope registered or ended since.</summary>
    public void Refresh()
    {
        lock (_changing)
        {
            _current = Build(_scopes);
        }

        Changed?.Invoke();
    }

    private Registrations Build(BotScope[] scopes) => new(_own!, scopes, settings);

    private BotScope[] Replace(BotScope? old, BotScope? next)
    {
        var scopes = _scopes.ToList();
        var place = old is null ? -1 : scopes.IndexOf(old);
        if (place >= 0)
        {
            scopes.RemoveAt(place);
        }

        if (next is not null)
        {
            scopes.Insert(place >= 0 ? place : scopes.Count, next);
        }

        return [.. scopes];
    }
}
