using System.Text;
using QQBotKit.Core.Delivery.Forms;
using QQBotKit.Tests;

namespace QQBotKit.Core.Tests.Docs;

/// <summary>The table of the page of the messages is the data by which the kit decides.</summary>
public class GeneratedMessagePageTests
{
    [Theory]
    [InlineData("docs/messages.md", true)]
    [InlineData("docs/messages.zh-CN.md", false)]
    public void The_page_of_the_messages_says_what_each_scene_can_carry(string page, bool english)
    {
        var table = new StringBuilder(english ? "| | C2C | Group | Channel | Direct message | |\n" : "| | 单聊 | 群聊 | 子频道 | 频道私信 | |\n").Append("|---|---|---|---|---|---|\n");
        foreach (var rule in SceneRules.All)
        {
            table.Append("| ").Append(english ? rule.Name.English : rule.Name.Chinese);
            foreach (var scene in SceneRules.Scenes)
            {
                table.Append(rule.Scenes.Contains(scene) ? " | ✓" : " | –");
            }

            table.Append(" | ").Append(Remark(rule, english)).Append(" |\n");
        }

        GeneratedPart.ShouldBe(page, "scenes", table.ToString(), "QQBotKit.Core.Tests");
    }

    private static string Remark(SceneRule rule, bool english) => (rule.Place, rule.Part) switch
    {
        (TokenPlace.Text, _) => english ? "in text" : "用于文本",
        (TokenPlace.Markdown, _) => english ? "in markdown" : "用于 markdown",
        (TokenPlace.Text | TokenPlace.Markdown, _) => english ? "in text and markdown" : "用于文本和 markdown",
        (_, Part.Markdown) => english ? "in guilds by invitation of the platform" : "频道中需平台邀请",
        (_, Part.Keyboard) => english ? "with markdown" : "与 markdown 一起",
        (_, Part.Ark) => english ? "with the right to the template" : "需要模板权限",
        (_, Part.Image) => english ? "also with a text" : "可与文本一起",
        (_, Part.Stream) => english ? "as a reply" : "作为回复",
        (_, Part.Typing) => english ? "as a reply to a message" : "作为对消息的回复",
        (_, Part.WakeUp) => english ? "as an active message" : "作为主动消息",
        _ => "",
    };
}
