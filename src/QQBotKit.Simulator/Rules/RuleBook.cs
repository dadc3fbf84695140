using QQBotKit.Limits;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rules;

/// <summary>A limit that a bot passed, and that the rules let it pass.</summary>
internal readonly record struct PassedLimit(CallRecord Call, Conversation? Conversation, PlatformError Limit);

/// <summary>How strict the platform is, and its numbers.</summary>
/// <param name="strictness">At the start.</param>
/// <param name="limits">The numbers.</param>
internal sealed class RuleBook(SimulatorRules strictness, PlatformLimits limits)
{
    private volatile SimulatorRules _strictness = strictness;

    /// <summary>A limit was passed that the platform would have refused.</summary>
    public event Action<PassedLimit>? Passed;

    public SimulatorRules Strictness
    {
        get => _strictness;
        set => _strictness = value;
    }

    public PlatformLimits Limits => limits;

    /// <summary>Whether messages are looked at, at all.</summary>
    public bool IsOn => _strictness != SimulatorRules.Off;

    /// <summary>What is refused of a message that is not formed as the platform wants it.</summary>
    public PlatformError? Form(PlatformError? wrong) => IsOn ? wrong : null;

    /// <summary>What is refused of a call that passes a limit. When the rules are lenient it is reported, and goes on.</summary>
    /// <param name="call">The call.</param>
    /// <param name="target">Where it goes; null when that is no conversation.</param>
    /// <param name="passed">What the platform says of it; null when no limit is passed.</param>
    public PlatformError? Limit(Call call, Conversation? target, PlatformError? passed)
    {
        if (passed is null || _strictness == SimulatorRules.Strict)
        {
            return passed;
        }

        if (_strictness == SimulatorRules.Lenient)
        {
            var record = call.Http.Features.Get<CallRecord>()!;
            record.Passed(passed);
            Passed?.Invoke(new(record, target, passed));
        }

        return null;
    }

    /// <summary>The numbers of one kind of conversation.</summary>
    public ConversationLimits Of(Conversation conversation) => conversation switch
    {
        C2CChat => limits.C2C,
        Group => limits.Group,
        Channel => limits.Channel,
        _ => limits.Direct,
    };
}
