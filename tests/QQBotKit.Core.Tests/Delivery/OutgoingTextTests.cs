using QQBotKit.Core.Delivery;

namespace QQBotKit.Core.Tests.Delivery;

public class OutgoingTextTests
{
    [Theory]
    [InlineData(Scene.Channel, "a <b> & \"c\"", "a &lt;b&gt; &amp; \"c\"")]
    [InlineData(Scene.Direct, "&lt;", "&amp;lt;")]
    [InlineData(Scene.Channel, "hi @everyone", "hi @\u200Beveryone")]
    [InlineData(Scene.Group, "1 < 2 & 3 > 2", "1 < 2 & 3 > 2")]
    [InlineData(Scene.Group, "<@123> hi", "<\u200B@123> hi")]
    [InlineData(Scene.C2C, "<qqbot-at-user id=\"1\" />", "<\u200Bqqbot-at-user id=\"1\" />")]
    [InlineData(Scene.C2C, "plain  text ", "plain  text ")]
    public void Text_arrives_as_written_and_forms_no_token(Scene scene, string text, string sent)
    {
        OutgoingText.For(scene, text).Should().Be(sent);
    }
}
