using QQBotKit.Core.Configuration;
using QQBotKit.Core.Rest;

namespace QQBotKit.Core.Tests.Rest;

public class PlatformHostsTests
{
    private const string ProductionToken = "https://api.bot.qq.com/app/getAppAccessToken";

    [Theory]
    [InlineData(Platform.Production, null, null, "https://api.bot.qq.com/", ProductionToken)]
    [InlineData(Platform.Sandbox, null, null, "https://sandbox.api.sgroup.qq.com/", ProductionToken)]
    [InlineData(Platform.Simulator, null, null, "http://127.0.0.1:5140/simulator/", "http://127.0.0.1:5140/simulator/app/getAppAccessToken")]
    [InlineData(Platform.Production, "https://api.sgroup.qq.com", null, "https://api.sgroup.qq.com/", ProductionToken)]
    [InlineData(Platform.Sandbox, "http://127.0.0.1:8080/qq/v1", null, "http://127.0.0.1:8080/qq/v1/", ProductionToken)]
    [InlineData(Platform.Production, null, "https://bots.qq.com", "https://api.bot.qq.com/", "https://bots.qq.com/app/getAppAccessToken")]
    [InlineData(Platform.Production, null, "http://127.0.0.1:8080/", "https://api.bot.qq.com/", "http://127.0.0.1:8080/app/getAppAccessToken")]
    [InlineData(Platform.Production, null, "http://127.0.0.1:8080/token", "https://api.bot.qq.com/", "http://127.0.0.1:8080/token")]
    [InlineData(Platform.Production, "api.sgroup.qq.com", "localhost:8443", "https://api.sgroup.qq.com/", "https://localhost:8443/app/getAppAccessToken")]
    public void A_bot_finds_its_platform(Platform platform, string? apiUrl, string? tokenUrl, string api, string token)
    {
        var hosts = PlatformHosts.Of(Bot(platform, apiUrl, tokenUrl), new Uri("http://127.0.0.1:5140/simulator"));

        (hosts.Api.ToString(), hosts.Token.ToString()).Should().Be((api, token));
    }

    [Fact]
    public void A_base_address_with_a_path_keeps_it()
    {
        var hosts = PlatformHosts.Of(Bot(Platform.Production, "http://127.0.0.1:8080/qq/v1", null));

        new Uri(hosts.Api, "users/@me").ToString().Should().Be("http://127.0.0.1:8080/qq/v1/users/@me");
    }

    [Theory]
    [InlineData("ftp://example.com", null, "api_url")]
    [InlineData("https://example.com/?a=1", null, "api_url")]
    [InlineData(null, "file:///etc/passwd", "token_url")]
    public void An_address_that_is_none_of_a_web_server_is_refused_by_its_key(string? apiUrl, string? tokenUrl, string key)
    {
        var hosts = () => PlatformHosts.Of(Bot(Platform.Production, apiUrl, tokenUrl));

        hosts.Should().Throw<ArgumentException>().WithMessage($"{key} must be the address of a web server*");
    }

    private static BotSettings Bot(Platform platform, string? apiUrl, string? tokenUrl) => new()
    {
        Platform = platform,
        ApiUrl = apiUrl is null ? null : new Uri(apiUrl, UriKind.RelativeOrAbsolute),
        TokenUrl = tokenUrl is null ? null : new Uri(tokenUrl, UriKind.RelativeOrAbsolute),
    };
}
