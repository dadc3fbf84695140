using Microsoft.Extensions.Logging;
using QQBotKit.Core.Buttons;
using QQBotKit.Core.Capabilities;
using QQBotKit.Core.Commands;
using QQBotKit.Core.Delivery;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Jobs;
using QQBotKit.Core.Storage;

namespace QQBotKit.Core.Scopes;

/// <summary>
/// One plugin's or script's view of one bot: owns what was registered on it, and undoes all of it at its end.
/// </summary>
internal sealed class BotScope : IBot
{
    private readonly ScopeServices _services;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _registering = new();
    private readonly List<Command> _commands = [];
    private readonly List<ScopeButton> _buttons = [];
    private readonly List<Hook> _hooks = [];
    private readonly List<Middleware> _middleware = [];
    private readonly JobList _jobs = new();
    private readonly Dictionary<Type, object> _provided = [];
    private readonly HashSet<BotScope> _providers = [];
    private HttpClient? _http;
    private Ways? _delivery;
    private Store? _store;
    private bool _live;
    private bool _isConfigured;

    // Handlers that run now; the scope itself counts as one until it ends.
    private int _running = 1;

    /// <param name="services">What scopes are made of.</param>
    /// <param name="kind">Whether it is a plugin's or a script's.</param>
    /// <param name="name">Its name.</param>
    /// <param name="containment">What all scopes of the same version have in common.</param>
    public BotScope(ScopeServices services, ExtensionKind kind, string name, Containment containment)
    {
        _services = services;
        Containment = containment;
        Kind = kind;
        ExtensionName = name;
        Owner = $"{(kind == ExtensionKind.Plugin ? "plugin" : "script")}.{name}";
        Stopping = _stopping.Token;
        Log = services.Logs.CreateLogger(Owner);
    }

    public ExtensionKind Kind { get; }

    public string ExtensionName { get; }

    /// <summary>Whose scope it is, as logs and errors say it: <c>plugin.Dice</c>.</summary>
    public string Owner { get; }

    public Containment Containment { get; }

    /// <summary>Whether its handlers are called.</summary>
    public bool IsOpen => Containment.Quarantine is null;

    /// <summary>Whether the owner switched it off in a conversation.</summary>
    public bool IsOffIn(Target? conversation) => _services.Switches.IsOff(ExtensionName, Name, conversation);

    /// <summary>The scope that took the place of this one; null while it is live, and where none did.</summary>
    public BotScope? Successor { get; set; }

    public string Name => _services.BotName;

    public ILogger Log { get; }

    public CancellationToken Stopping { get; }

    public IStore Store => _store ??= new Store(_services.Database, Name, Owner);

    /// <summary>What it may do. Set before it is configured.</summary>
    public CapabilitySet Capabilities { get; set; } = CapabilitySet.Everything;

    // Not on the client of the author, which ends with the scope: the end of a text that grows goes out after that.
    private Ways Delivery => _delivery ??= _services.Delivery.For(new Api.QQBotApi(_services.CreateClient(Owner, null)), Owner);

    public HttpClient Http => _http ??= _services.CreateClient(Owner, new CapabilityHandler(Owner, Capabilities, _services.Texts));

    public string DataFolder => Directory.CreateDirectory(Path.Combine(_services.DataFolder, "files", Owner, Name)).FullName;

    public IReadOnlyList<Command> Commands => Snapshot(_commands);

    public IReadOnlyList<ScopeButton> Buttons => Snapshot(_buttons);

    public IReadOnlyList<Hook> Hooks => Snapshot(_hooks);

    public IReadOnlyList<Middleware> Middleware => Snapshot(_middleware);

    /// <summary>The services that it gives to others, by the type under which they ask.</summary>
    public IReadOnlyDictionary<Type, object> Provided => _provided;

    /// <summary>The scopes whose services it took.</summary>
    public IReadOnlySet<BotScope> Providers => _providers;

    public T Options<T>() where T : class, new() => _services.Options(Kind).Bind<T>(ExtensionName);

    public ICommand Command(string names, Delegate handler) => Add(new Command(names, handler, Owner, this, _services.Texts));

    /// <summary>Registers a command that is made already.</summary>
    public Command Add(Command command) => Add(_commands, command);

    public IButton Button(string name, Delegate handler)
    {
        var button = new ScopeButton(name, handler, Owner, this, _services.Buttons, _services.Time, _services.Texts);
        return Buttons.All(other => other.Id != button.Id)
            ? Add(_buttons, button)
            : throw new ArgumentException(_services.Texts.Of($"The button \"{name}\" is there already: each has a name of its own.", $"按钮 “{name}” 已存在：每个按钮须有自己的名称。"));
    }

    public IDisposable On<TEvent>(Func<TEvent, CancellationToken, Task> handler) where TEvent : BotEvent
    {
        ArgumentNullException.ThrowIfNull(handler);
        var hook = Add(_hooks, new Hook(this, typeof(TEvent), (e, stopping) => handler((TEvent)e, stopping)));
        return new Registration(() => Remove(_hooks, hook));
    }

    public IDisposable Use(Func<MessageReceived, Func<Task>, Task> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        var added = Add(_middleware, new Middleware(this, middleware));
        return new Registration(() => Remove(_middleware, added));
    }

    public IDisposable Every(TimeSpan period, Func<CancellationToken, Task> handler) => Add(new EverySchedule(period, _services.Texts), handler);

    public IDisposable Cron(string expression, Func<CancellationToken, Task> handler, TimeZoneInfo? timeZone = null)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return Add(new CronSchedule(expression, timeZone ?? _services.Time.LocalTimeZone, _services.Time.GetUtcNow(), _services.Texts), handler);
    }

    public void Provide<T>(T service) where T : class
    {
        ArgumentNullException.ThrowIfNull(service);
        ThrowIfConfigured(nameof(Provide));
        if (!_provided.TryAdd(typeof(T), service))
        {
            throw new DuplicateServiceException(typeof(T), Owner, Owner);
        }
    }

    public T Need<T>() where T : class
    {
        ThrowIfConfigured(nameof(Need));
        var (provider, service) = _services.Registry.Current.Services.Find(typeof(T), Owner, Name, _services.Texts);
        _providers.Add(provider);
        return (T)service;
    }

    public Task<SentMessage> ReplyAsync(BotEvent to, Message message, CancellationToken cancellationToken = default) =>
        Grows(message) && cancellationToken.CanBeCanceled
            ? EndingWithScopeAsync(either => Delivery.ReplyAsync(to, message, either, Capabilities.MaySend), cancellationToken)
            : Delivery.ReplyAsync(to, message, EndingWithScope(cancellationToken), Capabilities.MaySend);

    public Task<SentMessage> SendAsync(Target to, Message message, CancellationToken cancellationToken = default) =>
        Capabilities.MaySend
            ? Grows(message) && cancellationToken.CanBeCanceled
                ? EndingWithScopeAsync(either => Delivery.SendAsync(to, message, either), cancellationToken)
                : Delivery.SendAsync(to, message, EndingWithScope(cancellationToken))
            : Task.FromException<SentMessage>(new DeliveryException(_services.Texts.Of(
                $"{Owner} does not declare {CapabilitySet.ActiveMessages}, so nothing was sent: {CapabilityTexts.Mend(CapabilitySet.ActiveMessages, _services.Texts)}",
                $"{Owner} 没有声明 {CapabilitySet.ActiveMessages}，因此没有发送：{CapabilityTexts.Mend(CapabilitySet.ActiveMessages, _services.Texts)}")));

    /// <summary>From here on what is registered is live at once, and jobs run.</summary>
    /// <param name="before">The scope whose place it took.</param>
    public void GoLive(BotScope? before = null)
    {
        _live = _isConfigured = true;
        _jobs.GoLive(before?._jobs);
    }

    /// <summary>Whether none of its handlers runs.</summary>
    public bool IsIdle => Volatile.Read(ref _running) <= 1;

    /// <summary>How many handlers and jobs are counted in.</summary>
    public int Running => Math.Max(0, Volatile.Read(ref _running) - 1);

    /// <summary>Counts a handler in.</summary>
    /// <returns>False when the scope has ended: the handler must not run.</returns>
    public bool TryEnter()
    {
        while (true)
        {
            var running = Volatile.Read(ref _running);
            if (running == 0)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _running, running + 1, running) == running)
            {
                return true;
            }
        }
    }

    /// <summary>Counts a handler out.</summary>
    public void Exit()
    {
        if (Interlocked.Decrement(ref _running) == 0)
        {
            _idle.TrySetResult();
        }
    }

    /// <summary>
    /// Ends the scope, which nothing refers to any more: lets running handlers finish for a while, then cancels <see cref="Stopping"/>
    /// and lets go of everything.
    /// </summary>
    public async Task EndAsync(TimeSpan drain, TimeProvider time)
    {
        _live = false;
        _jobs.End();
        _isConfigured = true;
        Exit();
        await Task.WhenAny(_idle.Task, Task.Delay(drain, time));
        await _stopping.CancelAsync();
        _http?.Dispose();
        lock (_registering)
        {
            _commands.Clear();
            _buttons.Clear();
            _hooks.Clear();
            _middleware.Clear();
            _provided.Clear();
            _providers.Clear();
        }
    }

    // A service is for all that is live with its provider, and a provider is live before those that need it: so no two can wait for each other's end.
    private void ThrowIfConfigured(string method)
    {
        if (_isConfigured)
        {
            throw new InvalidOperationException(_services.Texts.Of(
                $"{Owner} calls {method} too late: call it in Configure, or in the text of the script, and keep what it returns.",
                $"{Owner} 调用 {method} 太晚了：请在 Configure（或脚本正文）里调用，并保存它的返回值。"));
        }
    }

    private Registration Add(Schedule schedule, Func<CancellationToken, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var job = new Job(this, schedule, handler, _services.Author, _services.Time, _services.Ending);
        _jobs.Add(job);
        return new Registration(() => _jobs.Remove(job));
    }

    private static bool Grows(Message? message) => message is { MoreThanText.Pieces: not null };

    // The pieces of a text are the author's code, which must not run on, whatever else ends it.
    private async Task<SentMessage> EndingWithScopeAsync(Func<CancellationToken, Task<SentMessage>> send, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Stopping);
        return await send(either.Token);
    }

    // The token of a handler ends with the scope already.
    private CancellationToken EndingWithScope(CancellationToken cancellationToken) => cancellationToken.CanBeCanceled ? cancellationToken : Stopping;

    private TItem Add<TItem>(List<TItem> list, TItem item)
    {
        lock (_registering)
        {
            list.Add(item);
        }

        try
        {
            RefreshIfLive();
        }
        catch (ArgumentException)
        {
            lock (_registering)
            {
                list.Remove(item);
            }

            throw;
        }

        return item;
    }

    private void Remove<TItem>(List<TItem> list, TItem item)
    {
        lock (_registering)
        {
            list.Remove(item);
        }

        RefreshIfLive();
    }

    private void RefreshIfLive()
    {
        if (_live)
        {
            _services.Registry.Refresh();
        }
    }

    private TItem[] Snapshot<TItem>(List<TItem> list)
    {
        lock (_registering)
        {
            return [.. list];
        }
    }

    private sealed class Registration(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
