namespace QQBotKit.Api.Wire;

/// <summary>
/// What a call and the handlers that it passes tell each other. The names are the contract: a plugin's own copy of this library uses them as well.
/// </summary>
internal static class CallOptions
{
    /// <summary>Set on a call that sends a message: whether the platform drops a second one, so that it may be repeated on an unknown outcome.</summary>
    public static readonly HttpRequestOptionsKey<bool> Send = new("QQBotKit.Send");

    /// <summary>Set on a call that sends a message which answers nothing (主动消息): the platform takes fewer of those. Not on a wake-up message, of which it takes others.</summary>
    public static readonly HttpRequestOptionsKey<bool> Active = new("QQBotKit.Active");

    /// <summary>Set on a call of another kind that may be repeated on an unknown outcome although its method does not say so: twice does no harm.</summary>
    public static readonly HttpRequestOptionsKey<bool> Safe = new("QQBotKit.Safe");

    /// <summary>Set by a handler once an attempt of the call may have been processed although it brought no result.</summary>
    public static readonly HttpRequestOptionsKey<bool> OutcomeUnknown = new("QQBotKit.OutcomeUnknown");
}

/// <summary>What there is to know of a message that is sent.</summary>
/// <param name="DropsSecond">Whether the platform drops a second one of the same message.</param>
/// <param name="IsActive">Whether it answers nothing.</param>
internal readonly record struct SendKind(bool DropsSecond = false, bool IsActive = false);
