using QQBotKit.Api;

namespace QQBotKit.Core.Buttons;

/// <summary>Why a click does nothing.</summary>
/// <param name="Code">What the platform shows the person.</param>
/// <param name="English">What the bot says where it is alone with the person.</param>
/// <param name="Chinese">The same.</param>
internal sealed record Refusal(InteractionCode Code, string English, string Chinese)
{
    /// <summary>The plugin is gone, or has no such button any more, or the data was not written by this bot.</summary>
    public static Refusal Gone { get; } = new(InteractionCode.Failed, "This button no longer works.", "这个按钮已失效。");

    public static Refusal Expired { get; } = new(InteractionCode.Failed, "This button has expired.", "这个按钮已过期。");

    public static Refusal Used { get; } = new(InteractionCode.Repeated, "This button was used already.", "这个按钮已经用过了。");

    public static Refusal NotAllowed { get; } = new(InteractionCode.NotAllowed, "This button is not for you.", "您没有权限使用这个按钮。");

    public static Refusal AdminsOnly { get; } = new(InteractionCode.AdminsOnly, "This button is for admins.", "这个按钮仅限管理员使用。");

    /// <summary>The plugin is in quarantine, or what clicks are counted in cannot be used.</summary>
    public static Refusal Broken { get; } = new(InteractionCode.Failed, "This button does not work at the moment.", "这个按钮暂时无法使用。");
}

/// <summary>What is to become of a click.</summary>
/// <param name="Data">What the button carried; null if the bot did not write it.</param>
/// <param name="Refusal">Why nothing; null if the handler is to be called.</param>
internal readonly record struct Verdict(ButtonData? Data, Refusal? Refusal);
