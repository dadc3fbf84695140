using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using QQBotKit.Core.Delivery;
using QQBotKit.Core.Delivery.Forms;
using QQBotKit.Core.Tests.Commands;
using QQBotKit.Core.Tests.Gateway;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>Every part of a message in every scene: it goes, or it is a clear error before any call.</summary>
public sealed class SceneMatrixTests : IAsyncLifetime
{
    // The platform's table, written down once more: what is true of the scenes must not be what the code happens to say.
    private static readonly Dictionary<Part, (Message Message, Scene[] Scenes)> Expected = new()
    {
        [Part.Text] = ("hi", [Scene.C2C, Scene.Group, Scene.Channel, Scene.Direct]),
        [Part.Markdown] = (Message.Markdown("# hi"), [Scene.C2C, Scene.Group, Scene.Channel, Scene.Direct]),
        [Part.Keyboard] = (Message.Markdown("# hi").Keyboard([Button.Callback("y", "好")]), [Scene.C2C, Scene.Group, Scene.Channel, Scene.Direct]),
        [Part.Ark] = (new Message(new Ark(1)), [Scene.Channel, Scene.Direct]),
        [Part.Embed] = (new Message(new Embed("t")), [Scene.Channel, Scene.Direct]),
        [Part.Image] = (new Message("look").Attach(File(MediaKind.Image)), [Scene.C2C, Scene.Group, Scene.Channel, Scene.Direct]),
        [Part.Video] = (File(MediaKind.Video), [Scene.C2C, Scene.Group]),
        [Part.Voice] = (File(MediaKind.Voice), [Scene.C2C, Scene.Group]),
        [Part.File] = (File(MediaKind.File), [Scene.C2C, Scene.Group]),
        [Part.Quote] = (new Message("hi").Quote("REFIDX_1"), [Scene.C2C, Scene.Group, Scene.Channel, Scene.Direct]),
        [Part.Stream] = (Message.Stream(PiecesAsync()), [Scene.C2C]),
        [Part.Typing] = (Message.Typing(), [Scene.C2C]),
        [Part.WakeUp] = (new Message("hi").WakeUp(), [Scene.C2C]),
        [Part.Mention] = ($"{Token.Mention("1")}", [Scene.Group, Scene.Channel]),
        [Part.Everyone] = ($"{Token.Everyone}", [Scene.Channel]),
        [Part.ChannelLink] = ($"{Token.Channel("7")}", [Scene.Channel]),
        [Part.Emoji] = ($"{Token.Emoji(4)}", [Scene.Channel, Scene.Direct]),
        [Part.CommandEnter] = (Message.Markdown($"{Token.CommandEnter("a")}"), [Scene.C2C]),
        [Part.CommandInput] = (Message.Markdown($"{Token.CommandInput("a")}"), [Scene.C2C, Scene.Group, Scene.Channel, Scene.Direct]),
    };

    private RunningBot _bot = null!;

    public static TheoryData<string, Scene> Cells()
    {
        var cells = new TheoryData<string, Scene>();
        foreach (var part in Enum.GetNames<Part>())
        {
            foreach (var scene in Enum.GetValues<Scene>())
            {
                cells.Add(part, scene);
            }
        }

        return cells;
    }

    public async Task InitializeAsync()
    {
        _bot = await RunningBot.StartAsync(prepare: platform => platform.Send = _ => Task.FromResult(new Answered(200, """{"id":"sent","file_info":"FI=="}""")));
        await _bot.ConnectAsync();
    }

    public async Task DisposeAsync() => await _bot.DisposeAsync();

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_part_goes_or_is_an_error_before_any_call(string name, Scene scene)
    {
        var (message, scenes) = Expected[Enum.Parse<Part>(name)];

        if (scenes.Contains(scene))
        {
            (await SendAsync(scene, message)).FallbackReason.Should().BeNull();
            _bot.Platform.Sends.Should().Contain(sent => sent.Target.EndsWith("messages", StringComparison.Ordinal));
        }
        else
        {
            var error = (await FluentActions.Awaiting(() => SendAsync(scene, message)).Should().ThrowAsync<DeliveryException>()).Which;
            error.Message.Should().Contain(SceneRules.NameOf(scene).English).And.ContainAny("Send something else", "Leave it out");
            _bot.Platform.Sends.Should().BeEmpty();

            (await SendAsync(scene, message.OrElse("plain"))).FallbackReason.Should().Be(error.Message);
            ((string?)JsonNode.Parse(_bot.Platform.Sends.Single().Body)!["content"]).Should().Be("plain");
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void What_is_wrong_is_said_in_Chinese_as_well(string name, Scene scene)
    {
        var (message, scenes) = Expected[Enum.Parse<Part>(name)];
        var problem = new MessageCheck(new Texts(CultureInfo.GetCultureInfo("zh-CN"))).ProblemOf(RouteTo(scene, message), message.Parts);

        (problem is null).Should().Be(scenes.Contains(scene));
        problem?.Should().Contain(SceneRules.NameOf(scene).Chinese).And.EndWith("。").And.NotMatchRegex("[a-z]{3,} [a-z]{3,}");
    }

    [Fact]
    public async Task A_stream_goes_as_a_whole_where_its_author_allows_it()
    {
        await SendAsync(Scene.Group, Message.Stream(PiecesAsync(), wholeElsewhere: true));
        await _bot.Scope.SendAsync(Target.C2C("U"), Message.Stream(PiecesAsync(), wholeElsewhere: true));

        _bot.Platform.Sends.Select(sent => (sent.Target, (string)JsonNode.Parse(sent.Body)!["content"]!)).Should().Equal(("/v2/groups/1/messages", "hi"), ("/v2/users/U/messages", "hi"));
    }

    private static Media File(MediaKind kind) => Media.FromUrl("https://example.com/a") with { Kind = kind };

    private static Route RouteTo(Scene scene, Message message) =>
        message.Parts.IsWakeUp ? new(new Target(scene, "1"), DeliveryWay.Active) : new(new Target(scene, "1"), DeliveryWay.Passive, "m1");

    private Task<SentMessage> SendAsync(Scene scene, Message message) => message.Parts.IsWakeUp
        ? _bot.Scope.SendAsync(new Target(scene, "1"), message)
        : _bot.Scope.ReplyAsync(CommandFixture.Message("hi") with { Conversation = new Target(scene, "1") }, message);

    private static async IAsyncEnumerable<string> PiecesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return "h";
        await Task.Yield();
        yield return "i";
    }
}
