using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using QQBotKit.Limits;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rules;

/// <summary>How often bots may make the calls that there are.</summary>
internal sealed partial class CallRates(RuleBook book, TimeProvider time)
{
    private readonly Dictionary<ApiIdentity, IReadOnlyList<Rate>> _rates = book.Limits.Calls.ToDictionary(
        static pair => pair.Key.Split(' ', 2) is [var method, var path] ? Plain(new(method, path)) : default, static pair => pair.Value);

    /// <summary>The rate of one call, for each bot by itself.</summary>
    public CallRate Of(string method, string path)
    {
        var api = new ApiIdentity(method, path);
        return new(book, _rates.GetValueOrDefault(Plain(api), book.Limits.OtherCalls), api switch
        {
            ("POST", var send) when send.StartsWith("/v2/", StringComparison.Ordinal) && send.EndsWith("/messages", StringComparison.Ordinal) => PlatformError.SendsTooOften,
            (_, var stream) when stream.EndsWith("/stream_messages", StringComparison.Ordinal) => PlatformError.StreamTooOften,
            _ => PlatformError.CallsTooOften,
        }, time);
    }

    // However the documentation names the variables of a path.
    private static ApiIdentity Plain(ApiIdentity api) => api with { Path = Variables().Replace(api.Path, "{}") };

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.CultureInvariant)]
    private static partial Regex Variables();
}

/// <summary>How often each bot made one call.</summary>
internal sealed class CallRate(RuleBook book, IReadOnlyList<Rate> rates, PlatformError passed, TimeProvider time)
{
    private readonly ConditionalWeakTable<Bot, RateGate> _gates = [];

    /// <summary>Counts a call.</summary>
    /// <returns>Why it is refused; null when it is not.</returns>
    public PlatformError? Take(Call call)
    {
        if (rates.Count == 0 || !book.IsOn)
        {
            return null;
        }

        var gate = _gates.GetValue(call.Bot, _ => new(rates));
        return gate.TryTake(time.GetUtcNow(), book.Strictness == SimulatorRules.Lenient) ? null : book.Limit(call, null, passed);
    }
}
