using QQBotKit.Core.Delivery.Forms;

namespace QQBotKit.Core.Tests.Delivery;

public class OutgoingTextTests
{
    [Theory]
    [InlineData(Scene.Channel, "a <b> & \"c\"", "a &lt;b&gt; &amp; \"c\"")]
    [InlineData(Scene.Direct, "&lt;", "&amp;lt;")]
    [InlineData(Scene.Channel, "hi @everyone", "hi @\u200Beveryone")]
    [InlineData(Scene.Channel, "hi @Everyone", "hi @\u200BEveryone")]
    [InlineData(Scene.Group, "1 < 2 & 3 > 2", "1 < 2 & 3 > 2")]
    [InlineData(Scene.Group, "<@123> hi", "<\u200B@123> hi")]
    [InlineData(Scene.Group, "List<int> <#1> <emoji:4>", "List<int> <\u200B#1> <\u200Bemoji:4>")]
    [InlineData(Scene.C2C, "<qqbot-at-user id=\"1\" />", "<\u200Bqqbot-at-user id=\"1\" />")]
    [InlineData(Scene.C2C, "<QQbot-cmd-enter text=\"1\" />", "<\u200BQQbot-cmd-enter text=\"1\" />")]
    [InlineData(Scene.C2C, "plain  text ", "plain  text ")]
    public void Text_arrives_as_written_and_forms_no_token(Scene scene, string text, string sent)
    {
        OutgoingText.For(scene, text).Should().Be(sent);
    }

    [Theory]
    [InlineData("# a > b & **c**", "# a > b & **c**")]
    [InlineData("<https://example.com> <@1> @everyone", "<https://example.com> <\u200B@1> @\u200Beveryone")]
    [InlineData("[x](mqqapi://aio/inlinecmd?command=a)", "[x](mqqapi\u200B://aio/inlinecmd?command=a)")]
    public void Markdown_keeps_its_signs_and_forms_no_token(string markdown, string sent)
    {
        foreach (var scene in Enum.GetValues<Scene>())
        {
            OutgoingText.For(scene, Message.Markdown(markdown).Parts).Should().Be(sent);
        }
    }

    public static TheoryData<Scene, Message, string> Tokens => new()
    {
        { Scene.Group, $"{Token.Mention("U1")} <@2>", "<qqbot-at-user id=\"U1\" /> <\u200B@2>" },
        { Scene.Channel, $"{Token.Mention(new Sender("1", "Ann"))} <b>", "<qqbot-at-user id=\"1\" /> &lt;b&gt;" },
        { Scene.Channel, $"{Token.Everyone}!", "<qqbot-at-everyone />!" },
        { Scene.Channel, $"see {Token.Channel("7")}", "see <#7>" },
        { Scene.Direct, $"{Token.Emoji(4)}", "<emoji:4>" },
        { Scene.C2C, Message.Markdown($"{Token.CommandEnter("/签到 1")}"), "<qqbot-cmd-enter text=\"%2F%E7%AD%BE%E5%88%B0%201\" />" },
        { Scene.Group, Message.Markdown($"{Token.CommandInput("/r")}"), "<qqbot-cmd-input text=\"%2Fr\" show=\"%2Fr\" reference=\"false\" />" },
        {
            Scene.C2C,
            Message.Markdown($"{Token.CommandInput("a\"<b>", "点 我", reference: true)}"),
            "<qqbot-cmd-input text=\"a%22%3Cb%3E\" show=\"%E7%82%B9%20%E6%88%91\" reference=\"true\" />"
        },
        { Scene.C2C, $"{Token.Raw("<x>")}<@1>", "<x><\u200B@1>" },
        { Scene.C2C, $"{Token.Mention("U1").Or("you")}, hi", "you, hi" },
        { Scene.Group, $"{Token.Mention("U1").Or("you")}, hi", "<qqbot-at-user id=\"U1\" />, hi" },
        { Scene.Channel, $"@every{Token.CommandEnter("x").Or("one")}", "@\u200Beveryone" },
        { Scene.C2C, $"<{Token.Everyone.Or("@1>")}", "<\u200B@1>" },
    };

    [Theory]
    [MemberData(nameof(Tokens))]
    public void A_token_is_written_as_the_platform_wants_it_and_what_is_beside_it_is_text(Scene scene, Message message, string sent)
    {
        OutgoingText.For(scene, message.Parts).Should().Be(sent);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a <", "a ")]
    [InlineData("a <q", "a ")]
    [InlineData("a <QQbo", "a ")]
    [InlineData("a <qqbot-", "a ")]
    [InlineData("a <qqbot-a", "a <qqbot-a")]
    [InlineData("a <b", "a <b")]
    [InlineData("hi @every", "hi ")]
    [InlineData("room", "roo")]
    [InlineData("rooms", "rooms")]
    [InlineData("😀", "😀")]
    public void What_may_become_the_beginning_of_a_token_waits(string text, string settled)
    {
        text[..OutgoingText.SettledLength(text)].Should().Be(settled);
    }

    [Fact]
    public void Half_of_an_emoji_waits_for_the_other_half()
    {
        OutgoingText.SettledLength("a" + "😀"[0]).Should().Be(1);
    }
}
