using System.Text;
using QQBotKit.Api;
using QQBotKit.Core.Delivery.Forms;
using QQBotKit.Core.Delivery.Splitting;

namespace QQBotKit.Core.Delivery;

/// <summary>
/// One text on its way, piece by piece, to where it is seen to grow. Each update is the whole text so far: one that is lost is made good by the next.
/// A text that outgrows its message ends there where it can be cut, and goes on in the next.
/// </summary>
/// <param name="send">Sends an update; throws <see cref="DeliveryException"/> and nothing else where that fails.</param>
/// <param name="ended">Is told of each message that is complete.</param>
/// <param name="frame">What all updates have in common.</param>
/// <param name="time">The clock of the pace.</param>
/// <remarks>Platform page: autogen/api/v2_users_user_openid_stream_messages.post.html.</remarks>
internal sealed class MessageStream(Func<StreamPiece, Task<StreamResult>> send, Action<StreamResult> ended, StreamPiece frame, TimeProvider time)
{
    /// <summary>The least time between two updates.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(400);

    /// <summary>How long a text that is called off is waited for: what its author does at its end should be done before the plugin is gone.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    // So near its end a message shows no more until it is known how it ends: what was shown cannot be taken back.
    private const int Margin = 64;

    private readonly StringBuilder _text = new();
    private readonly bool _isMarkdown = frame.ContentType == StreamFormat.Markdown;
    private TextPlace _begin = new(0, "");
    private StreamResult? _first;
    private string _delivered = "";
    private int? _room;
    private int _index;
    private long _updatedAt;
    private bool _hasEnded;
    private bool _isBroken;

    /// <summary>Sends a text as it comes.</summary>
    /// <returns>See <see cref="MessageDelivery.StreamAsync"/>.</returns>
    /// <exception cref="DeliveryException">The platform did not take the end of the text.</exception>
    public async Task<string?> SendAsync(IAsyncEnumerable<string> pieces, CancellationToken cancellationToken)
    {
        _updatedAt = time.GetTimestamp();
        await ReadAsync(pieces, cancellationToken);
        var whole = Words(_text.ToString());
        if (_first is not null && await FinishAsync(whole))
        {
            return null;
        }

        return !_hasEnded ? _text.ToString()
            : whole.AsSpan(Math.Min(_begin.At, whole.Length)).IsWhiteSpace() ? null
            : Content(whole);
    }

    private TimeSpan TimeToWait => time.GetElapsedTime(_updatedAt) is var passed && passed < Pace ? Pace - passed : TimeSpan.Zero;

    private async Task ReadAsync(IAsyncEnumerable<string> pieces, CancellationToken cancellationToken)
    {
        var source = pieces.GetAsyncEnumerator(cancellationToken);
        Task<bool> coming = Task.FromResult(true);
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var next = source.MoveNextAsync();
                if (!(next.IsCompleted ? await next : await NextAsync(coming = next.AsTask(), cancellationToken)))
                {
                    return;
                }

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
        finally
        {
            // What still runs cannot be disposed of. Its author may not look at the token: nobody waits long for that.
            var disposing = DisposeAsync(source, coming);
            if (coming.IsCompleted || !cancellationToken.IsCancellationRequested)
            {
                await disposing;
            }
            else
            {
                await disposing.WaitAsync(Grace, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static async Task DisposeAsync(IAsyncEnumerator<string> source, Task coming)
    {
        await coming.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await source.DisposeAsync();
    }

    // What has come is not kept back while the next piece is made: it is sent at once if it is the first, else at the pace.
    private async Task<bool> NextAsync(Task<bool> coming, CancellationToken cancellationToken)
    {
        while (!coming.IsCompleted && IsNews(Content(Settled())))
        {
            if ((_hasEnded || _first is not null) && TimeToWait is { Ticks: > 0 } wait)
            {
                await ((Task)coming).WaitAsync(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellationToken.ThrowIfCancellationRequested();
            }
            else
            {
                await UpdateAsync();
            }
        }

        return await coming.WaitAsync(cancellationToken);
    }

    private bool IsNews(string content) => !_isBroken && content.Length > Math.Max(_delivered.Length, _begin.Opening.Length)
        && !string.IsNullOrWhiteSpace(content) && (content.Length <= _room - Margin || content.Length > _room || _room is null);

    private string Settled()
    {
        var text = _text.ToString();
        return Words(text[..OutgoingText.SettledLength(text)]);
    }

    private string Words(string text) => OutgoingText.Words(Scene.C2C, text, _isMarkdown);

    // What the message shows of the text.
    private string Content(string text)
    {
        var content = _begin.Opening + text[Math.Min(_begin.At, text.Length)..];
        return content.Length > _room ? content.TrimEnd() : content;
    }

    private async Task UpdateAsync()
    {
        var text = Settled();
        var content = Content(text);
        if (!IsNews(content))
        {
            return;
        }

        try
        {
            if (content.Length > _room)
            {
                await EndHereAsync(text);
                return;
            }

            var result = await SendAsync(content, StreamState.Generating);
            _delivered = content;
            _first ??= result.Id.Length > 0 ? result : null;
            _isBroken = _first is null;
        }
        catch (DeliveryException tooLong) when (_first is not null && _room is null && LongTexts.IsTooLong(tooLong))
        {
            // Its length is known now, and the next update ends it.
            _room = _delivered.Length;
        }
        catch (DeliveryException failure) when (_first is not null || !failure.OutcomeUnknown)
        {
            // The text goes on: its end may still be taken, and one that has not begun goes as a whole.
            _isBroken = true;
        }
    }

    /// <summary>Ends the message with the whole of the text.</summary>
    /// <returns>False where it ended before that.</returns>
    private async Task<bool> FinishAsync(string text)
    {
        var content = Content(text);
        try
        {
            if (!(content.Length > _room))
            {
                End(await SendAsync(content, StreamState.Finished));
                return true;
            }
        }
        catch (DeliveryException tooLong) when (LongTexts.IsTooLong(tooLong))
        {
            _room = _delivered.Length;
        }

        await EndHereAsync(text);
        return false;
    }

    /// <summary>Ends the message where its text can be cut: behind what it shows already, and before what it has no room for.</summary>
    private async Task EndHereAsync(string text)
    {
        var room = _room!.Value;
        var splitter = new TextSplitter(text, _isMarkdown);
        var shown = Math.Max(0, _delivered.Length - _begin.Opening.Length);
        var cut = splitter.Cut(_begin, TextSplitter.Length(Content(text).AsSpan(0, room)), shown);
        var (end, next) = cut is { Next: { } border } && cut.Text.Length <= room && cut.Text.StartsWith(_delivered, StringComparison.Ordinal)
            ? (cut.Text, border)
            : (_delivered, splitter.PlaceAfter(_begin.At + shown));
        if (end.Length == 0)
        {
            _isBroken = true; // There is no room for anything that is whole.
            return;
        }

        if (_first is null)
        {
            _first = await SendAsync(end, StreamState.Generating) is { Id.Length: > 0 } begun ? begun : null;
            _isBroken = _first is null;
        }

        if (_first is not null)
        {
            End(await SendAsync(end, StreamState.Finished));
            (_begin, _delivered, _first, _index) = (next, "", null, 0);
        }
    }

    private void End(StreamResult last)
    {
        _hasEnded = true;
        ended(_first! with { ExtInfo = last.ExtInfo ?? _first.ExtInfo });
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

        // What is left says how long the message can be; where the platform does not say it, the message before had as much.
        _room = result.RemainMsgLen is > 0 and var left ? text.Length + left : _room;
        return result;
    }
}
