using System.Globalization;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Commands;

namespace QQBotKit.Core.Tests.Commands;

/// <summary>Makes commands and calls them by a message, as the runtime does.</summary>
internal static class CommandFixture
{
    public static Texts English { get; } = new(CultureInfo.GetCultureInfo("en-US"));

    public static Texts Chinese { get; } = new(CultureInfo.GetCultureInfo("zh-CN"));

    public static Command Command(string names, Delegate handler, IBot? bot = null, string owner = "plugin test", Texts? texts = null) =>
        new(names, handler, owner, bot ?? new StubBot(), texts ?? English);

    public static CommandTable Table(params Command[] commands) => CommandTable.Build(commands, ["/"]);

    public static MessageReceived Message(string text, Mention[]? mentions = null, Attachment[]? attachments = null) => new()
    {
        Type = "GROUP_AT_MESSAGE_CREATE",
        Id = "m1",
        Sender = new("u1", "Ann"),
        Text = text,
        Content = text,
        Conversation = Target.Group("g1"),
        Mentions = mentions ?? [],
        Attachments = attachments ?? [],
    };

    /// <summary>Registers the handler as <c>t</c> and sends <c>/t ARGUMENTS</c>.</summary>
    public static Task<CommandResult> CallAsync(Delegate handler, string arguments = "", Mention[]? mentions = null, Attachment[]? attachments = null) =>
        CallAsync(Command("t", handler), Message($"/t {arguments}", mentions, attachments));

    public static async Task<CommandResult> CallAsync(Command command, MessageReceived message, CancellationToken cancellationToken = default)
    {
        Table(command).TryMatch(message.Text, out var match).Should().BeTrue();
        return await match.Command.InvokeAsync(match, message, cancellationToken);
    }

    /// <summary>What the handler answers; fails where the arguments do not fit.</summary>
    public static Task<string?> AnswerAsync(Delegate handler, string arguments = "", Mention[]? mentions = null, Attachment[]? attachments = null) =>
        AnswerAsync(Command("t", handler), Message($"/t {arguments}", mentions, attachments));

    /// <summary>What a command answers; fails where the arguments do not fit.</summary>
    public static async Task<string?> AnswerAsync(Command command, MessageReceived message)
    {
        var result = await CallAsync(command, message);
        result.UsageError.Should().BeNull();
        return result.Reply is { Parts.Pieces: { } pieces } ? string.Concat(await pieces.ToListAsync()) : result.Reply?.Text;
    }

    /// <summary>The line that says what is wrong with the arguments.</summary>
    public static async Task<string> ProblemAsync(Delegate handler, string arguments = "", Mention[]? mentions = null)
    {
        var result = await CallAsync(handler, arguments, mentions);
        result.Reply.Should().BeNull();
        return result.UsageError!.Split('\n')[0];
    }
}

/// <summary>A scope that only has options.</summary>
internal sealed class StubBot : IBot
{
    public object? CurrentOptions { get; set; }

    public string Name => "main";

    public IStore Store => throw new NotSupportedException();

    public ILogger Log => throw new NotSupportedException();

    public HttpClient Http => throw new NotSupportedException();

    public string DataFolder => throw new NotSupportedException();

    public CancellationToken Stopping => CancellationToken.None;

    public T Options<T>() where T : class, new() => CurrentOptions switch
    {
        null => new T(),
        Exception e => throw e,
        var options => (T)options,
    };

    public void Provide<T>(T service) where T : class => throw new NotSupportedException();

    public T Need<T>() where T : class => throw new NotSupportedException();

    public ICommand Command(string names, Delegate handler) => throw new NotSupportedException();

    public IButton Button(string name, Delegate handler) => throw new NotSupportedException();

    public IDisposable On<TEvent>(Func<TEvent, CancellationToken, Task> handler) where TEvent : BotEvent => throw new NotSupportedException();

    public IDisposable Use(Func<MessageReceived, Func<Task>, Task> middleware) => throw new NotSupportedException();

    public IDisposable Every(TimeSpan period, Func<CancellationToken, Task> handler) => throw new NotSupportedException();

    public IDisposable Cron(string expression, Func<CancellationToken, Task> handler, TimeZoneInfo? timeZone = null) => throw new NotSupportedException();

    public Task<SentMessage> ReplyAsync(BotEvent to, Message message, CancellationToken cancellationToken = default) =>
        Task.FromResult(new SentMessage("s1", DeliveryWay.Passive));

    public Task<SentMessage> SendAsync(Target to, Message message, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();
}
