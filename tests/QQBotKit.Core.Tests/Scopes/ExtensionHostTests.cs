using Microsoft.Extensions.Logging.Abstractions;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Rest;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Storage;

namespace QQBotKit.Core.Tests.Scopes;

/// <summary>What happens to a version that is loaded, replaced, removed, or fails: with an author's code that is a delegate, and a real bot.</summary>
public sealed class ExtensionHostTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qqbot-scopes-");
    private readonly FakeSource _source = new();
    private Bot _bot = null!;
    private ExtensionHost _host = null!;

    public Task InitializeAsync()
    {
        var texts = new Texts(System.Globalization.CultureInfo.InvariantCulture);
        var settings = new QQBotSettings
        {
            Bots = new() { ["main"] = new() { AppId = "1", Secret = "s", Platform = Platform.Production } },
            Storage = new() { Path = _folder.FullName },
        };
        _bot = new Bot(
            "main",
            settings,
            PlatformHosts.Of(settings.Bots["main"]),
            new Database(_folder.FullName, texts),
            Inbox.InMemory(NullLogger.Instance),
            TimeProvider.System,
            NullLoggerFactory.Instance,
            texts);
        _host = new ExtensionHost(
            [_source], (kind, name) => [_bot.CreateScope(kind, name)], [_bot.Registry], TimeProvider.System, NullLoggerFactory.Instance, texts);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _bot.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_a_version_registers_is_live_after_it_succeeded_and_gone_after_it_ended()
    {
        var dice = _source.Put("dice", bot => bot.Command("roll", () => "1"));
        await LookAsync();
        Commands().Should().Contain("roll");

        _source.Remove("dice");
        await LookAsync();

        Commands().Should().NotContain("roll");
        dice.Disposed.Should().Be(1);
    }

    [Fact]
    public async Task A_new_version_takes_the_place_of_the_old_one()
    {
        var old = _source.Put("dice", bot => bot.Command("roll", () => "old"));
        await LookAsync();
        _source.Put("dice", bot => bot.Command("throw", () => "new"));
        await LookAsync();

        Commands().Should().Contain("throw").And.NotContain("roll");
        old.Disposed.Should().Be(1);
        old.Bot.Stopping.IsCancellationRequested.Should().BeTrue();
    }

    [Fact]
    public async Task A_new_version_that_fails_leaves_the_old_one_running_and_says_why()
    {
        var old = _source.Put("dice", bot => bot.Command("roll", () => "old"));
        await LookAsync();
        var broken = _source.Put("dice", bot =>
        {
            bot.Command("roll", () => "new");
            throw new InvalidOperationException("no luck");
        });
        await LookAsync();

        Commands().Should().Contain("roll");
        old.Disposed.Should().Be(0);
        broken.Disposed.Should().Be(1);
        _host.Status().Should().ContainSingle().Which.Error.Should().Contain("no luck");

        _source.Put("dice", bot => bot.Command("mended", () => "new"));
        await LookAsync();
        Commands().Should().Contain("mended");
        _host.Status().Should().ContainSingle().Which.Error.Should().BeNull();
    }

    [Fact]
    public async Task A_command_that_another_already_has_is_refused_and_names_both()
    {
        _source.Put("a", bot => bot.Command("roll", () => "a"));
        _source.Put("b", bot => bot.Command("ROLL", () => "b"));
        await LookAsync();

        var refused = _host.Status().Single(extension => extension.Name == "b");
        refused.Error.Should().ContainAll("script.a", "script.b", "ROLL");
        Commands().Should().Contain("roll");
    }

    [Fact]
    public async Task A_failure_in_StartAsync_is_a_failure_of_the_version()
    {
        var extension = _source.Put("dice", bot => bot.Command("roll", () => "1"));
        extension.Start = () => throw new InvalidOperationException("cold");
        await LookAsync();

        Commands().Should().NotContain("roll");
        extension.Disposed.Should().Be(1);
    }

    [Fact]
    public async Task A_touched_file_with_the_same_content_is_not_loaded_again()
    {
        _source.Put("dice", bot => bot.Command("roll", () => "1"));
        await LookAsync();
        _source.Touch("dice");
        await LookAsync();

        _source.Loads.Should().Be(1);
    }

    [Fact]
    public async Task A_handler_that_runs_may_finish_before_its_version_ends()
    {
        var old = _source.Put("dice", bot => bot.Command("roll", () => "old"));
        await LookAsync();
        var scope = (BotScope)old.Bot;
        scope.TryEnter().Should().BeTrue();

        _source.Put("dice", bot => bot.Command("roll", () => "new"));
        var replaced = LookAsync();
        while (_bot.Registry.Current.Commands.Commands.Any(command => command.Command.Bot == scope))
        {
            await Task.Yield();
        }

        old.Disposed.Should().Be(0);
        old.Bot.Stopping.IsCancellationRequested.Should().BeFalse();
        scope.Exit();
        await replaced;
        old.Disposed.Should().Be(1);
        scope.TryEnter().Should().BeFalse();
    }

    [Fact]
    public async Task What_is_registered_or_ended_later_is_live_or_gone_at_once()
    {
        IBot bot = null!;
        _source.Put("dice", b => bot = b);
        await LookAsync();

        bot.Command("later", () => "x");
        var hook = bot.On<RawEvent>(_ => { });
        Commands().Should().Contain("later");
        _bot.Registry.Current.Wants(null).Should().BeTrue();

        hook.Dispose();
        _bot.Registry.Current.Wants(null).Should().BeFalse();
        var taken = () => bot.Command("later", () => "y");
        taken.Should().Throw<ArgumentException>();
        bot.Command("after", () => "z");
        Commands().Should().Contain("after");
    }

    private Task<bool> LookAsync() => _host.LookAsync(_source, CancellationToken.None);

    private IEnumerable<string> Commands() => _bot.Registry.Current.Commands.Commands.Select(command => command.Name);
}
