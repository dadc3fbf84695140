using System.Text;
using QQBotKit.Api;

namespace QQBotKit.Core.Delivery;

/// <summary>
/// One text on its way, piece by piece, to where it is seen to grow. Each update is the whole text so far: one that is lost is made good by the next.
/// </summary>
/// <param name="send">Sends an update; throws <see cref="DeliveryException"/> and nothing else where that fails.</param>
/// <param name="frame">What all updates have in common.</param>
/// <param name="time">The clock of the pace.</param>
/// <remarks>Platform page: autogen/api/v2_users_user_openid_stream_messages.post.html.</remarks>
internal sealed class MessageStream(Func<StreamPiece, Task<StreamResult>> send, StreamPiece frame, TimeProvider time)
{
    /// <summary>The least time between two updates.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(400);

    private readonly StringBuilder _text = new();
    private StreamResult? _first;
    private string _delivered = "";
    private int _index;
    private long _updatedAt;
    private bool _isBroken;

    /// <summary>What has come of the text.</summary>
    public string Text => _text.ToString();

    /// <summary>Sends a text as it comes.</summary>
    /// <returns>What became of it; null when nothing was sent, because the whole text came at once or the platform did not take its beginning.</returns>
    /// <exception cref="DeliveryException">The platform did not take the end of the text.</exception>
    public async Task<StreamResult?> SendAsync(IAsyncEnumerable<string> pieces, CancellationToken cancellationToken)
    {
        _updatedAt = time.GetTimestamp();
        try
        {
            await using var source = pieces.GetAsyncEnumerator(cancellationToken);
            while (await NextAsync(source))
            {
                _text.Append(source.Current);
                if (TimeToWait == TimeSpan.Zero)
                {
                    await UpdateAsync();
                }
            }
        }
        catch when (_first is not null)
        {
            // Whatever ended the text: without an end it would look unfinished for ever.
            await TryFinishAsync();
            throw;
        }

        if (_first is null)
        {
            return null;
        }

        var last = await SendAsync(Words(Text), StreamState.Finished);
        return _first with { ExtInfo = last.ExtInfo ?? _first.ExtInfo };
    }

    private TimeSpan TimeToWait => time.GetElapsedTime(_updatedAt) is var passed && passed < Pace ? Pace - passed : TimeSpan.Zero;

    // What has come is not kept back while the next piece is made: it is sent at once if it is the first, else at the pace.
    private async Task<bool> NextAsync(IAsyncEnumerator<string> source)
    {
        var next = source.MoveNextAsync();
        if (next.IsCompleted)
        {
            return await next;
        }

        var coming = next.AsTask();
        try
        {
            while (!coming.IsCompleted && Settled() is var text && IsNews(text))
            {
                if (_first is not null && TimeToWait is { Ticks: > 0 } wait)
                {
                    await ((Task)coming).WaitAsync(wait, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
                else
                {
                    await UpdateAsync();
                }
            }
        }
        catch
        {
            // What still runs cannot be disposed of.
            await ((Task)coming).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return await coming;
    }

    private bool IsNews(string text) => !_isBroken && text.Length > _delivered.Length && !string.IsNullOrWhiteSpace(text);

    private string Settled()
    {
        var text = Text;
        return Words(text[..OutgoingText.SettledLength(text)]);
    }

    private string Words(string text) => OutgoingText.Words(Scene.C2C, text, frame.ContentType == StreamFormat.Markdown);

    private async Task UpdateAsync()
    {
        var text = Settled();
        if (!IsNews(text))
        {
            return;
        }

        try
        {
            var result = await SendAsync(text, StreamState.Generating);
            _delivered = text;
            _first ??= result.Id.Length > 0 ? result : null;
            _isBroken = _first is null;
        }
        catch (DeliveryException failure) when (_first is not null || !failure.OutcomeUnknown)
        {
            // The text goes on: its end may still be taken, and one that has not begun goes as a whole.
            _isBroken = true;
        }
    }

    private async Task TryFinishAsync()
    {
        try
        {
            await SendAsync(_delivered, StreamState.Finished);
        }
        catch (DeliveryException)
        {
            // What ended the text is what its author must learn of.
        }
    }

    // Never called off while it is under way: its answer has the id by which the text is ended.
    private async Task<StreamResult> SendAsync(string text, StreamState state)
    {
        _updatedAt = time.GetTimestamp();
        var result = await send(frame with { InputState = state, Index = _index, ContentRaw = text, StreamMessageId = _first?.Id });
        _index++;
        return result;
    }
}
