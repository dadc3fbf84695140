using QQBotKit.Core.Events;

namespace QQBotKit.Core.Tests.Events;

public class MessageTextTests
{
    [Theory]
    [InlineData(" /ping ", "/ping")]
    [InlineData("\u00A0\u200B/ping\u200B", "/ping")]
    [InlineData("<@!bot> /ping", "/ping")]
    [InlineData("<@bot>/ping", "/ping")]
    [InlineData("<@bot> <@bot> /ping", "/ping")]
    [InlineData("""<qqbot-at-user id="bot" /> /ping""", "/ping")]
    [InlineData("<@someone> hello", "<@someone> hello")]
    [InlineData("hello <@bot>", "hello <@bot>")]
    [InlineData("<@", "<@")]
    [InlineData("<emoji:1>", "<emoji:1>")]
    [InlineData("", "")]
    [InlineData("a  b", "a  b")]
    [InlineData("a &lt; b", "a &lt; b")]
    public void The_bots_mention_and_blanks_at_the_ends_go_everything_else_stays(string content, string text)
    {
        MessageText.Read(content, new BotMention("bot", null, addressed: false), inGuild: false, out _).Should().Be(text);
    }

    [Theory]
    [InlineData("a &lt;b&gt; &amp; c", "a <b> & c")]
    [InlineData("&amp;lt;", "&lt;")]
    [InlineData("&quot;", "&quot;")]
    public void Guild_text_is_unescaped_once(string content, string text)
    {
        MessageText.Read(content, default, inGuild: true, out _).Should().Be(text);
    }
}
