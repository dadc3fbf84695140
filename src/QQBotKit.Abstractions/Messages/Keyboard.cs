namespace QQBotKit;

/// <summary>Buttons below a message of markdown (消息按钮): at most 5 rows of at most 5.</summary>
/// <remarks>Platform page: server-inter/message/trans/msg-btn.html.</remarks>
public sealed record Keyboard
{
    /// <summary>Buttons in rows.</summary>
    public Keyboard(params IReadOnlyList<IReadOnlyList<Button>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Rows = rows;
    }

    private Keyboard(string templateId)
    {
        TemplateId = templateId;
        Rows = [];
    }

    /// <summary>The rows; empty for a template.</summary>
    public IReadOnlyList<IReadOnlyList<Button>> Rows { get; }

    /// <summary>The template of the bot's console; null for buttons of one's own.</summary>
    public string? TemplateId { get; }

    /// <summary>The buttons of a template that was set up in the bot's console.</summary>
    public static Keyboard Template(string id)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        return new(id);
    }
}

/// <summary>A button.</summary>
/// <param name="Action">What a click does.</param>
/// <param name="Label">What stands on it: at most 10 characters.</param>
/// <param name="Data">By the action: the address to open, the data that the bot is told, or the text of the command.</param>
public sealed record Button(ButtonAction Action, string Label, string Data)
{
    /// <summary>The id, which the event of a click names (<c>button_id</c>); unique in the keyboard. Null to number the buttons.</summary>
    public string? Id { get; init; }

    /// <summary>Buttons with the same group can be clicked once between them: the others turn grey. For <see cref="ButtonAction.Callback"/>; null for none.</summary>
    public string? GroupId { get; init; }

    /// <summary>What stands on it after a click; null for the same.</summary>
    public string? VisitedLabel { get; init; }

    /// <summary>How it looks.</summary>
    public ButtonStyle Style { get; init; } = ButtonStyle.Blue;

    /// <summary>Who can click it.</summary>
    public ButtonPermission Permission { get; init; } = ButtonPermission.Everyone;

    /// <summary>For <see cref="ButtonAction.Command"/>: whether the command is said at once, instead of put into the input box. In C2C only.</summary>
    public bool Enter { get; init; }

    /// <summary>For <see cref="ButtonAction.Command"/>: whether the command quotes the message of the button.</summary>
    public bool Reply { get; init; }

    /// <summary>For <see cref="ButtonAction.Command"/>: whether a click opens the picker of pictures, on phones; <see cref="Enter"/> then says nothing. In C2C only.</summary>
    public bool PicksImage { get; init; }

    /// <summary>What people are told whose QQ is too old for the button; null for the kit's words.</summary>
    public string? UnsupportTips { get; init; }

    /// <summary>What the person is asked before the click counts; null for nothing.</summary>
    public ButtonModal? Modal { get; init; }

    /// <summary>For <see cref="ButtonAction.Subscribe"/>: the templates of the messages that the person is asked to allow.</summary>
    public IReadOnlyList<SubscribeTemplate> Templates { get; init; } = [];

    /// <summary>A button that tells the bot that it was clicked (<c>INTERACTION_CREATE</c>).</summary>
    /// <param name="id">The id by which the event names it.</param>
    /// <param name="label">What stands on it: at most 10 characters.</param>
    /// <param name="data">What the event tells as well.</param>
    public static Button Callback(string id, string label, string data = "") => new(ButtonAction.Callback, label, data) { Id = id };

    /// <summary>A button that opens an address, or a mini program.</summary>
    /// <param name="label">What stands on it: at most 10 characters.</param>
    /// <param name="url">The address.</param>
    public static Button Link(string label, string url) => new(ButtonAction.Link, label, url);

    /// <summary>A button that puts a text with a mention of the bot into the person's input box.</summary>
    /// <param name="label">What stands on it: at most 10 characters.</param>
    /// <param name="text">The text.</param>
    /// <param name="enter">Whether it is said at once. In C2C only.</param>
    public static Button Command(string label, string text, bool enter = false) => new(ButtonAction.Command, label, text) { Enter = enter };
}

/// <summary>What a click does. The numbers are the platform's <c>action.type</c>.</summary>
public enum ButtonAction
{
    /// <summary>Opens an address or a mini program.</summary>
    Link = 0,

    /// <summary>Tells the bot.</summary>
    Callback = 1,

    /// <summary>Puts a text into the input box, or says it.</summary>
    Command = 2,

    /// <summary>Opens a page inside QQ (<c>mqqapi://</c>). Not documented by the platform.</summary>
    Mqqapi = 3,

    /// <summary>Asks the person to allow messages of some templates. Not documented by the platform.</summary>
    Subscribe = 4,
}

/// <summary>How a button looks. The numbers are the platform's <c>render_data.style</c>.</summary>
public enum ButtonStyle
{
    /// <summary>Grey outline.</summary>
    Grey = 0,

    /// <summary>Blue outline.</summary>
    Blue = 1,

    /// <summary>Red text on white.</summary>
    RedText = 3,

    /// <summary>White text on blue.</summary>
    BlueFilled = 4,
}

/// <summary>Who can click a button.</summary>
public sealed record ButtonPermission
{
    private ButtonPermission(ButtonPermissionKind kind, IReadOnlyList<string> ids) => (Kind, Ids) = (kind, ids);

    /// <summary>Everyone.</summary>
    public static ButtonPermission Everyone { get; } = new(ButtonPermissionKind.Everyone, []);

    /// <summary>The admins of the group or guild.</summary>
    public static ButtonPermission Admins { get; } = new(ButtonPermissionKind.Admins, []);

    /// <summary>Whose permission it is.</summary>
    public ButtonPermissionKind Kind { get; }

    /// <summary>The users or the roles; empty for the other kinds.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>These people, by their ids in the conversation.</summary>
    public static ButtonPermission Users(params IReadOnlyList<string> userIds) => new(ButtonPermissionKind.Users, userIds);

    /// <summary>People with one of these roles. In guilds only.</summary>
    public static ButtonPermission Roles(params IReadOnlyList<string> roleIds) => new(ButtonPermissionKind.Roles, roleIds);
}

/// <summary>Whose a permission is. The numbers are the platform's <c>permission.type</c>.</summary>
public enum ButtonPermissionKind
{
    /// <summary>Some people.</summary>
    Users = 0,

    /// <summary>The admins.</summary>
    Admins = 1,

    /// <summary>Everyone.</summary>
    Everyone = 2,

    /// <summary>People with some roles.</summary>
    Roles = 3,
}

/// <summary>The question before a click counts.</summary>
/// <param name="Content">The question: at most 40 characters, without an address.</param>
public sealed record ButtonModal(string Content)
{
    /// <summary>What stands on the button that goes on: at most 4 characters; null for the platform's word.</summary>
    public string? ConfirmText { get; init; }

    /// <summary>What stands on the button that goes back: at most 4 characters; null for the platform's word.</summary>
    public string? CancelText { get; init; }
}

/// <summary>A template of messages that people can allow: by either of its ids.</summary>
/// <param name="TemplateId">The platform's id; null for one of one's own.</param>
/// <param name="CustomTemplateId">The id in the bot's console; null for one of the platform.</param>
public sealed record SubscribeTemplate(int? TemplateId = null, string? CustomTemplateId = null);
