using System.Globalization;
using QQBotKit.Core.Delivery;
using QQBotKit.Core.Delivery.Forms;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>The platform's limits, found out before anything is sent.</summary>
public class MessageCheckTests
{
    private static readonly Button Yes = Button.Callback("yes", "好");
    private static readonly string Long = new('长', 101);

    public static TheoryData<Message, string, string> Wrong => new()
    {
        { "", "An empty message", "空消息" },
        { " \n", "An empty message", "空消息" },
        { $"{"  "}", "An empty message", "空消息" },
        { Message.Markdown(" "), "An empty message", "空消息" },
        { new Message("x").Keyboard([Yes]), "Buttons go with markdown only", "Message.Markdown" },
        { new Message(Picture(MediaKind.Image)).Keyboard([Yes]), "Buttons go with markdown only", "Message.Markdown" },
        { Message.Markdown("x").Attach(Picture(MediaKind.Image)), "A picture goes alone or with plain text", "图片只能单独" },
        { new Message("x").Attach(Picture(MediaKind.Video)), "A picture goes alone or with plain text", "视频、语音、文件只能单独" },
        { new Message("x").Attach(Media.FromFile("song.mp3")), "A picture goes alone or with plain text", "视频、语音、文件只能单独" },
        { $"{Token.CommandInput("/a")}", "works in markdown only", "仅在 markdown 中有效" },
        { Message.Markdown($"{Token.CommandInput(Long)}"), "1 to 100 characters", "1 至 100 个字符" },
        { Message.Markdown($"{Token.CommandInput("/a", Long)}"), "1 to 100 characters", "1 至 100 个字符" },
        { Message.Markdown($"x{Token.CommandEnter(" ")}"), "1 to 100 characters", "1 至 100 个字符" },
        { Message.MarkdownTemplate("1", new MarkdownParam("title", "")), "\"title\" of the markdown template is empty", "“title” 为空" },
        { Message.MarkdownTemplate("1", new MarkdownParam("title")), "\"title\" of the markdown template is empty", "“title” 为空" },
        { Message.MarkdownTemplate("1", new MarkdownParam("title", "a\nb")), "has a line break", "含换行" },
        { Message.Stream(Pieces()).Quote("R"), "quotes nothing", "不能引用" },
        { Message.Stream(Pieces(), markdown: true).Keyboard([Yes]), "Buttons go with markdown only", "Message.Markdown" },
        { new Message("x").WakeUp(), "is an active one: use SendAsync", "请使用 SendAsync" },
        { Keyboard(), "from 1 to 5 rows", "1 至 5 行" },
        { Keyboard([]), "from 1 to 5 rows", "每行 1 至 5 个" },
        { Keyboard([Id(1)], [Id(2)], [Id(3)], [Id(4)], [Id(5)], [Id(6)]), "from 1 to 5 rows", "1 至 5 行" },
        { Keyboard([Id(1), Id(2), Id(3), Id(4), Id(5), Id(6)]), "from 1 to 5 rows", "每行 1 至 5 个" },
        { Keyboard([Yes, Button.Link("好", "https://e.com") with { Id = "yes" }]), "same id", "id 与另一个按钮相同" },
        { Keyboard([Yes with { Id = "" }]), "empty id", "id 为空" },
        { Keyboard([Yes with { Label = " " }]), "no label", "没有文字" },
        { Keyboard([Yes with { Label = "一二三四五六七八九十一" }]), "more than 10 characters", "超过 10 个字符" },
        { Keyboard([Yes with { VisitedLabel = "一二三四五六七八九十一" }]), "more than 10 characters", "超过 10 个字符" },
        { Keyboard([Yes with { Modal = new("") }]), "from 1 to 40 characters", "1 至 40 个字符" },
        { Keyboard([Yes with { Modal = new(new string('问', 41)) }]), "from 1 to 40 characters", "1 至 40 个字符" },
        { Keyboard([Yes with { Modal = new("去 https://e.com 吗？") }]), "address (URL)", "含链接" },
        { Keyboard([Yes with { Modal = new("真的？") { ConfirmText = "一二三四五" } }]), "more than 4 characters", "超过 4 个字符" },
        { Keyboard([Yes with { Modal = new("真的？") { CancelText = "一二三四五" } }]), "more than 4 characters", "超过 4 个字符" },
        { Keyboard([Button.Link("好", "")]), "no address", "没有链接地址" },
        { Keyboard([Button.Command("好", "")]), "no command", "没有指令内容" },
        { Keyboard([Button.Command("好", "/a") with { GroupId = "g" }]), "only buttons with a callback", "仅回调按钮" },
        { Keyboard([Yes with { Reply = true }]), "only buttons with a command", "仅指令按钮" },
        { Keyboard([Yes with { Enter = true }]), "only buttons with a command", "仅指令按钮" },
        { Keyboard([Yes with { Permission = ButtonPermission.Users() }]), "for nobody", "无人可点" },
        { Keyboard([Yes with { Permission = ButtonPermission.Roles("1") }]), "in guilds only", "仅在频道支持" },
        { Keyboard([new Button(ButtonAction.Subscribe, "订阅", "")]), "no template", "没有要订阅的模板" },
        { Keyboard([Yes with { Templates = [new(1)] }]), "only buttons for subscriptions", "仅订阅按钮" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_the_platform_would_refuse_is_said_before(Message message, string english, string chinese)
    {
        ProblemOf(Scene.C2C, message, "en").Should().Contain(english).And.EndWith(".");
        ProblemOf(Scene.C2C, message, "zh-CN").Should().Contain(chinese).And.EndWith("。");
    }

    [Fact]
    public void What_is_right_at_the_limit_goes()
    {
        var full = Keyboard([.. Enumerable.Range(0, 5).Select(row => Enumerable.Range(0, 5).Select(column => Id(row * 5 + column) with
        {
            Label = "一二三四五六七八九👨‍👩‍👧",
            Modal = new(new string('问', 40)) { ConfirmText = "一二三四", CancelText = "一二三四" },
        }).ToArray())]);

        ProblemOf(Scene.Group, full).Should().BeNull();
        ProblemOf(Scene.Group, Message.Markdown($"{Token.CommandInput(Long[..100])}")).Should().BeNull();
        ProblemOf(Scene.Group, Message.Markdown("x").Keyboard(QQBotKit.Keyboard.Template("1_2"))).Should().BeNull();
        ProblemOf(Scene.Channel, Keyboard([Yes with { Permission = ButtonPermission.Roles("1") }])).Should().BeNull();
        ProblemOf(Scene.C2C, Keyboard([Button.Command("好", "/a", enter: true) with { Reply = true, PicksImage = true }])).Should().BeNull();
        ProblemOf(Scene.Group, Message.MarkdownTemplate("1", new MarkdownParam("k", "a", "b"))).Should().BeNull();
        ProblemOf(Scene.C2C, new Message("x").Attach(Picture(null))).Should().BeNull("its content will tell what it is");
    }

    [Theory]
    [InlineData(Scene.Group)]
    [InlineData(Scene.Channel)]
    [InlineData(Scene.Direct)]
    public void What_buttons_can_do_in_C2C_alone_is_said_elsewhere(Scene scene)
    {
        ProblemOf(scene, Keyboard([Button.Command("好", "/a", enter: true)])).Should().Contain("Enter").And.Contain("in C2C only");
        ProblemOf(scene, Keyboard([Button.Command("好", "/a") with { PicksImage = true }])).Should().Contain("PicksImage").And.Contain("in C2C only");
    }

    [Fact]
    public void Typing_and_a_stream_are_answers()
    {
        var active = new Route(Target.C2C("U"), DeliveryWay.Active);
        var toEvent = new Route(Target.C2C("U"), DeliveryWay.Event, "FRIEND_ADD:1");
        var check = new MessageCheck(new Texts(CultureInfo.GetCultureInfo("en")));

        check.ProblemOf(active, Message.Typing().Parts).Should().Contain("as a reply to a message");
        check.ProblemOf(toEvent, Message.Typing().Parts).Should().Contain("as a reply to a message");
        check.ProblemOf(active, Message.Stream(Pieces()).Parts).Should().Contain("only as a reply");
        check.ProblemOf(toEvent, Message.Stream(Pieces()).Parts).Should().BeNull();
        check.ProblemOf(active, Message.Stream(Pieces()).WakeUp().Parts).Should().BeNull();
    }

    private static string? ProblemOf(Scene scene, Message message, string language = "en") =>
        new MessageCheck(new Texts(CultureInfo.GetCultureInfo(language))).ProblemOf(new Route(new Target(scene, "1"), DeliveryWay.Passive, "m1"), message.Parts);

    private static Message Keyboard(params IReadOnlyList<IReadOnlyList<Button>> rows) => Message.Markdown("x").Keyboard(rows);

    private static Button Id(int number) => Button.Callback($"{number}", "好");

    private static Media Picture(MediaKind? kind) => Media.FromUrl("https://example.com/a") with { Kind = kind };

    private static async IAsyncEnumerable<string> Pieces()
    {
        await Task.Yield();
        yield return "x";
    }
}
