namespace QQBotKit.Api.Wire;

/// <summary>
/// What a call and the handlers that it passes tell each other. The names are the contract: a plugin's own copy of this library uses them as well.
/// </summary>
internal static class CallOptions
{
    /// <summary>Set on a call that sends a message: whether the platform drops a second one, so that it may be repeated on an unknown outcome.</summary>
    public static readonly HttpRequestOptionsKey<bool> Send = new("QQBotKit.Send");

    /// <summary>Set on a call of another kind that may be repeated on an unknown outcome although its method does not say so: twice does no harm.</summary>
    public static readonly HttpRequestOptionsKey<bool> Safe = new("QQBotKit.Safe");

    /// <summary>Set by a handler once an attempt of the call may have been processed although it brought no result.</summary>
    public static readonly HttpRequestOptionsKey<bool> OutcomeUnknown = new("QQBotKit.OutcomeUnknown");
}
