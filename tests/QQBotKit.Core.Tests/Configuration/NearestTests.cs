using QQBotKit.Core.Configuration;

namespace QQBotKit.Core.Tests.Configuration;

public sealed class NearestTests
{
    [Theory]
    [InlineData("plugin", "plugins")]
    [InlineData("Plug-Ins", "plugins")]
    [InlineData("stroage", "storage")]
    [InlineData("log", "logging")]
    [InlineData("wbe", "web")]
    public void A_near_word_is_found(string word, string expected) =>
        Nearest.To(word, ["plugins", "storage", "logging", "web"]).Should().Be(expected);

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("databases")]
    public void A_far_word_is_not_guessed(string word) =>
        Nearest.To(word, ["plugins", "storage", "logging", "web"]).Should().BeNull();

    [Fact]
    public void Nothing_is_near_to_nothing() => Nearest.To("word", []).Should().BeNull();
}
