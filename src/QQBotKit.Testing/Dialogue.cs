using System.Collections.Concurrent;

namespace QQBotKit.Testing;

/// <summary>What was said in a test, who has yet to be answered, and what of the bot's messages no one has seen.</summary>
internal sealed class Dialogue(Stage stage)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _done = new();
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly List<BotMessage> _unseen = [];
    private readonly SemaphoreSlim _reading = new(1);
    private long _last;

    /// <summary>All that was said, one line each.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    public void Note(string line) => _lines.Enqueue(line);

    /// <summary>Ends when the bot has dealt with an event. It may have before anyone asks.</summary>
    public Task Done(string eventId) => _done.GetOrAdd(eventId, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void End(string eventId)
    {
        _ = Done(eventId);
        _done[eventId].TrySetResult();
    }

    /// <summary>Looks at what was said until now.</summary>
    /// <returns>The place of the last message in the platform's log.</returns>
    public Task<long> ReadAsync() => ReadAsync(0, CancellationToken.None);

    /// <summary>Takes the messages of the bot that nobody has seen, and that are meant.</summary>
    public async Task<IReadOnlyList<BotMessage>> TakeAsync(Predicate<BotMessage> isMeant)
    {
        await ReadAsync();
        return Take(isMeant, int.MaxValue);
    }

    /// <summary>Takes the first of them; waits for it where there is none.</summary>
    public async Task<BotMessage> NextAsync(Predicate<BotMessage> isMeant, CancellationToken cancellationToken)
    {
        const int Seconds = 60;
        for (var wait = 0; ; wait = Seconds)
        {
            await ReadAsync(wait, cancellationToken);
            if (Take(isMeant, 1) is [var next])
            {
                return next;
            }
        }
    }

    private BotMessage[] Take(Predicate<BotMessage> isMeant, int most)
    {
        lock (_unseen)
        {
            BotMessage[] taken = [.. _unseen.Where(message => isMeant(message)).Take(most)];
            _unseen.RemoveAll(message => taken.Contains(message));
            return taken;
        }
    }

    private async Task<long> ReadAsync(int wait, CancellationToken cancellationToken)
    {
        if (wait > 0)
        {
            // Outside the lock: others read meanwhile.
            _ = await stage.ReadAsync(Interlocked.Read(ref _last), wait, cancellationToken);
        }

        await _reading.WaitAsync(cancellationToken);
        try
        {
            var (messages, last) = await stage.ReadAsync(Interlocked.Read(ref _last), 0, cancellationToken);
            Interlocked.Exchange(ref _last, last);
            lock (_unseen)
            {
                _unseen.AddRange(messages);
            }

            foreach (var message in messages)
            {
                Note($"bot, in {message.Conversation.Scene}: {message.Text}");
            }

            return last;
        }
        finally
        {
            _reading.Release();
        }
    }
}
