using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Interactions;

/// <summary>What a bot said to an interaction.</summary>
internal sealed record Acknowledgement(int Code, string? Data, TimeSpan After);

/// <summary>A click on a button, and what became of it.</summary>
internal sealed class Interaction(Message message, Button button, Member sender, DateTimeOffset at)
{
    private readonly TaskCompletionSource _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id { get; } = Guid.NewGuid().ToString();

    public Message Message => message;

    public Bot Bot => message.Bot!;

    public Button Button => button;

    public Member Sender => sender;

    public DateTimeOffset At => at;

    /// <summary>The envelope id of its event, which is another one.</summary>
    public string EventId { get; } = $"INTERACTION_CREATE:{Guid.NewGuid()}";

    /// <summary>What the bot said first; null while it has said nothing.</summary>
    public Acknowledgement? Answer { get; private set; }

    /// <summary>Whether the time for an answer is over.</summary>
    public bool IsOverdue { get; private set; }

    /// <summary>Ends when the bot has answered or its time is over.</summary>
    public Task Decided => _decided.Task;

    /// <summary>Takes the bot's answer. False when it has answered before.</summary>
    public bool TryAnswer(Acknowledgement answer)
    {
        lock (_decided)
        {
            if (Answer is not null)
            {
                return false;
            }

            Answer = answer;
        }

        _decided.TrySetResult();
        return true;
    }

    /// <summary>The time for an answer is over. False when there is one.</summary>
    public bool TryEnd()
    {
        lock (_decided)
        {
            IsOverdue = Answer is null;
        }

        return IsOverdue && _decided.TrySetResult();
    }
}

/// <summary>The last interactions of all bots. Bounded: the oldest are forgotten.</summary>
internal sealed class InteractionLog(int capacity, TimeProvider time)
{
    // A user's button spins until then.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Recent<Interaction> _recent = new(capacity);

    /// <summary>An interaction has begun.</summary>
    public event Action<Interaction>? Added;

    /// <summary>An interaction was acknowledged, or was not in time.</summary>
    public event Action<Interaction>? Changed;

    public void Add(Interaction interaction)
    {
        _recent.Add(interaction.Id, interaction);
        Added?.Invoke(interaction);
        _ = EndAsync(interaction);
    }

    public Interaction? Find(string id) => _recent.Find(id);

    public void Answer(Interaction interaction, int code, string? data)
    {
        if (interaction.TryAnswer(new(code, data, time.GetUtcNow() - interaction.At)))
        {
            Changed?.Invoke(interaction);
        }
    }

    private async Task EndAsync(Interaction interaction)
    {
        await Task.WhenAny(interaction.Decided, Task.Delay(Patience, time));
        if (interaction.TryEnd())
        {
            Changed?.Invoke(interaction);
        }
    }
}
