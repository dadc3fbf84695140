using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Interactions;

/// <summary>What a click on a button does.</summary>
internal enum ButtonAction
{
    /// <summary>Opens an address.</summary>
    Link = 0,

    /// <summary>Tells the bot.</summary>
    Callback = 1,

    /// <summary>Puts text into the input box.</summary>
    Command = 2,
}

/// <summary>A button of a message (消息按钮).</summary>
internal sealed record Button(string? Id, ButtonFace? RenderData, ButtonDeed? Action)
{
    public string Label => RenderData?.Label ?? "";

    /// <summary>Whether a name means this button: its id or, when it has none, its label.</summary>
    public bool Is(string name) => string.IsNullOrEmpty(Id) ? name == Label : name == Id;

    /// <summary>Says why someone may not click it; null when he may.</summary>
    public string? WhyNot(Member member, Conversation conversation) => Action?.Permission switch
    {
        { Type: 0, SpecifyUserIds: var ids } when ids?.Contains(member.Id) != true => "only listed users may",
        { Type: 1 } when conversation is Group && member.Role == "member" => "only admins may",
        { Type: 1 } when conversation is Channel && !member.Roles.Intersect(["2", "4", "5"]).Any() => "only admins may",
        { Type: 3 } when conversation is not Channel => "roles are known in channels only",
        { Type: 3, SpecifyRoleIds: var roles } when roles?.Intersect(member.Roles).Any() != true => "only listed roles may",
        _ => null,
    };
}

internal sealed record ButtonFace(string? Label, string? VisitedLabel, int? Style);

internal sealed record ButtonDeed(int Type, ButtonPermission? Permission, string? Data, bool Reply, bool Enter);

internal sealed record ButtonPermission(int Type, string[]? SpecifyUserIds, string[]? SpecifyRoleIds);

internal sealed record ButtonRow(Button[]? Buttons);

internal sealed record KeyboardContent(ButtonRow[]? Rows);

/// <summary>The buttons under a message: a template by its id, or all of them.</summary>
internal sealed record Keyboard(string? Id, KeyboardContent? Content)
{
    private const int MaxRows = 5;
    private const int MaxButtons = 5;
    private const int LongestLabel = 10;

    private static readonly PlatformError TooLarge = PlatformError.V2(40034029, $"keyboard too large: at most {MaxRows} rows of {MaxButtons} buttons");
    private static readonly PlatformError StyleWrong = PlatformError.V2(305007, "keyboard style wrong: label of 1 to 10 characters, style from 0 to 4, action.type from 0 to 4, action.permission.type from 0 to 3");

    public IEnumerable<Button> Buttons => Content?.Rows?.SelectMany(static row => row?.Buttons ?? []).Where(static button => button is not null) ?? [];

    /// <summary>The keyboard of a bot's message, from the body of its call; null when it has none.</summary>
    public static Keyboard? Of(byte[]? raw) => raw is null ? null : Http.Parse(raw, SimulatorJson.Default.KeyboardMessage)?.Keyboard;

    public PlatformError? Check() => Content?.Rows switch
    {
        { Length: > MaxRows } => TooLarge,
        { } rows when rows.Any(static row => row?.Buttons?.Length > MaxButtons) => TooLarge,
        _ when Buttons.Any(static button => !IsWellFormed(button)) => StyleWrong,
        _ => null,
    };

    private static bool IsWellFormed(Button button) =>
        button is { Label.Length: > 0, RenderData.Style: null or (>= 0 and <= 4), Action: { Type: >= 0 and <= 4, Permission: null or { Type: >= 0 and <= 3 } } }
        && button.Label.EnumerateRunes().Count() <= LongestLabel;
}

/// <summary>As much of a message as has to do with buttons.</summary>
internal sealed record KeyboardMessage(Keyboard? Keyboard);
