using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using QQBotKit.Api;
using QQBotKit.Core.Events;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Storage;

namespace QQBotKit.Core.Buttons;

/// <summary>
/// Clicks on the buttons of handlers, from when they are accepted: each is judged and acknowledged at once, beside its lane, however long
/// what waits in the lane or the handler itself takes.
/// </summary>
internal sealed partial class Clicks(
    ButtonSigner signer, Registry registry, CountedClicks counted, ButtonRights rights, QQBotApi api, TimeProvider time, ILogger log)
{
    /// <summary>The platform waits 3 seconds for an acknowledgement, and it takes a while to get there.</summary>
    private static readonly TimeSpan LongestJudged = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan LongestAcknowledged = TimeSpan.FromSeconds(3);
    private readonly ConcurrentDictionary<string, Task<Verdict>> _verdicts = new();
    private readonly ConcurrentDictionary<string, Task> _acknowledging = new();

    /// <summary>Whether an event is a click on a button that the kit made.</summary>
    public static bool IsOne(BotEvent e) => e is InteractionCreated { Kind: InteractionKind.Button } click && ButtonSigner.Claims(click.ButtonData);

    /// <summary>Whether a frame may be one, which it is also where no handler is left: it wants an acknowledgement all the same.</summary>
    public static bool MayBeOne(in Frame frame, EventType? type) => type?.Record == typeof(InteractionCreated) && ButtonSigner.IsIn(frame.Data.Span);

    /// <summary>Begins to judge and to acknowledge a click. Once for each, when it is accepted.</summary>
    public void Begin(InteractionCreated click)
    {
        var verdict = JudgeAsync(click);
        _verdicts[click.Id] = verdict;
        var acknowledging = AcknowledgeAsync(click, verdict);
        _acknowledging[click.Id] = acknowledging;
        _ = acknowledging.ContinueWith(_ => _acknowledging.TryRemove(click.Id, out Task? _), TaskScheduler.Default);
    }

    /// <summary>What is to become of a click, whose turn in its lane has come.</summary>
    public Task<Verdict> EndAsync(InteractionCreated click) => _verdicts.TryRemove(click.Id, out var verdict) ? verdict : JudgeAsync(click);

    /// <summary>Waits until a click is acknowledged, or it is too late for that: before that it is not handled.</summary>
    public Task AcknowledgedAsync(InteractionCreated click) => _acknowledging.TryGetValue(click.Id, out var acknowledging) ? acknowledging : Task.CompletedTask;

    /// <summary>Waits until every click that was accepted is acknowledged, or it is too late for that.</summary>
    public Task DrainAsync() => Task.WhenAny(Task.WhenAll(_acknowledging.Values), Task.Delay(LongestAcknowledged, time));

    private async Task<Verdict> JudgeAsync(InteractionCreated click)
    {
        if (signer.Read(click.ButtonData) is not { } data)
        {
            LogForeign(click.UserId, click.Conversation, click.Id);
            return new(null, Refusal.Gone);
        }

        try
        {
            return new(data, await RefusalOfAsync(click, data));
        }
        catch (StorageException fault)
        {
            LogNotCounted(click.Id, fault.Message);
            return new(data, Refusal.Broken);
        }
    }

    private async Task<Refusal?> RefusalOfAsync(InteractionCreated click, ButtonData data)
    {
        if (registry.Current.ButtonOf(data.Button) is not { Bot: BotScope scope } || scope.IsOffIn(click.Conversation))
        {
            return Refusal.Gone;
        }

        if (!scope.IsOpen)
        {
            return Refusal.Broken;
        }

        if (data.Expires <= time.GetUtcNow())
        {
            return Refusal.Expired;
        }

        using var limit = new CancellationTokenSource(LongestAcknowledged, time);
        if (await rights.RefusalOfAsync(click, data, limit.Token) is { } refusal)
        {
            return refusal;
        }

        if (data is not { Uses: not ButtonUses.Unlimited, Expires: { } expires })
        {
            return null;
        }

        var person = data.Uses == ButtonUses.Once ? 0 : signer.PersonOf(click.UserId);
        return await counted.TryCountAsync(data.Set, person, click.Id, expires, CancellationToken.None) ? null : Refusal.Used;
    }

    private async Task AcknowledgeAsync(InteractionCreated click, Task<Verdict> verdict)
    {
        using var limit = new CancellationTokenSource(LongestAcknowledged, time);
        try
        {
            await Task.WhenAny(verdict, Task.Delay(LongestJudged, time, limit.Token));
            var code = verdict.IsCompletedSuccessfully ? (await verdict).Refusal?.Code ?? InteractionCode.Success : InteractionCode.Success;
            await api.Interactions.AckAsync(click.Id, code, cancellationToken: limit.Token);
        }
        catch (Exception fault)
        {
            // One that an earlier process acknowledged is among those that the platform refuses.
            LogNotAcknowledged(click.Id, fault.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{User} clicked in {Conversation} on a button that this bot did not make, or made with another secret (interaction {Id})")]
    private partial void LogForeign(string user, Target? conversation, string id);

    [LoggerMessage(Level = LogLevel.Error, Message = "The click {Id} is refused, because it cannot be counted: {Reason}")]
    private partial void LogNotCounted(string id, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The click {Id} was not acknowledged: {Reason}")]
    private partial void LogNotAcknowledged(string id, string reason);
}
