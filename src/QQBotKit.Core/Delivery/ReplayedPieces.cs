using System.Text;

namespace QQBotKit.Core.Delivery;

/// <summary>The pieces of a text, which come once, for each way that is tried: what came already comes at once, and the rest as it comes.</summary>
internal sealed class ReplayedPieces(IAsyncEnumerable<string> pieces) : IAsyncEnumerable<string>, IAsyncDisposable
{
    private readonly StringBuilder _come = new();
    private IAsyncEnumerator<string>? _rest;

    public async IAsyncEnumerator<string> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (_come.Length > 0)
        {
            yield return _come.ToString();
        }

        _rest ??= pieces.GetAsyncEnumerator(cancellationToken);
        while (await _rest.MoveNextAsync())
        {
            _come.Append(_rest.Current);
            yield return _rest.Current;
        }
    }

    public ValueTask DisposeAsync() => _rest?.DisposeAsync() ?? default;
}
