using System.Globalization;
using System.Text.RegularExpressions;

namespace QQBotKit.Simulator.Tests.Rules;

/// <summary>Every row of the table of rules, in the code that a bot gets.</summary>
public partial class RuleTableTests
{
    private const string Tight = """
        guild: { mentions_of_everyone: 1/d }
        uploads: { daily: 10 }
        """;

    private static readonly Dictionary<int, Func<RuleWorld, Task<int>>> Broken = new()
    {
        [40034005] = world => LateAsync(world, "group", 300.1),
        [304027] = world => LateAsync(world, "direct", 300.1),
        [40034026] = async world =>
        {
            var happened = await world.HappenAsync("GROUP_ADD_ROBOT", "group");
            await world.MoveAsync(300.1);
            return await world.SendAsync("group", new { content = "x", event_id = happened });
        },
        [40034128] = async world =>
        {
            var asked = await world.SayAsync("c2c");
            return await LastAsync(5, seq => world.SendAsync("c2c", new { content = "x", msg_id = asked, msg_seq = seq }));
        },
        [40034100] = world => LastAsync(21, _ => world.SendAsync("group", new { content = "x" })),
        [40034122] = async world =>
        {
            await world.SayAsync("c2c");
            return await LastAsync(2, _ => world.SendAsync("c2c", new { content = "x", is_wakeup = true }));
        },
        [304045] = world => LastAsync(21, async _ =>
        {
            await world.MoveAsync(1);
            return await world.SendAsync("channel", new { content = "x" });
        }),
        [304047] = async world =>
        {
            string[] channels = [.. await Task.WhenAll(Enumerable.Range(0, 3).Select(number => NewChannelAsync(world, number)))];
            return await LastAsync(3, number => world.CodeAsync("POST", world.PathOf("channel", channels[number - 1]), new { content = "x" }));
        },
        [304049] = world => LastAsync(3, _ => world.SendAsync("direct", new { content = "x" })),
        [304050] = world => LastAsync(201, async number =>
        {
            var id = await NewSessionAsync(world, (number + 1) / 2);
            await world.MoveAsync(1);
            return await world.CodeAsync("POST", world.PathOf("direct", id), new { content = "x" });
        }),
        [20028] = async world =>
        {
            var asked = await world.SayAsync("channel");
            return await LastAsync(6, _ => world.SendAsync("channel", new { content = "x", msg_id = asked }));
        },
        [304019] = async world =>
        {
            var asked = await world.SayAsync("channel");
            return await LastAsync(2, _ => world.SendAsync("channel", new { content = "@everyone x", msg_id = asked }));
        },
        [22009] = world => LastAsync(101, _ => world.CodeAsync("POST", "/v2/groups/NONE/messages", new { content = "x" }), admitted: 40011028),
        [50002] = world => LastAsync(51, _ => world.CodeAsync("POST", "/v2/users/NONE/stream_messages", new { content_raw = "x" }), admitted: 40011028),
        [100017] = world => LastAsync(31, _ => world.CodeAsync("GET", "/v2/menu")),
        [40054010] = world => world.SendAsync("group", new { content = "see https://evil.example/x" }),
        [304003] = world => world.SendAsync("channel", new { content = "see", image = "HTTP://evil.example/x.png" }),
        [40064004] = async world =>
        {
            var sent = await world.Platform.PostAsync(world.PathOf("group"), new { content = "x" });
            await world.MoveAsync(120.1);
            return await world.CodeAsync("DELETE", $"{world.PathOf("group")}/{Uri.EscapeDataString(sent.GetProperty("id").GetString()!)}");
        },
        [40093002] = world => world.CodeAsync("POST", $"/v2/groups/{world.Places.Group}/files", new { file_type = 4, file_name = "a", file_data = new byte[11] }),
        [40054005] = async world =>
        {
            var asked = await world.SayAsync("group");
            return await LastAsync(2, _ => world.SendAsync("group", new { content = "x", msg_id = asked, msg_seq = 1 }));
        },
        [40034024] = world => world.SendAsync("group", new { content = "x", msg_id = "none" }),
        [40034025] = world => world.SendAsync("group", new { content = "x", event_id = "GROUP_ADD_ROBOT:none" }),
        [40034027] = async world => await world.SendAsync("group", new { content = "x", event_id = await world.HappenAsync("GROUP_MSG_REJECT", "group") }),
        [40034105] = async world =>
        {
            await world.HappenAsync("C2C_MSG_REJECT", "c2c");
            return await world.SendAsync("c2c", new { content = "x" });
        },
        [304046] = world => SettingAsync(world, new { guild = world.Places.Guild, channel_ids = new[] { "1" } }),
        [304048] = world => SettingAsync(world, new { guild = world.Places.Guild, disable_push_msg = true }),
        [40034123] = world => world.SendAsync("c2c", new { content = "x", is_wakeup = true }),
        [40034101] = async world =>
        {
            await world.HappenAsync("GROUP_DEL_ROBOT", "group");
            return await world.SendAsync("group", new { content = "x" });
        },
        [40054004] = async world =>
        {
            await world.HappenAsync("FRIEND_DEL", "c2c");
            return await world.SendAsync("c2c", new { content = "x" });
        },
        [40054007] = world => LastAsync(2, number => world.SendAsync("group", new { content = new string('字', 3999 + number) })),
        [22006] = world => world.SendAsync("group", new { msg_type = 0 }),
        [50006] = world => world.SendAsync("channel", new { msg_id = "" }),
        [340069] = world => world.SendAsync("group", new { msg_type = 4, content = "x" }),
        [40034029] = world => KeyboardAsync(world, [.. Enumerable.Repeat(Button("yes"), 6)]),
        [305007] = world => LastAsync(2, number => KeyboardAsync(world, [Button(new string('字', 9 + number))])),
        [40034106] = world => MarkdownAsync(world, "group", new { content = """<qqbot-cmd-enter text="x" />""" }),
        [40034108] = world => MarkdownAsync(world, "c2c", new { content = $"""<qqbot-cmd-input text="{new string('x', 101)}" />""" }),
        [40034109] = world => MarkdownAsync(world, "c2c", new { content = """<qqbot-cmd-enter show="x" />""" }),
        [50037] = world => world.SendAsync("channel", new { content = "x", markdown = new { content = "x" } }),
        [50056] = world => world.SendAsync("channel", new { markdown = new { content = "x" } }),
        [50057] = world => MarkdownAsync(world, "group", new { content = "x", custom_template_id = "1_1" }),
        [40034011] = world => MarkdownAsync(world, "group", new { force_verify_image_resource = true }),
        [40034008] = world => ParameterAsync(world, ""),
        [40034009] = world => ParameterAsync(world, "a\nb"),
        [40034010] = world => ParameterAsync(world, "a **b**"),
        [850031] = world => world.CodeAsync("POST", $"/v2/groups/{world.Places.Group}/upload_prepare", new
        {
            file_type = 4,
            file_name = "a",
            file_size = $"{200L * 1024 * 1024 + 1}",
            md5 = new string('0', 32),
            sha1 = new string('0', 40),
            md5_10m = new string('0', 32),
        }),
    };

    public static TheoryData<int, int, bool> Rows()
    {
        var rows = new TheoryData<int, int, bool>();
        foreach (var (code, status, isLimit) in Table("simulator-rules.md"))
        {
            rows.Add(code, status, isLimit);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task What_the_table_says_is_refused_with_its_code_and_status(int code, int status, bool isLimit)
    {
        await using var world = await StartAsync(code, SimulatorRules.Strict);

        (await Broken[code](world)).Should().Be(code);

        var last = (await world.Platform.GetAsync("/simulator/calls")).GetProperty("calls").EnumerateArray().Last();
        last.GetProperty("status").GetInt32().Should().Be(status, isLimit ? "it is a limit" : "it is malformed");
        last.GetProperty("answer").GetProperty("message").GetString().Should().NotBeNullOrEmpty();
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Lenient_rules_report_limits_and_refuse_the_rest(int code, int status, bool isLimit)
    {
        status.Should().BeOneOf(400, 429);
        await using var world = await StartAsync(code, SimulatorRules.Lenient);

        var answer = await Broken[code](world);

        if (isLimit)
        {
            answer.Should().NotBe(code);
            (await world.PassedAsync(1)).Should().Contain(code);
        }
        else
        {
            answer.Should().Be(code);
        }
    }

    [Fact]
    public void Both_languages_have_the_same_table() => Table("simulator-rules.zh-CN.md").Should().Equal(Table("simulator-rules.md"));

    private static Task<RuleWorld> StartAsync(int code, SimulatorRules rules) =>
        RuleWorld.StartAsync(rules, Tight, rights: code == 50056 ? BotRights.All & ~BotRights.Invited : BotRights.All);

    private static IEnumerable<(int Code, int Status, bool IsLimit)> Table(string page)
    {
        var isLimit = false;
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Docs", page)))
        {
            isLimit = line.StartsWith("## ", StringComparison.Ordinal) ? line is "## Limits" or "## 限制" : isLimit;
            if (Row().Match(line) is { Success: true } row)
            {
                yield return (
                    int.Parse(row.Groups["code"].ValueSpan, CultureInfo.InvariantCulture), int.Parse(row.Groups["status"].ValueSpan, CultureInfo.InvariantCulture), isLimit);
            }
        }
    }

    /// <summary>Does something so often; all but the last succeed, unless the rules are lenient.</summary>
    private static async Task<int> LastAsync(int times, Func<int, Task<int>> send, int admitted = 0)
    {
        for (var number = 1; number < times; number++)
        {
            (await send(number)).Should().Be(admitted, $"this is number {number} of {times}");
        }

        return await send(times);
    }

    private static async Task<int> LateAsync(RuleWorld world, string scene, double seconds)
    {
        var asked = await world.SayAsync(scene);
        await world.MoveAsync(seconds);
        return await world.SendAsync(scene, new { content = "x", msg_id = asked });
    }

    private static async Task<string> NewChannelAsync(RuleWorld world, int number) =>
        (await world.Platform.PostAsync($"/guilds/{world.Places.Guild}/channels", new { name = $"channel {number}", type = 0, sub_type = 0 })).GetProperty("id").GetString()!;

    private static async Task<string> NewSessionAsync(RuleWorld world, int number)
    {
        var id = $"{88_000_000_000 + number}";
        await world.Platform.PutAsync("/simulator/world", new
        {
            users = new[] { new { openid = $"USER{number}", id = $"{77_000_000_000 + number}", username = $"user {number}" } },
            dms = new[] { new { guild_id = id, src_guild_id = world.Places.Guild, user = new { id = $"{77_000_000_000 + number}" } } },
        });
        return id;
    }

    private static async Task<int> SettingAsync(RuleWorld world, object setting)
    {
        await world.Platform.CallAsync("PUT", "/simulator/message-setting", setting, 204);
        return await world.SendAsync("channel", new { content = "x" });
    }

    private static Task<int> MarkdownAsync(RuleWorld world, string scene, object markdown) => world.SendAsync(scene, new { msg_type = 2, markdown });

    private static Task<int> ParameterAsync(RuleWorld world, string value) =>
        MarkdownAsync(world, "group", new { custom_template_id = "1_1", @params = new[] { new { key = "a", values = new[] { value } } } });

    private static object Button(string label) =>
        new { id = "a", render_data = new { label, style = 1 }, action = new { type = 1, permission = new { type = 2 }, data = "x" } };

    private static Task<int> KeyboardAsync(RuleWorld world, object[] buttons) => world.SendAsync(
        "group", new { msg_type = 2, markdown = new { content = "x" }, keyboard = new { content = new { rows = new[] { new { buttons } } } } });

    [GeneratedRegex(@"^\| (?<code>\d+) \| (?<status>\d+) \|", RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}
