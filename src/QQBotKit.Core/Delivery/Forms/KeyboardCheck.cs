using System.Globalization;

namespace QQBotKit.Core.Delivery.Forms;

/// <summary>The platform's limits of buttons. Platform page: server-inter/message/trans/msg-btn.html.</summary>
internal sealed class KeyboardCheck(Texts texts)
{
    private const int MostRows = 5;
    private const int MostInRow = 5;
    private const int LongestLabel = 10;
    private const int LongestQuestion = 40;
    private const int LongestAnswer = 4;

    /// <returns>What is wrong, in words for the author; null if nothing is.</returns>
    public string? ProblemOf(Scene scene, Keyboard keyboard)
    {
        if (keyboard.TemplateId is not null)
        {
            return null;
        }

        if (keyboard.Rows.Count is 0 or > MostRows || keyboard.Rows.Any(row => row.Count is 0 or > MostInRow))
        {
            return texts.Of(
                $"A keyboard has from 1 to {MostRows} rows with from 1 to {MostInRow} buttons each.", $"按钮须为 1 至 {MostRows} 行，每行 1 至 {MostInRow} 个。");
        }

        var ids = new HashSet<string>();
        foreach (var button in keyboard.Rows.SelectMany(row => row))
        {
            if (button.Id is { } id && !ids.Add(id))
            {
                return Told(button, "has the same id as another one: the events of their clicks could not be told apart", "的 id 与另一个按钮相同，点击事件将无法区分");
            }

            if ((ProblemOfLook(button) ?? ProblemOfAction(scene, button) ?? ProblemOfPermission(scene, button.Permission)) is { } problem)
            {
                return Told(button, problem.English, problem.Chinese);
            }
        }

        return null;
    }

    private string Told(Button button, string english, string chinese) =>
        texts.Of($"The button \"{button.Label}\" {english}.", $"按钮 “{button.Label}” {chinese}。");

    private static (string English, string Chinese)? ProblemOfLook(Button button) => button switch
    {
        { Id: "" } => ("has an empty id: leave it null to number the buttons", "的 id 为空：置为 null 则自动编号"),
        _ when string.IsNullOrWhiteSpace(button.Label) => ("has no label", "没有文字"),
        _ when IsLonger(button.Label, LongestLabel) || IsLonger(button.VisitedLabel, LongestLabel) =>
            ($"has a label of more than {LongestLabel} characters", $"的文字超过 {LongestLabel} 个字符"),
        { Modal: { } modal } => ProblemOfModal(modal),
        _ => null,
    };

    private static (string English, string Chinese)? ProblemOfModal(ButtonModal modal) => modal switch
    {
        _ when string.IsNullOrWhiteSpace(modal.Content) || IsLonger(modal.Content, LongestQuestion) =>
            ($"asks a question that is not from 1 to {LongestQuestion} characters long", $"的二次确认内容须为 1 至 {LongestQuestion} 个字符"),
        _ when modal.Content.Contains("://", StringComparison.Ordinal) => ("asks a question with an address (URL) in it", "的二次确认内容含链接"),
        _ when IsLonger(modal.ConfirmText, LongestAnswer) || IsLonger(modal.CancelText, LongestAnswer) =>
            ($"has an answer to its question of more than {LongestAnswer} characters", $"的二次确认按钮文字超过 {LongestAnswer} 个字符"),
        _ => null,
    };

    private static (string English, string Chinese)? ProblemOfAction(Scene scene, Button button) => button switch
    {
        { Action: ButtonAction.Link, Data: var data } when string.IsNullOrWhiteSpace(data) => ("opens no address", "没有链接地址"),
        { Action: ButtonAction.Command, Data: var data } when string.IsNullOrWhiteSpace(data) => ("has no command", "没有指令内容"),
        { Action: not ButtonAction.Callback, GroupId: not null } => ("is in a group: only buttons with a callback can be", "设置了 GroupId：仅回调按钮可用"),
        { Action: not ButtonAction.Command } when button.Enter || button.Reply || button.PicksImage =>
            ("says Enter, Reply or PicksImage: only buttons with a command can", "设置了 Enter、Reply 或 PicksImage：仅指令按钮可用"),
        { Enter: true } when scene != Scene.C2C => ("says Enter: the platform knows that in C2C only", "设置了 Enter：平台仅在单聊支持"),
        { PicksImage: true } when scene != Scene.C2C => ("says PicksImage: the platform knows that in C2C only", "设置了 PicksImage：平台仅在单聊支持"),
        { Action: ButtonAction.Subscribe, Templates.Count: 0 } => ("names no template to subscribe to", "没有要订阅的模板"),
        { Action: not ButtonAction.Subscribe, Templates.Count: > 0 } => ("names templates: only buttons for subscriptions can", "设置了 Templates：仅订阅按钮可用"),
        _ => null,
    };

    private static (string English, string Chinese)? ProblemOfPermission(Scene scene, ButtonPermission permission) => permission switch
    {
        { Kind: ButtonPermissionKind.Users or ButtonPermissionKind.Roles, Ids.Count: 0 } => ("is for nobody: its permission names no id", "无人可点：权限中没有任何 id"),
        { Kind: ButtonPermissionKind.Roles } when scene is Scene.C2C or Scene.Group => ("is for roles: the platform knows those in guilds only", "限定了身份组：平台仅在频道支持"),
        _ => null,
    };

    // What a person counts as a character: an emoji is one, whatever it is made of.
    private static bool IsLonger(string? text, int most) => text is not null && text.Length > most && new StringInfo(text).LengthInTextElements > most;
}
