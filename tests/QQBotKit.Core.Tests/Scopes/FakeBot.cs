using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace QQBotKit.Core.Tests.Scopes;

/// <summary>Remembers what was registered on it.</summary>
internal sealed class FakeBot(string name = "main") : IBot, IDisposable
{
    public Dictionary<string, Delegate> Commands { get; } = [];

    public string Name => name;

    public IStore Store => throw new NotSupportedException();

    public ILogger Log => NullLogger.Instance;

    public HttpClient Http { get; } = new();

    public string DataFolder => throw new NotSupportedException();

    public CancellationToken Stopping => default;

    public ICommand Command(string names, Delegate handler)
    {
        Commands.Add(names, handler);
        return new FakeCommand(names);
    }

    /// <summary>Calls a command's handler with all its arguments.</summary>
    public string? Say(string command, params object?[] arguments) => Commands[command].DynamicInvoke(arguments)?.ToString();

    public IButton Button(string name, Delegate handler) => new FakeButton(name);

    public IDisposable On<TEvent>(Func<TEvent, CancellationToken, Task> handler) where TEvent : BotEvent => new Registration();

    public IDisposable Use(Func<MessageReceived, Func<Task>, Task> middleware) => new Registration();

    public IDisposable Every(TimeSpan period, Func<CancellationToken, Task> handler) => new Registration();

    public IDisposable Cron(string expression, Func<CancellationToken, Task> handler, TimeZoneInfo? timeZone = null) => new Registration();

    public Task<SentMessage> ReplyAsync(BotEvent to, Message message, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<SentMessage> SendAsync(Target to, Message message, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public T Options<T>() where T : class, new() => new();

    public void Provide<T>(T service) where T : class
    {
    }

    public T Need<T>() where T : class => throw new NotSupportedException();

    public void Dispose() => Http.Dispose();

    private sealed class Registration : IDisposable
    {
        public void Dispose()
        {
        }
    }

    private sealed record FakeButton(string Name) : IButton
    {
        public Button Of(string label, params ReadOnlySpan<object?> arguments) => new(ButtonAction.Callback, label, Name);

        public IButton Limit(ButtonLimits limits) => this;
    }

    private sealed record FakeCommand(string Name) : ICommand
    {
        public ICommand Describe(string description) => this;

        public ICommand Hide() => this;
    }
}
