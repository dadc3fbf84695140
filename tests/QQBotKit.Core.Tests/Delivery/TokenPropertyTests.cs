using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using QQBotKit.Core.Delivery;
using QQBotKit.Core.Delivery.Forms;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>
/// Whatever people write, it forms no token, in no scene: what the platform would take for one is there exactly where the author put a <see cref="Token"/>.
/// </summary>
public partial class TokenPropertyTests
{
    private static readonly string[] OneMention = ["<qqbot-"];

    private static readonly bool[] Either = [false, true];

    private static readonly Scene[] Scenes = Enum.GetValues<Scene>();

    // Tokens, pieces of them that become one together, and what may be beside them.
    private static readonly string[] Pieces =
    [
        "<", ">", "<<", "@", "!", "#", "<@", "<@!", "123", "<#", "qqbot-", "<qqbot-", "qq", "bot-at-user", " id=\"1\"", " />", "/>", "at-everyone", "@everyone", "@every",
        "one", "@EVERYONE", "<emoji:", "emoji:", "4", "<faceType=", "1,faceId=\"13\">", "<QQBOT-cmd-enter text=\"x\" />", "<qqbot-cmd-input text=\"a\" show=\"b\" reference=\"true\" />",
        "[a](", "](", "mqq", "api", "mqqapi:", "MQQAPI://aio/inlinecmd?command=x", ")", "&", "&lt;", "&amp;", "lt;", "\u200B", " ", "\n", "中", "😀", "\\", "a",
    ];

    private static readonly Gen<string> Text =
        from words in Gen.Frequency((8, Gen.Elements(Pieces)), (1, ArbMap.Default.GeneratorFor<NonNull<string>>().Select(any => any.Get))).ListOf()
        select string.Concat(words);

    [Fact]
    public void No_text_forms_a_token() => Property.Check(Text, text =>
    {
        foreach (var scene in Scenes)
        {
            TokensIn(scene, false, OutgoingText.For(scene, text)).Should().BeEmpty("of {0} in {1}", text, scene);
            TokensIn(scene, true, OutgoingText.For(scene, Message.Markdown(text).Parts)).Should().BeEmpty("of {0} in the markdown of {1}", text, scene);
            TokensIn(scene, true, MessageBodies.Of(new Route(new(scene, "1"), DeliveryWay.Active), Message.MarkdownTemplate("1", new MarkdownParam("k", text)).Parts)
                .Markdown!.Params![0].Values[0]).Should().BeEmpty("of {0} in a template of {1}", text, scene);
        }
    });

    [Fact]
    public void No_text_arrives_as_another() => Property.Check(Text, text =>
    {
        foreach (var scene in Scenes)
        {
            var sent = OutgoingText.For(scene, text);
            var seen = scene is Scene.Channel or Scene.Direct
                ? sent.Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal)
                : sent;
            Visible(seen).Should().Be(Visible(text));
            Visible(OutgoingText.For(scene, Message.Markdown(text).Parts)).Should().Be(Visible(text));
        }
    });

    [Fact]
    public void Holes_form_no_token_with_what_is_beside_them() => Property.Check(Text.Three(), texts =>
    {
        var (one, two, three) = texts;
        var token = Token.Mention("ABC");
        foreach (var scene in Scenes)
        {
            Message inText = $"<{one}@{two}{token.Or(three)}{one}everyone {three}";
            Message inMarkdown = Message.Markdown($"<{one}[x]({two}{token.Or(three)}{one}:// {three}");
            var expected = scene is Scene.Group or Scene.Channel ? OneMention : [];
            TokensIn(scene, false, OutgoingText.For(scene, inText.Parts)).Should().Equal(expected, "of {0} in {1}", inText, scene);
            TokensIn(scene, true, OutgoingText.For(scene, inMarkdown.Parts)).Should().Equal(expected, "of {0} in {1}", inMarkdown, scene);
        }
    });

    [Fact]
    public void No_text_that_grows_forms_a_token_or_takes_back_what_was_shown() => Property.Check(Text, text =>
    {
        foreach (var isMarkdown in Either)
        {
            var whole = OutgoingText.Words(Scene.C2C, text, isMarkdown);
            for (var length = 0; length <= text.Length; length++)
            {
                var soFar = text[..length];
                var shown = OutgoingText.Words(Scene.C2C, soFar[..OutgoingText.SettledLength(soFar)], isMarkdown);
                whole.Should().StartWith(shown, "so much of it was shown after {0} characters", length);
                TokensIn(Scene.C2C, isMarkdown, shown).Should().BeEmpty();
            }
        }
    });

    [Fact]
    public void The_texts_would_form_tokens_if_they_were_sent_as_they_are()
    {
        var found = new HashSet<string>();
        Property.Check(Text, text =>
        {
            foreach (Match token in AnyToken().Matches(text))
            {
                found.Add(token.Groups.Values.Skip(1).Single(group => group.Success).Name);
            }
        });

        found.Should().HaveCount(7, "each kind of token is among them");
    }

    // Written from the platform's table, and more lenient than any client.
    private static IEnumerable<string> TokensIn(Scene scene, bool isMarkdown, string sent) =>
        from token in AnyToken().Matches(sent)
        where scene is Scene.Channel or Scene.Direct || !token.Groups["everyone"].Success
        where isMarkdown || !token.Groups["link"].Success
        select token.Value;

    private static string Visible(string text) => text.Replace("\u200B", "", StringComparison.Ordinal);

    [GeneratedRegex(
        "(?<mention><@)|(?<channel><#)|(?<tag><qqbot-)|(?<emoji><emoji:)|(?<face><faceType=)|(?<everyone>@everyone)|(?<link>mqqapi:)",
        RegexOptions.IgnoreCase)]
    private static partial Regex AnyToken();
}
