using System.Globalization;
using System.Reflection;
using System.Text;
using QQBotKit.Api.Tests.Contract;
using QQBotKit.Api.Tests.Listed;
using QQBotKit.Core.Tests.Docs;
using QQBotKit.Tests;

namespace QQBotKit.Api.Tests.Docs;

/// <summary>The tables of the pages of the calls and of the errors are the data of the code.</summary>
public class GeneratedPageTests
{
    private static readonly Dictionary<string, string> Access = new()
    {
        ["any"] = "所有机器人",
        ["none"] = "无需 token",
        ["admin"] = "频道管理员",
        ["private-domain"] = "私域",
        ["private-domain + admin"] = "私域 + 频道管理员",
        ["private-domain in practice"] = "私域（实际如此）",
        ["allow-list"] = "白名单",
        ["invited"] = "邀请制",
        ["group admin"] = "群管理员",
        ["audio bots"] = "音频机器人",
    };

    private static readonly (ErrorArea Area, BothLanguages Title)[] Areas =
    [
        (ErrorArea.Token, new("The token service", "获取 token")),
        (ErrorArea.Platform, new("Any call: authentication, rights, gateway", "所有接口：鉴权、权限、网关")),
        (ErrorArea.Messages, new("Messages to groups and people, uploads", "群聊与单聊消息、上传")),
        (ErrorArea.Recall, new("Recall", "撤回")),
        (ErrorArea.Interactions, new("Answers to clicks", "互动应答")),
        (ErrorArea.Panels, new("Menu and panels", "菜单与指令面板")),
        (ErrorArea.Guild, new("Guilds", "频道")),
    ];

    [Theory]
    [InlineData("docs/api.md", "en")]
    [InlineData("docs/api.zh-CN.md", "zh-CN")]
    public void The_page_of_the_calls_has_each_of_them(string page, string culture)
    {
        var english = culture == "en";
        var table = new StringBuilder(english ? "| Call | Method | For | Limit |\n" : "| 接口 | 方法 | 适用 | 频率 |\n").Append("|---|---|---|---|\n");
        foreach (var endpoint in ListedEndpoint.All.Values)
        {
            var methods = ContractRows.All.Where(row => row.Endpoint == endpoint).Select(row => $"`{row.Name}`").Distinct();
            table.Append(
                CultureInfo.InvariantCulture,
                $"| `{endpoint.Method} {endpoint.Path}` | {string.Join(' ', methods)} | {(english ? endpoint.Access : Access[endpoint.Access])} | {Rate(endpoint.Rate)} |\n");
        }

        GeneratedPart.ShouldBe(page, "calls", table.ToString(), "QQBotKit.Api.Tests");

        string Rate(string rate) => rate
            .Replace(" QPS", english ? " a second" : " 次/秒", StringComparison.Ordinal)
            .Replace(" QPM", english ? " a minute" : " 次/分钟", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("docs/api.md")]
    [InlineData("docs/api.zh-CN.md")]
    public void The_page_of_the_calls_names_each_list_that_is_read_page_by_page(string page)
    {
        var lists =
            from resource in typeof(QQBotApi).GetProperties()
            from method in resource.PropertyType.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            where method.ReturnType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)
            select $"`{resource.Name}.{method.Name}`";

        lists.Should().HaveCount(11).And.OnlyContain(name => Pages.Read(page).Contains(name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("docs/errors.md", "en")]
    [InlineData("docs/errors.zh-CN.md", "zh-CN")]
    public void The_page_of_the_errors_has_each_code(string page, string culture)
    {
        var language = CultureInfo.GetCultureInfo(culture);
        var english = culture == "en";
        var text = new StringBuilder();
        foreach (var (area, title) in Areas)
        {
            text.Append(CultureInfo.InvariantCulture, $"### {title.In(language)}\n\n")
                .Append(english ? "| Code | Meaning | What to do | The kit |\n" : "| 错误码 | 含义 | 处理办法 | QQBotKit |\n")
                .Append("|---|---|---|---|\n");
            foreach (var row in ErrorCodes.All.Where(row => row.Area == area))
            {
                var codes = row.First == row.Last ? $"{row.First}" : $"{row.First}–{row.Last}";
                text.Append(CultureInfo.InvariantCulture, $"| {codes} | {row.Meaning.In(language)} | {row.Advice(language)} | {DoneByKit(row).In(language)} |\n");
            }

            text.Append('\n');
        }

        Areas.Select(each => each.Area).Should().BeEquivalentTo(Enum.GetValues<ErrorArea>());
        GeneratedPart.ShouldBe(page, "codes", text.ToString(), "QQBotKit.Api.Tests");
    }

    private static BothLanguages DoneByKit(ErrorCode row) => (row.Actions, row.IsAboutForm) switch
    {
        (ErrorActions.Retry, false) => new("repeats it twice", "重试 2 次"),
        (ErrorActions.Retry, true) => new("repeats it twice, then sends `OrElse`", "重试 2 次，之后发送 `OrElse` 的消息"),
        (ErrorActions.RetryOnce, _) => new("repeats it once", "重试 1 次"),
        (ErrorActions.RefreshToken, _) => new("takes a new token, repeats it once", "换新 token 后重试 1 次"),
        (ErrorActions.SlowDown, _) when row.Hint is null => new("waits, and repeats it", "等待后重试"),
        (ErrorActions.Delivered, _) => new("counts it as done", "视为成功"),
        (ErrorActions.Wait, _) => new("gives the id of the review", "返回审核 ID"),
        (_, true) => new("sends `OrElse`", "发送 `OrElse` 的消息"),
        _ => new("", ""),
    };
}
