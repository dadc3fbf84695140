using QQBotKit.Limits;

namespace QQBotKit.Core.Delivery;

/// <summary>Which of the platform's limits are a scene's.</summary>
internal static class SceneLimits
{
    /// <summary>What the platform allows in a scene.</summary>
    public static ConversationLimits Of(this PlatformLimits limits, Scene scene) => scene switch
    {
        Scene.C2C => limits.C2C,
        Scene.Group => limits.Group,
        Scene.Channel => limits.Channel,
        _ => limits.Direct,
    };
}
