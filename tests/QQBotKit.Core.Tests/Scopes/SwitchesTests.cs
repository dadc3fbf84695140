using System.Collections.Concurrent;
using System.Globalization;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Tests.Plugins;

namespace QQBotKit.Core.Tests.Scopes;

/// <summary>Plugins that the owner switches off and on, on a bot, in a group, everywhere.</summary>
public sealed class SwitchesTests : IAsyncDisposable
{
    private static readonly Target Here = Target.Group("here");
    private static readonly Target There = Target.Group("there");
    private readonly TemporaryFolder _folder = new();
    private readonly PluginHost _host = new();
    private readonly ConcurrentQueue<string> _seen = new();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_is_off_in_a_group_sees_nothing_there_and_everything_elsewhere()
    {
        var scope = _host.Bot.CreateScope(ExtensionKind.Plugin, "Dice");
        scope.Use(async (message, next) =>
        {
            _seen.Enqueue($"around {message.Text}");
            await next();
        });
        scope.Command("roll", () => _seen.Enqueue("roll"));
        scope.On<MessageReceived>(message => _seen.Enqueue($"hook {message.Text}"));
        _host.Bot.Registry.Swap(null, scope);

        _host.Switches.Set(new Switch("dice", "main", Here.ToString()), on: false);
        await SayAsync(Here, "/roll", "hello");
        _seen.Should().BeEmpty();
        await SayAsync(There, "/roll", "hello");
        _seen.Should().Equal("around /roll", "roll", "around hello", "hook hello");

        _seen.Clear();
        _host.Switches.Set(new Switch("DICE", "main", Here.ToString()), on: true);
        await SayAsync(Here, "hello");
        _seen.Should().Equal("around hello", "hook hello");
    }

    [Fact]
    public void A_switch_for_all_is_one_for_each()
    {
        var switches = Switches.InMemory();
        switches.Set(new Switch("dice", "main", Here.ToString()), on: false);
        switches.Set(new Switch("dice", "second"), on: false);

        switches.IsOff("dice", "main", Here).Should().BeTrue();
        switches.IsOff("dice", "main", There).Should().BeFalse();
        switches.IsOff("dice", "second", null).Should().BeTrue();
        switches.IsOff("other", "second", null).Should().BeFalse();

        switches.Set(new Switch("dice", "main"), on: true);
        switches.IsOff("dice", "main", Here).Should().BeFalse("on for the bot is on in all its groups");
        switches.IsOff("dice", "second", Here).Should().BeTrue();

        switches.Set(new Switch("dice"), on: false);
        switches.IsOff("dice", "main", There).Should().BeTrue();
        switches.Set(new Switch("dice"), on: true);
        switches.IsOff("dice", "second", Here).Should().BeFalse("on everywhere is on on each bot");
    }

    [Fact]
    public async Task Help_says_nothing_of_what_is_off_in_the_conversation()
    {
        Directory.CreateDirectory(_host["Mine"]);
        await File.WriteAllBytesAsync(Path.Combine(_host["Mine"], "Mine.dll"), PluginProject.Compile("Mine", PluginProject.Saying("\"1\"")));
        await _host.Extensions.LookAsync(_host.Source, default);
        (await AskAsync("someone", "/help")).Should().Contain("/say");

        _host.Switches.Set(new Switch("mine", "main", Here.ToString()), on: false);
        (await AskAsync("someone", "/help")).Should().NotContain("/say");
        (await AskAsync("someone", "/help say")).Should().Be("There is no command \"say\".");
        (await AskAsync("someone", "/help sa")).Should().Be("There is no command \"sa\".", "it is not suggested either");
        _host.Bot.Registry.Current.Commands.Suggest("/sai", There).Should().Be("/say");
        _host.Bot.Registry.Current.Commands.Suggest("/sai", Here).Should().BeNull();
    }

    [Fact]
    public void They_are_remembered_and_another_process_can_change_them()
    {
        var first = Switches.Open(_folder.Path);
        first.Set(new Switch("dice"), on: false);
        var second = Switches.Open(_folder.Path);
        second.IsOff("Dice", "main", null).Should().BeTrue();

        second.Set(new Switch("keywords", "main"), on: false);
        first.Refresh();
        first.IsOff("keywords", "main", Here).Should().BeTrue();
        first.IsOff("dice", "main", Here).Should().BeTrue("neither overwrote the other");

        File.WriteAllText(first.Path!, "{ damaged");
        first.Refresh();
        first.IsOff("dice", "main", null).Should().BeFalse();
    }

    [Theory]
    [InlineData("/plugin list", "Mine 1.0.0: on")]
    [InlineData("/plugin disable mine", "Mine is off here.")]
    [InlineData("/插件 停用 mine everywhere", "Mine is off here.")]
    [InlineData("/plugin enable mine bot", "Mine is on here.")]
    [InlineData("/plugin disable yours", "There is no plugin yours.")]
    [InlineData("/plugin resume mine", "Mine is not in quarantine.")]
    public async Task Owners_switch_from_chat_and_for_others_the_command_does_nothing(string text, string answer)
    {
        Directory.CreateDirectory(_host["Mine"]);
        await File.WriteAllBytesAsync(Path.Combine(_host["Mine"], "Mine.dll"), PluginProject.Compile(
            "Mine", PluginProject.Saying("\"1\"", attributes: "[assembly: AssemblyInformationalVersion(\"1.0.0\")]")));
        await _host.Extensions.LookAsync(_host.Source, default);
        _host.Bot.AddOwn(scope => new OwnerCommands(
            "main", ["someone"], _host.Extensions, _host.Switches, new Texts(CultureInfo.InvariantCulture)).Create(scope));

        (await AskAsync("stranger", text)).Should().BeNull();
        _host.Switches.Board.Off.Should().BeEmpty();
        (await AskAsync("someone", text)).Should().Be(answer);

        _host.Switches.IsOff("Mine", "main", Here).Should().Be(answer.Contains("off"));
        _host.Switches.IsOff("Mine", "other", There).Should().Be(text.Contains("everywhere"));
    }

    private async Task<string?> AskAsync(string sender, string text)
    {
        var message = PluginHost.Message("1", text, Here.Id) with { Sender = new Sender(sender, "") };
        _host.Bot.Registry.Current.Commands.TryMatch(text, out var match).Should().BeTrue();
        var result = await match.Command.InvokeAsync(match, message, default);
        return result.Reply?.Text ?? result.UsageError;
    }

    private async Task SayAsync(Target conversation, params string[] texts)
    {
        foreach (var text in texts)
        {
            await _host.HandleAsync(PluginHost.Message(text, text, conversation.Id));
        }
    }
}
