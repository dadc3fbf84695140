using Microsoft.Extensions.Logging;
using QQBotKit.Core.Configuration;

namespace QQBotKit.Core.Tests.Configuration;

public sealed class SettingsFileTests
{
    [Fact]
    public void Every_key_is_read()
    {
        using var file = new YamlFile(
            """
            bots:
              main:
                app_id: 0102000001
                secret: ${QQBOT_SECRET}
                platform: production
                api_url: http://127.0.0.1:8080
                token_url: "http://127.0.0.1:8081/app/getAppAccessToken"
                events: webhook
                webhook: { max_age: 90s }
                delivery: { ways: [active, passive, active], keep: 2h, number_parts: off, most_parts: 3 }
                intents: [guilds, GROUP_AND_C2C_EVENT]
                shards: { ids: [1, 3], count: 4 }
            commands: { prefixes: ["/", "！"], unknown: suggest }
            access: { owners: [A, B], grants: { "guild.ban": admin } }
            plugins: { path: my-plugins, disabled: [welcome] }
            scripts: { path: ./my-scripts, cache: cache, loop_guard: off, loop_limit: 3s, nuget: { enabled: true, sources: [feed, "https://example.com/index.json"] } }
            storage: { path: ../elsewhere }
            web: { url: "http://127.0.0.1:0", simulator_key: "open sesame" }
            logging: { level: warning, levels: { "plugin.dice": debug } }
            """);
        file.Environment["QQBOT_SECRET"] = "hunter2";

        var settings = file.Settings();

        settings.Bots.Keys.Should().Equal("main");
        var bot = settings.Bots["main"];
        bot.AppId.Should().Be("0102000001", "an AppID is text, whatever it looks like");
        bot.Secret.Should().Be("hunter2");
        bot.Platform.Should().Be(Platform.Production);
        bot.ApiUrl.Should().Be(new Uri("http://127.0.0.1:8080"));
        bot.TokenUrl.Should().Be(new Uri("http://127.0.0.1:8081/app/getAppAccessToken"));
        bot.Events.Should().Be(EventTransport.Webhook);
        bot.Webhook.MaxAge.Should().Be(TimeSpan.FromSeconds(90));
        bot.Delivery.Ways.Should().Equal(DeliveryWay.Active, DeliveryWay.Passive);
        (bot.Delivery.Keep, bot.Delivery.NumberParts, bot.Delivery.MostParts).Should().Be((TimeSpan.FromHours(2), false, 3));
        bot.Intents.Should().Equal("guilds", "group_and_c2c");
        bot.Shards.Should().BeEquivalentTo(new ShardSettings([1, 3], 4));
        settings.Commands.Prefixes.Should().Equal("/", "！");
        settings.Commands.Unknown.Should().Be(UnknownCommand.Suggest);
        settings.Access.Owners.Should().Equal("A", "B");
        settings.Access.Grants.Should().Equal(new Dictionary<string, string> { ["guild.ban"] = "admin" });
        settings.Plugins.Path.Should().Be(Path.Combine(file.Folder, "my-plugins"));
        settings.Plugins.Disabled.Should().Equal("welcome");
        settings.Scripts.Path.Should().Be(Path.Combine(file.Folder, "my-scripts"));
        settings.Scripts.Cache.Should().Be(Path.Combine(file.Folder, "cache"));
        settings.Scripts.Packages.Enabled.Should().BeTrue();
        settings.Scripts.Packages.Sources.Should().Equal(Path.Combine(file.Folder, "feed"), "https://example.com/index.json");
        settings.Scripts.LoopGuard.Should().BeFalse();
        settings.Scripts.LoopLimit.Should().Be(TimeSpan.FromSeconds(3));
        settings.Storage.Path.Should().Be(Path.Combine(Path.GetDirectoryName(file.Folder)!, "elsewhere"));
        settings.Web.Url.Port.Should().Be(0);
        settings.Web.SimulatorKey.Should().Be("open sesame");
        settings.Logging.Level.Should().Be(LogLevel.Warning);
        settings.Logging.Levels.Should().Equal(new Dictionary<string, LogLevel> { ["plugin.dice"] = LogLevel.Debug });
    }

    [Fact]
    public void A_file_with_one_bot_has_every_default()
    {
        using var file = YamlFile.WithBot(
            """
            plugins:
            commands: { prefixes: ~ }
            """);

        var settings = file.Settings();

        settings.Bots["MAIN"].Should().BeEquivalentTo(new BotSettings { AppId = "102000001", Secret = "hunter2" }, bot => bot.Excluding(it => it.Plugins).Excluding(it => it.Scripts));
        settings.Commands.Prefixes.Should().Equal("/");
        settings.Plugins.Path.Should().Be(Path.Combine(file.Folder, "plugins"));
        settings.Scripts.Cache.Should().Be(Path.Combine(file.Folder, "data", "scripts"));
        settings.Scripts.Packages.Enabled.Should().BeFalse();
        settings.Scripts.Packages.Sources.Should().Equal("https://api.nuget.org/v3/index.json");
        settings.Scripts.LoopGuard.Should().BeTrue();
        settings.Scripts.LoopLimit.Should().Be(TimeSpan.FromSeconds(10));
        settings.Storage.Path.Should().Be(Path.Combine(file.Folder, "data"));
        settings.Web.Url.Should().Be(new Uri("http://127.0.0.1:5140"));
        settings.Web.SimulatorKey.Should().BeNull();
        settings.Logging.Level.Should().Be(LogLevel.Information);
    }

    [Fact]
    public void Compiled_scripts_are_kept_where_the_data_is()
    {
        using var file = YamlFile.WithBot("storage: { path: state }");
        file.Settings().Scripts.Cache.Should().Be(Path.Combine(file.Folder, "state", "scripts"));
    }

    [Theory]
    [InlineData("2", new[] { 0, 1 }, 2)]
    [InlineData("{ ids: [3], count: 4 }", new[] { 3 }, 4)]
    public void Shards_are_a_number_or_some_of_a_number(string shards, int[] ids, int count)
    {
        using var file = YamlFile.WithBot($"    shards: {shards}");
        file.Settings().Bots["main"].Shards.Should().BeEquivalentTo(new ShardSettings(ids, count));
    }

    [Theory]
    [InlineData("plain ${NAME}!", "plain value!")]
    [InlineData("'single ${NAME}'", "single value")]
    [InlineData("\"double ${NAME}${NAME}\"", "double valuevalue")]
    [InlineData("${UNSET:-}x", "x")]
    [InlineData("${UNSET:-default}", "default")]
    [InlineData("${EMPTY:-default}", "default")]
    [InlineData("${NAME:-default}", "value")]
    [InlineData("$${NAME} costs $5", "${NAME} costs $5")]
    [InlineData("${TRICKY}", "a: b # [c]")]
    public void Environment_variables_are_put_into_values(string written, string expected)
    {
        using var file = YamlFile.WithBot($"access:\n  owners:\n    - {written}");
        file.Environment["NAME"] = "value";
        file.Environment["EMPTY"] = "";
        file.Environment["TRICKY"] = "a: b # [c]";

        file.Settings().Access.Owners.Should().Equal(expected);
    }

    [Fact]
    public void Anchors_and_merge_keys_let_bots_share_settings()
    {
        using var file = new YamlFile(
            """
            bots:
              first: &first
                app_id: "1"
                secret: one
                platform: sandbox
                shards: 2
              second:
                <<: *first
                app_id: "2"
            """);

        var second = file.Settings().Bots["second"];
        (second.AppId, second.Secret, second.Platform, second.Shards!.Count).Should().Be(("2", "one", Platform.Sandbox, 2));
    }

    [Fact]
    public void A_file_that_Windows_wrote_is_read()
    {
        using var file = new YamlFile();
        File.WriteAllText(file.Path, "bots:\r\n  主号:\r\n    app_id: 1\r\n    secret: 密\r\n", new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        file.Settings().Bots["主号"].Secret.Should().Be("密");
    }
}
