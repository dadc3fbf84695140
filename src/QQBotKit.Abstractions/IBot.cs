using Microsoft.Extensions.Logging;

namespace QQBotKit;

/// <summary>
/// One plugin's, or one script's, view of one bot: a scope. All that is registered here belongs to the scope,
/// and the end of the scope undoes all of it; nothing is ever unregistered by hand.
/// </summary>
public interface IBot
{
    /// <summary>The bot's name: its key under <c>bots</c> in bot.yaml.</summary>
    string Name { get; }

    /// <summary>Registers a command.</summary>
    /// <param name="names">
    /// The words after the prefix, compared without regard to case. <c>|</c> separates aliases (<c>"roll|掷骰"</c>),
    /// a blank makes a sub-command (<c>"guild ban"</c>).
    /// </param>
    /// <param name="handler">
    /// Any delegate. Parameters of type <see cref="CommandContext"/>, <see cref="IBot"/>, <see cref="Sender"/>,
    /// <see cref="MessageReceived"/>, <see cref="CancellationToken"/> and option classes are given; <see cref="Mention"/>
    /// and <see cref="Attachment"/> are taken from the message; every other parameter is read from the words after the command
    /// (<see cref="IParsable{TSelf}"/> and enums; quotes hold words together). A default value makes a parameter
    /// optional, <c>params</c> takes the remaining words, and a last <see cref="string"/> takes the rest of the line exactly as sent.
    /// What the handler returns is the reply: <see cref="string"/>, <see cref="Message"/>, <see cref="Media"/>, a task of one of them,
    /// <see cref="IAsyncEnumerable{T}"/> of <see cref="string"/>, or nothing.
    /// </param>
    /// <exception cref="ArgumentException">A name is empty or taken, or a parameter cannot be read from words.</exception>
    ICommand Command(string names, Delegate handler);

    /// <summary>
    /// Registers a kind of button; <see cref="IButton.Of"/> makes buttons of it for the keyboards of messages. A click is acknowledged in time whatever the
    /// handler does, and does not reach hooks of <see cref="InteractionCreated"/>.
    /// </summary>
    /// <param name="name">
    /// The name of the button in this plugin or script. Buttons of earlier messages, and of earlier versions, find the handler by it.
    /// </param>
    /// <param name="handler">
    /// Any delegate. Parameters of type <see cref="ButtonContext"/>, <see cref="IBot"/>, <see cref="InteractionCreated"/>, <see cref="CancellationToken"/>
    /// and option classes are given; every other one is an argument of <see cref="IButton.Of"/>, as with <see cref="Command"/>. What the handler returns
    /// is the reply.
    /// </param>
    /// <exception cref="ArgumentException">The name is empty or taken, or a parameter cannot be read from words.</exception>
    IButton Button(string name, Delegate handler);

    /// <summary>
    /// Calls <paramref name="handler"/> for every event of type <typeparamref name="TEvent"/>. A message that a command took does not
    /// reach hooks; <see cref="Use"/> sees every message.
    /// </summary>
    /// <returns>Ends this one hook earlier than the scope.</returns>
    IDisposable On<TEvent>(Func<TEvent, CancellationToken, Task> handler) where TEvent : BotEvent;

    /// <summary>
    /// Runs <paramref name="middleware"/> around the handling of every message, in the order of registration.
    /// Not calling <c>next</c> ends the way of the message there.
    /// </summary>
    /// <returns>Ends this middleware earlier than the scope.</returns>
    IDisposable Use(Func<MessageReceived, Func<Task>, Task> middleware);

    /// <summary>
    /// A job: calls <paramref name="handler"/> again and again, for the first time one period after it became live. The times do not drift, and a reload
    /// that leaves the period as it is does not move them.
    /// </summary>
    /// <remarks>
    /// Every bot has its own job. It never overlaps itself: what comes due while it runs, or while the machine sleeps, is made up for by one run right
    /// after that. It has the deadline of every handler, and its faults are logged and counted as theirs. While the plugin is switched off for the bot or
    /// in quarantine, it does not run.
    /// </remarks>
    /// <param name="period">The time from one beginning to the next: a second at least.</param>
    /// <param name="handler">What is to be done. Its token is cancelled at the deadline of handlers and when the scope ends.</param>
    /// <returns>Ends this job earlier than the scope.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The period is shorter than a second or longer than ten years.</exception>
    IDisposable Every(TimeSpan period, Func<CancellationToken, Task> handler);

    /// <summary>
    /// A job: calls <paramref name="handler"/> at times of the calendar. Everything else is as with <see cref="Every"/>; what comes due while no process
    /// runs is not made up for.
    /// </summary>
    /// <param name="expression">
    /// Minute, hour, day, month and day of the week: <c>"0 9 * * 1-5"</c> is 9:00 from Monday to Friday, <c>"*/10 * * * *"</c> every ten minutes. Also
    /// <c>@hourly</c>, <c>@daily</c>, <c>@weekly</c>, <c>@monthly</c>, <c>@yearly</c>.
    /// </param>
    /// <param name="handler">What is to be done. Its token is cancelled at the deadline of handlers and when the scope ends.</param>
    /// <param name="timeZone">
    /// By which clock; null for that of the machine. A time that the beginning of summer time leaves out is made up for right after it; one that its end
    /// repeats comes once, unless the expression is for every hour.
    /// </param>
    /// <returns>Ends this job earlier than the scope.</returns>
    /// <exception cref="ArgumentException">The expression cannot be read, or never comes due.</exception>
    IDisposable Cron(string expression, Func<CancellationToken, Task> handler, TimeZoneInfo? timeZone = null);

    /// <summary>Answers an event in the conversation where it happened, as a passive reply (被动消息) while the platform allows one.</summary>
    /// <exception cref="DeliveryException">The platform refused the message or cannot be reached, or the event belongs to no conversation.</exception>
    Task<SentMessage> ReplyAsync(BotEvent to, Message message, CancellationToken cancellationToken = default);

    /// <summary>Sends an active message (主动消息). It counts against the platform's quotas.</summary>
    /// <exception cref="DeliveryException">The platform refused the message or cannot be reached.</exception>
    Task<SentMessage> SendAsync(Target to, Message message, CancellationToken cancellationToken = default);

    /// <summary>
    /// This plugin's section of bot.yaml (<c>plugins.options.NAME</c>, for a script <c>scripts.options.NAME</c>), bound to
    /// <typeparamref name="T"/> and validated by the attributes of System.ComponentModel.DataAnnotations. Keys are the properties' names in snake_case.
    /// </summary>
    /// <exception cref="OptionsException">A key is unknown or a value is not valid; the message names file, line and column.</exception>
    T Options<T>() where T : class, new();

    /// <summary>
    /// Gives the other plugins and scripts of this bot a service, under the type <typeparamref name="T"/>: an interface of a contract assembly, which the
    /// project of this plugin names as <c>QQBotContract</c>, or a type of .NET. Only while the plugin is configured.
    /// </summary>
    /// <exception cref="ArgumentException">Another plugin provides this type; both are named, and this version does not go live.</exception>
    /// <exception cref="InvalidOperationException">The plugin is configured already.</exception>
    void Provide<T>(T service) where T : class;

    /// <summary>
    /// Takes the service that another plugin or script of this bot provides. Only while the plugin is configured. Where there is none, the call throws, this
    /// plugin waits, and it is configured anew when the service comes. It ends before the service's provider ends, and is loaded anew with the next one.
    /// </summary>
    /// <exception cref="InvalidOperationException">Nobody provides it: let the exception pass. Or the plugin is configured already.</exception>
    T Need<T>() where T : class;

    /// <summary>What this plugin keeps for this bot. It outlives reloads and restarts.</summary>
    IStore Store { get; }

    /// <summary>The log of this plugin; its level can be set in bot.yaml under <c>logging.levels</c>.</summary>
    ILogger Log { get; }

    /// <summary>
    /// A client for any call of the platform: base address and token are on it. Use relative addresses
    /// (<c>"guilds/123"</c>). QQBotKit.Api is the typed layer on the same client.
    /// </summary>
    HttpClient Http { get; }

    /// <summary>A folder of this plugin's own for files that outlive it. It exists.</summary>
    string DataFolder { get; }

    /// <summary>Cancelled when the scope ends: on reload, on removal and when the host stops.</summary>
    CancellationToken Stopping { get; }
}

/// <summary>A registered command.</summary>
public interface ICommand
{
    /// <summary>The first of the command's names, without a prefix.</summary>
    string Name { get; }

    /// <summary>Sets the one line that <c>/help</c> shows for the command.</summary>
    ICommand Describe(string description);

    /// <summary>Leaves the command out of <c>/help</c>.</summary>
    ICommand Hide();
}

/// <summary>The shorter forms of <see cref="IBot.On{TEvent}"/>, <see cref="IBot.Every"/> and <see cref="IBot.Cron"/>.</summary>
public static class BotExtensions
{
    /// <inheritdoc cref="IBot.On{TEvent}"/>
    public static IDisposable On<TEvent>(this IBot bot, Func<TEvent, Task> handler) where TEvent : BotEvent
    {
        ArgumentNullException.ThrowIfNull(bot);
        ArgumentNullException.ThrowIfNull(handler);
        return bot.On<TEvent>((e, _) => handler(e));
    }

    /// <inheritdoc cref="IBot.On{TEvent}"/>
    public static IDisposable On<TEvent>(this IBot bot, Action<TEvent> handler) where TEvent : BotEvent
    {
        ArgumentNullException.ThrowIfNull(bot);
        ArgumentNullException.ThrowIfNull(handler);
        return bot.On<TEvent>((e, _) =>
        {
            handler(e);
            return Task.CompletedTask;
        });
    }

    /// <inheritdoc cref="IBot.Every"/>
    public static IDisposable Every(this IBot bot, TimeSpan period, Func<Task> handler)
    {
        ArgumentNullException.ThrowIfNull(bot);
        ArgumentNullException.ThrowIfNull(handler);
        return bot.Every(period, _ => handler());
    }

    /// <inheritdoc cref="IBot.Every"/>
    public static IDisposable Every(this IBot bot, TimeSpan period, Action handler)
    {
        ArgumentNullException.ThrowIfNull(bot);
        ArgumentNullException.ThrowIfNull(handler);
        return bot.Every(period, _ =>
        {
            handler();
            return Task.CompletedTask;
        });
    }

    /// <inheritdoc cref="IBot.Cron"/>
    public static IDisposable Cron(this IBot bot, string expression, Func<Task> handler)
    {
        ArgumentNullException.ThrowIfNull(bot);
        ArgumentNullException.ThrowIfNull(handler);
        return bot.Cron(expression, _ => handler());
    }

    /// <inheritdoc cref="IBot.Cron"/>
    public static IDisposable Cron(this IBot bot, string expression, Action handler)
    {
        ArgumentNullException.ThrowIfNull(bot);
        ArgumentNullException.ThrowIfNull(handler);
        return bot.Cron(expression, _ =>
        {
            handler();
            return Task.CompletedTask;
        });
    }

    /// <summary>
    /// Shows that the bot is typing, until it says something, where people can see that (C2C); elsewhere, and where the platform does not take it, nothing happens.
    /// </summary>
    /// <param name="bot">The bot.</param>
    /// <param name="to">The message that will be answered.</param>
    /// <param name="seconds">How long it is shown at most, from 1 to 60.</param>
    /// <param name="cancellationToken">Gives up waiting for the platform.</param>
    /// <returns>Whether it is shown.</returns>
    public static async Task<bool> TypingAsync(this IBot bot, MessageReceived to, int seconds = 60, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(bot);
        ArgumentNullException.ThrowIfNull(to);
        if (to.Conversation?.Scene != Scene.C2C)
        {
            return false;
        }

        try
        {
            await bot.ReplyAsync(to, Message.Typing(seconds), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DeliveryException)
        {
            return false;
        }
    }
}
