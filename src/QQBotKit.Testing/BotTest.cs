using System.Text.Json;
using System.Text.Json.Nodes;
using QQBotKit.Core.Plugins;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Testing;

/// <summary>
/// A plugin or script in the real runtime, on a simulated QQ Open Platform in this process. The test is the people: they say something, and see what the bot
/// answers. Each test has a platform, a clock and a folder of its own, so tests can run side by side; the clock stands still until the test moves it.
/// </summary>
public sealed class BotTest : IAsyncDisposable
{
    private const int LinesOfLog = 20;
    private static readonly TimeSpan OpenCallStep = TimeSpan.FromMilliseconds(20);
    private readonly TestHost _host;
    private readonly BotTestOptions _options;
    private readonly Dialogue _dialogue;
    private volatile bool _isOver;

    private BotTest(TestHost host, BotTestOptions options)
    {
        (_host, _options) = (host, options);
        Stage = new Stage(host.Http);
        _dialogue = new Dialogue(Stage);
        host.Bot.Done = _dialogue.End;
        Platform = new TestPlatform(host.Simulator);
    }

    /// <summary>The people's side of the platform, for tests that do not wait for an answer.</summary>
    internal Stage Stage { get; }

    /// <summary>What goes wrong on the platform.</summary>
    public TestPlatform Platform { get; }

    /// <summary>All that was logged so far, from <see cref="Microsoft.Extensions.Logging.LogLevel.Debug"/> on.</summary>
    public IReadOnlyList<LogLine> Log => _host.Log.Lines;

    /// <summary>When it is: for the bot and for the platform.</summary>
    public DateTimeOffset Now => _host.Clock.GetUtcNow();

    /// <summary>The folder of the test, with bot.yaml, <c>plugins</c> and <c>data</c> in it as a host has them. It is deleted when the test ends.</summary>
    public string Folder => _host.Folder;

    /// <summary>Tests a plugin by its class.</summary>
    /// <exception cref="BotTestException">It does not come to life; the message says why.</exception>
    public static Task<BotTest> StartAsync<TPlugin>(BotTestOptions? options = null) where TPlugin : BotPlugin, new() =>
        StartAsync(new CodePlugin(typeof(TPlugin).Name, static () => new TPlugin()), options);

    /// <summary>Tests what a plugin would do in its <see cref="BotPlugin.Configure"/>.</summary>
    /// <exception cref="BotTestException">It does not come to life; the message says why.</exception>
    public static Task<BotTest> StartAsync(Action<IBot> configure, BotTestOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return StartAsync(new CodePlugin("test", () => new Inline(configure)), options);
    }

    /// <summary>Tests files as a host loads them.</summary>
    /// <param name="path">
    /// A script (<c>.csx</c>), the assembly of a plugin (<c>.dll</c>), or the folder of a plugin or of its project, which must be built. A relative path is looked for in the
    /// current folder, then in that of the test's assembly and in each above it.
    /// </param>
    /// <param name="options">How it is tested.</param>
    /// <exception cref="BotTestException">There is no such file, or it does not come to life; the message says why.</exception>
    public static Task<BotTest> StartAsync(string path, BotTestOptions? options = null)
    {
        options ??= new BotTestOptions();
        var (kind, name, _) = TestedFiles.Find(path);
        options.Paths.Insert(0, path);
        return StartAsync(options, name, kind);
    }

    /// <summary>A person in a conversation with the bot; both come into being when they are needed.</summary>
    /// <param name="name">What others read. The same name is the same person.</param>
    /// <param name="scene">The kind of conversation: a group, a chat, a channel of a guild, or a direct message from a guild.</param>
    /// <param name="place">The name of the group or channel. The same name is the same group or channel.</param>
    public TestUser User(string name = "Tester", Scene scene = Scene.Group, string place = "test")
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(place);
        return new TestUser(this, name, scene, place);
    }

    /// <summary>Lets somebody in a group say something; see <see cref="TestUser.SayAsync"/>.</summary>
    /// <returns>What the bot answered, one line for each message; null when it said nothing.</returns>
    /// <exception cref="BotTestException">The bot did not finish in time.</exception>
    public Task<string?> SayAsync(PersonMessage message) => User().SayAsync(message);

    /// <summary>Lets somebody in a group say something; see <see cref="TestUser.SendAsync"/>.</summary>
    /// <returns>What the bot answered, message by message.</returns>
    /// <exception cref="BotTestException">The bot did not finish in time.</exception>
    public Task<IReadOnlyList<BotMessage>> SendAsync(PersonMessage message) => User().SendAsync(message);

    /// <summary>Lets anything else happen on the platform, and waits until the bot has dealt with it.</summary>
    /// <param name="type">The platform's name of the event, such as <c>FRIEND_ADD</c>.</param>
    /// <param name="data">Its <c>d</c>, as an object with the platform's names: <c>new { openid = user.Id, timestamp = 1789733731 }</c>.</param>
    /// <returns>What the bot said to it.</returns>
    /// <exception cref="BotTestException">There is no such event, or the bot did not finish in time.</exception>
    public async Task<IReadOnlyList<BotMessage>> RaiseAsync(string type, object data)
    {
        ArgumentNullException.ThrowIfNull(type);
        var before = await BeginAsync();
        var happened = await Stage.RaiseAsync(type, data as JsonNode ?? JsonSerializer.SerializeToNode(data));
        _dialogue.Note(type);
        return await AnswersAsync(happened, type, message => message.EventId == happened.EventId || (message.IsActive && message.Seq > before));
    }

    /// <summary>
    /// The next message that the bot said without being asked, and that no test has got yet; waits for it where there is none. Messages of jobs come from
    /// <see cref="AdvanceAsync"/>.
    /// </summary>
    /// <exception cref="BotTestException">None came in time.</exception>
    public async Task<BotMessage> NextAsync()
    {
        using var givenUp = new CancellationTokenSource();
        var next = _dialogue.NextAsync(static _ => true, givenUp.Token);
        try
        {
            await WaitAsync(next, "a message of the bot");
            return await next;
        }
        finally
        {
            await givenUp.CancelAsync();
        }
    }

    /// <summary>
    /// Moves the clock of the bot and the platform forward, from one time at which something is due to the next: jobs run, windows for replies close, tokens and
    /// mutes end. What a job began has ended before the next is due, unless it waits for the clock itself.
    /// </summary>
    /// <returns>What the bot said meanwhile.</returns>
    public async Task<IReadOnlyList<BotMessage>> AdvanceAsync(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        var before = await _dialogue.ReadAsync();
        await new Passage(_host).PassAsync(time);
        _dialogue.Note($"({time} pass)");
        return await _dialogue.TakeAsync(message => message.Seq > before);
    }

    /// <summary>Ends the bot and the platform, and deletes the folder.</summary>
    public ValueTask DisposeAsync()
    {
        _isOver = true;
        return _host.DisposeAsync();
    }

    internal async Task<IReadOnlyList<BotMessage>> SayAsync(TestUser user, string place, PersonMessage message)
    {
        await Stage.EnterAsync(user.Name, user.Conversation, place);
        var before = await BeginAsync();
        var said = await Stage.SayAsync(user.Id, user.Conversation, message);
        _dialogue.Note($"{user.Name}, in {user.Conversation.Scene}: {message.Text}");
        return await AnswersAsync(said, $"\"{message.Text}\"", answer =>
            answer.ReplyTo == said.MessageId || answer.EventId == said.EventId
            || (answer.IsActive && answer.Conversation == user.Conversation && answer.Seq > before));
    }

    internal async Task<ButtonClick> ClickAsync(TestUser user, string place, BotMessage message, string button)
    {
        await Stage.EnterAsync(user.Name, user.Conversation, place);
        var before = await BeginAsync();
        var id = message.Keys.FirstOrDefault(key => key.Label == button).Id is { Length: > 0 } own ? own : button;
        var clicked = await Stage.ClickAsync(user.Id, message.Id, id);
        _dialogue.Note($"{user.Name}, in {user.Conversation.Scene}: [{button}]");
        var answers = await AnswersAsync(clicked, $"the click on \"{button}\"", answer =>
            answer.EventId == clicked.EventId || (answer.IsActive && answer.Conversation == message.Conversation && answer.Seq > before));
        return new ButtonClick(await Stage.AcknowledgementAsync(clicked.MessageId!), answers);
    }

    private static async Task<BotTest> StartAsync(CodePlugin tested, BotTestOptions? options)
    {
        options ??= new BotTestOptions();
        options.Plugins.Insert(0, tested);
        return await StartAsync(options, tested.Name, ExtensionKind.Plugin);
    }

    // On a thread of the pool: what the runtime begins must not go on in the context of the test, which may have one thread.
    private static Task<BotTest> StartAsync(BotTestOptions options, string tested, ExtensionKind kind) => Task.Run(async () =>
    {
        var host = await TestHost.StartAsync(options, tested, kind);
        var test = new BotTest(host, options);
        try
        {
            await test.WaitAsync(host.Bot.Ready, "the bot's session");
            return test;
        }
        catch
        {
            await test.DisposeAsync();
            throw;
        }
    });

    /// <summary>Waits until the bot can hear: what happens while it has no connection, it may never learn.</summary>
    /// <returns>The place in the platform's log after which its answers are.</returns>
    private async Task<long> BeginAsync()
    {
        if (!_host.Simulator.AreBotsOnline)
        {
            await WaitAsync(ConnectionAsync(), "the bot to connect again");
        }

        return await _dialogue.ReadAsync();
    }

    private async Task ConnectionAsync()
    {
        while (!_host.Simulator.AreBotsOnline && !_isOver)
        {
            await Task.Delay(1);
        }
    }

    private async Task<IReadOnlyList<BotMessage>> AnswersAsync(Happening happened, string what, Predicate<BotMessage> isMeant)
    {
        // A group may keep its messages from bots.
        if (happened.WasDelivered)
        {
            await WaitAsync(_dialogue.Done(happened.EventId), $"the bot to finish with {what}");
        }

        return await _dialogue.TakeAsync(isMeant);
    }

    /// <summary>Waits on the clock on the wall. The clock of the bot moves only where the bot itself waits for a platform that is not well.</summary>
    private async Task WaitAsync(Task task, string what)
    {
        using var end = new CancellationTokenSource();
        var late = Task.Delay(_options.Patience, end.Token);
        while (!task.IsCompleted)
        {
            var step = Platform.LeavesCallsOpen ? Task.Delay(OpenCallStep, end.Token) : late;
            await Task.WhenAny(task, _host.Clock.Paused, step, late);
            if (late.IsCompleted && !task.IsCompleted)
            {
                await end.CancelAsync();
                await _dialogue.ReadAsync();
                throw new BotTestException(Describe(what));
            }

            _host.Clock.PassPause();
            if (Platform.HasOpenCalls)
            {
                _host.Clock.Movable.Advance(TimeSpan.FromSeconds(1));
            }
        }

        await end.CancelAsync();
        await task;
    }

    private string Describe(string what) => $"""
        Waited {_options.Patience.TotalSeconds:0.#} s in vain for {what}.
        What was said:
          {string.Join("\n  ", _dialogue.Lines)}
        The end of the log:
          {string.Join("\n  ", Log.TakeLast(LinesOfLog))}
        """;

    private sealed class Inline(Action<IBot> configure) : BotPlugin
    {
        public override void Configure(IBot bot) => configure(bot);
    }
}
