using System.Globalization;

namespace QQBotKit.Core.Tests.Configuration;

public sealed class SettingsFindingTests
{
    [Theory]
    [InlineData("plugin: {}", "(5,1): unknown key 'plugin'; did you mean 'plugins'?")]
    [InlineData("    secert: x", "(5,5): unknown key 'secert' in bots.main; did you mean 'secret'?")]
    [InlineData("    apiUrl: http://x", "(5,5): unknown key 'apiUrl' in bots.main; did you mean 'api_url'?")]
    [InlineData("web: { port: 80 }", "(5,8): unknown key 'port' in web; the keys are: url, simulator_key")]
    [InlineData("    plugins: { path: x }", "(5,16): unknown key 'path' in bots.main.plugins; the keys are: options")]
    [InlineData("zzzzzz: 1", "(5,1): unknown key 'zzzzzz'; the keys are: bots, commands, handlers, access, plugins, storage, scripts, limits, simulator, web, logging")]
    [InlineData("commands: { prefixes: / }", "(5,23): commands.prefixes must be a list, such as [\"/\"], but is '/'")]
    [InlineData("commands: { prefixes: [[a]] }", "(5,24): commands.prefixes[0] must be text, but is a list")]
    [InlineData("commands: { prefixes: [] }", "(5,23): commands.prefixes is an empty list; [\"/\"] is usual, and [\"\"] makes every message a possible command")]
    [InlineData("commands: { unknown: sugest }", "(5,22): commands.unknown must be one of silent, suggest (did you mean 'suggest'?), but is 'sugest'")]
    [InlineData("commands: text", "(5,11): commands must be a section with keys, but is 'text'")]
    [InlineData("    platform: test", "(5,15): bots.main.platform must be one of simulator, sandbox, production, but is 'test'")]
    [InlineData("    platform: 1", "(5,15): bots.main.platform must be one of simulator, sandbox, production, but is '1'")]
    [InlineData("    platform: [sandbox]", "(5,15): bots.main.platform must be one of simulator, sandbox, production, but is a list")]
    [InlineData("logging: { level: info }", "(5,19): logging.level must be one of trace, debug, information, warning, error, critical, none (did you mean 'information'?), but is 'info'")]
    [InlineData("logging: { levels: { a: x } }", "(5,25): logging.levels.a must be one of trace, debug, information, warning, error, critical, none, but is 'x'")]
    [InlineData("    api_url: api.bot.qq.com", "(5,14): bots.main.api_url must be an absolute address that begins with http:// or https://, but is 'api.bot.qq.com'")]
    [InlineData("    api_url: ftp://api.bot.qq.com", "(5,14): bots.main.api_url must be an absolute address that begins with http:// or https://, but is 'ftp://api.bot.qq.com'")]
    [InlineData("web: { url: /bot }", "(5,13): web.url must be an absolute address that begins with http:// or https://, but is '/bot'")]
    [InlineData("web: { url: \"http://127.0.0.1:99999\" }", "(5,13): web.url must be an absolute address that begins with http:// or https://, but is 'http://127.0.0.1:99999'")]
    [InlineData("    delivery: { most_parts: 0 }", "(5,29): bots.main.delivery.most_parts must be a whole number from 1 to 100, but is '0'")]
    [InlineData("    delivery: { number_parts: some }", "(5,31): bots.main.delivery.number_parts must be true or false, but is 'some'")]
    [InlineData("    webhook: { max_age: 10 }", "(5,25): bots.main.webhook.max_age must be a duration such as 30s or 10m, from 5s to 1h, but is '10'")]
    [InlineData("    webhook: { max_age: 4s }", "(5,25): bots.main.webhook.max_age must be a duration such as 30s or 10m, from 5s to 1h, but is '4s'")]
    [InlineData("    webhook: { max_age: 61m }", "(5,25): bots.main.webhook.max_age must be a duration such as 30s or 10m, from 5s to 1h, but is '61m'")]
    [InlineData("    webhook: { path: /x }", "(5,16): unknown key 'path' in bots.main.webhook; the keys are: max_age")]
    [InlineData("    shards: 0", "(5,13): bots.main.shards must be a whole number from 1 to 10000, but is '0'")]
    [InlineData("    shards: many", "(5,13): bots.main.shards must be auto, a number of shards, or {ids: [0, 1], count: 4}, but is 'many'")]
    [InlineData("    shards: { ids: [4], count: 4 }", "(5,21): bots.main.shards.ids[0] must be a whole number from 0 to 3, but is '4'")]
    [InlineData("    shards: { ids: [1, 1], count: 4 }", "(5,24): the shard 1 is there twice")]
    [InlineData("    shards: { ids: [0] }", "(5,13): bots.main.shards needs both ids and count, as in {ids: [0, 1], count: 4}")]
    [InlineData("    shards: { ids: 0, count: 4 }", "(5,20): bots.main.shards.ids must be a list of at least one number, such as [0, 1], but is '0'")]
    [InlineData("    intents: [guild]", "(5,15): bots.main.intents[0] must be one of guilds, guild_members, guild_messages, guild_message_reactions, direct_message, open_forums_event, audio_or_live_channel_member, enter_aio, group_member_event, group_and_c2c, interaction, message_audit, forums_event, audio_action, public_guild_messages (did you mean 'guilds'?), but is 'guild'")]
    [InlineData("    intents: guilds", "(5,14): bots.main.intents must be auto, or a list of at least one name, such as [guilds, group_and_c2c], but is 'guilds'")]
    [InlineData("storage: { path: x }\nstorage: { path: y }", "(6,1): the key 'storage' is already in line 5")]
    [InlineData("plugins: { options: { dice: 6 } }", "(5,29): plugins.options.dice must be a section with keys, but is '6'")]
    [InlineData("plugins: { options: { dice: {}, Dice: {} } }", "(5,33): 'Dice' and 'dice' (line 5) are the same name: upper and lower case do not matter here")]
    [InlineData("scripts: { nuget: true }", "(5,19): scripts.nuget must be a section with keys, but is 'true'")]
    [InlineData("scripts: { nuget: { enabled: 1, source: x } }", "(5,30): scripts.nuget.enabled must be true or false, but is '1'", "(5,33): unknown key 'source' in scripts.nuget; did you mean 'sources'?")]
    [InlineData("scripts: { loop_guard: maybe }", "(5,24): scripts.loop_guard must be true or false, but is 'maybe'")]
    [InlineData("scripts: { loop_limit: 500ms }", "(5,24): scripts.loop_limit must be a duration such as 30s or 10m, from 1s to 10m, but is '500ms'")]
    [InlineData("storage: { path: !env HOME }", "(5,18): the tag '!env' means nothing here; put a text that begins with '!' into quotes")]
    [InlineData("---\nmore: 1", "(5,1): a second document (---): one file holds one document")]
    public void A_mistake_is_named_with_its_place_and_the_mend(string rest, params string[] expected)
    {
        using var file = YamlFile.WithBot(rest);
        file.Findings().Should().Equal(expected);
    }

    [Theory]
    [InlineData("${NOWHERE}", "(6,8): the environment variable NOWHERE is not set; set it, or give a default: ${NOWHERE:-default}")]
    [InlineData("'a ${NOWHERE} b'", "(6,8): the environment variable NOWHERE is not set; set it, or give a default: ${NOWHERE:-default}")]
    [InlineData("${NO WHERE}", "(6,8): not an environment variable: write ${NAME} or ${NAME:-default}, or $${ for the characters ${")]
    [InlineData("${A:-${B}}", "(6,8): not an environment variable: write ${NAME} or ${NAME:-default}, or $${ for the characters ${")]
    [InlineData("open ${", "(6,8): not an environment variable: write ${NAME} or ${NAME:-default}, or $${ for the characters ${")]
    public void A_variable_that_cannot_be_put_in_is_named(string written, string expected)
    {
        using var file = YamlFile.WithBot($"storage:\n path: {written}");
        file.Findings().Should().Equal(expected);
    }

    [Fact]
    public void All_mistakes_are_reported_at_once_from_top_to_end()
    {
        using var file = new YamlFile(
            """
            bots:
              main:
                app_id:
                platform: moon
              other:
                secret: ${NOWHERE}
            logging: { levl: debug }
            """);

        file.Findings().Should().SatisfyRespectively(
            finding => finding.Should().StartWith("(2,3): bots.main.secret is missing"),
            finding => finding.Should().StartWith("(3,12): bots.main.app_id is missing").And.Contain("AppID").And.Contain("q.qq.com"),
            finding => finding.Should().StartWith("(4,15): bots.main.platform"),
            finding => finding.Should().StartWith("(5,3): bots.other.app_id is missing"),
            finding => finding.Should().StartWith("(6,13): the environment variable NOWHERE is not set"),
            finding => finding.Should().StartWith("(7,12): unknown key 'levl'"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment\n")]
    [InlineData("commands: {}")]
    [InlineData("bots:")]
    [InlineData("bots: {}")]
    public void A_file_without_bots_says_so(string text)
    {
        using var file = new YamlFile(text);
        file.Findings().Should().ContainSingle().Which.Should().Contain("there is no bot; name one under 'bots'");
    }

    [Theory]
    [InlineData("bots: [main]", "(1,7): bots must be a section with keys, but is a list")]
    [InlineData("- bots", "(1,1): the file must begin with keys, such as 'bots:'")]
    [InlineData("bots:\n\tmain:\n\t\tapp_id: 1\n", "(2,1): a tab in the indentation; YAML wants spaces")]
    [InlineData("bots: { a: { app_id: 1, secret: ${SECRET} } }", "(1,33): this is not valid YAML; inside { } or [ ] a ${NAME} must be in quotes: \"${NAME}\"")]
    [InlineData("bots: &loop { main: *loop }", "(1,21): this is not valid YAML: no anchor '&loop' before this line")]
    public void A_file_that_is_not_the_right_YAML_is_refused(string text, string expected)
    {
        using var file = new YamlFile(text);
        file.Findings().Should().Contain(expected);
    }

    [Theory]
    [InlineData("bots: {", 1)]
    [InlineData("bots:\n  main:\n    app_id: 1\n   secret: x\n", 4)]
    [InlineData("bots: \"never closed\n", 1)]
    public void Broken_YAML_is_reported_where_it_breaks(string text, int line)
    {
        using var file = new YamlFile(text);
        file.Findings().Should().ContainSingle().Which.Should().StartWith($"({line},").And.Contain("this is not valid YAML");
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        using var file = new YamlFile("bots: " + new string('[', 100_000));
        file.Findings().Should().ContainSingle().Which.Should().Contain("nested deeper than 64 levels");
    }

    [Fact]
    public void Two_bots_whose_names_differ_in_case_alone_are_refused()
    {
        using var file = YamlFile.WithBot("  Main: { app_id: 1, secret: x }");
        file.Findings().Should().Equal("(5,3): another bot has the name 'Main' but for upper and lower case");
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("a b")]
    public void A_bot_name_fits_into_an_address_and_a_file_name(string name)
    {
        using var file = YamlFile.WithBot($"  {name}: {{ app_id: 1, secret: x }}");
        file.Findings().Should().ContainSingle().Which.Should().StartWith($"(5,3): '{name}' cannot name a bot");
    }

    [Theory]
    [InlineData("secret: { value: hunter2 }")]
    [InlineData("secret: [hunter2]")]
    [InlineData("secret: hunter2\n    secret: hunter2")]
    [InlineData("secret: ${SECRET}\n    platform: ${SECRET}")]
    [InlineData("secret: ${SECRET}\n    api_url: ${SECRET}")]
    [InlineData("secret: \"hunter2\n    platform: sandbox")]
    [InlineData("secret: hunter2: x")]
    public void No_finding_tells_a_secret(string secret)
    {
        using var file = new YamlFile($"bots:\n  main:\n    app_id: 1\n    {secret}\n");
        file.Environment["SECRET"] = "hunter2";
        string.Join('\n', file.Findings()).Should().NotBeEmpty().And.NotContain("hunter2");
    }

    [Fact]
    public void A_wrong_number_in_a_file_of_limits_is_found_at_its_place_there()
    {
        using var file = YamlFile.WithBot("limits: mine.yaml");
        var mine = Path.Combine(file.Folder, "mine.yaml");
        File.WriteAllText(mine, "group:\n  replies: { count: many }\n");
        file.Findings().Should().Equal($"(5,9): limits: {mine}:2:21: 'group.replies.count' is 'many', which is not a number from 1, or none");
    }

    [Fact]
    public void A_missing_file_says_how_to_make_one()
    {
        using var file = new YamlFile();
        var finding = file.Load().Findings.Should().ContainSingle().Subject;
        finding.Message.Should().Contain("there is no such file");

        // The text it proposes is a file that works.
        File.WriteAllText(file.Path, finding.Message[finding.Message.IndexOf("bots:", StringComparison.Ordinal)..]);
        file.Settings().Bots.Should().ContainKey("main");
    }

    [Fact]
    public void A_folder_in_place_of_the_file_is_named()
    {
        using var file = new YamlFile();
        Directory.CreateDirectory(file.Path);
        file.Load().Findings.Should().ContainSingle().Which.Message.Should().Contain("this is a folder");
    }

    [Fact]
    public void A_file_in_another_encoding_is_named()
    {
        using var file = new YamlFile();
        File.WriteAllBytes(file.Path, [.. "bots: "u8, 0xC4, 0xE3, 0xBA, 0xC3]); // 你好 in GBK
        file.Load("zh-CN").Findings.Should().ContainSingle().Which.Message.Should().Contain("UTF-8").And.Contain("GBK");
    }

    [Fact]
    public void Findings_come_in_Chinese_too()
    {
        using var file = YamlFile.WithBot("plugin: {}\ncommands: { unknown: 1 }");
        file.Load("zh-CN").Findings.Select(finding => finding.Message).Should().Equal(
            "未知的键 “plugin”；是不是想写 “plugins”？",
            "commands.unknown 应为以下之一：silent、suggest，但这里是“1”");
    }

    [Fact]
    public void Numbers_are_read_alike_in_every_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("sv-SE");
            using var file = YamlFile.WithBot("    shards: -1");
            file.Findings().Should().ContainSingle().Which.Should().Contain("from 1 to 10000");
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void A_folder_that_is_a_file_is_found_where_it_is_named()
    {
        using var file = YamlFile.WithBot("scripts:\n  path: bot.yaml");

        file.Findings().Should().ContainSingle().Which.Should().StartWith("(6,9): scripts.path: ").And.Contain("not a folder");
    }

    [Fact]
    public void A_folder_that_does_not_exist_yet_is_fine()
    {
        using var file = YamlFile.WithBot("plugins: { path: not/there/yet }");

        file.Settings().Plugins.Path.Should().EndWith(Path.Combine("not", "there", "yet"));
    }
}
