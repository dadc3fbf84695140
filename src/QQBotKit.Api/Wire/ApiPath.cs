using System.Globalization;
using System.Runtime.CompilerServices;

namespace QQBotKit.Api.Wire;

/// <summary>
/// The address of a call, relative and without a leading slash so that a base address may have a path of its own.
/// Written as an interpolated string whose holes are escaped: an id can never become another address.
/// </summary>
[InterpolatedStringHandler]
internal ref struct ApiPath
{
    private DefaultInterpolatedStringHandler _text;
    private bool _hasQuery;

    public ApiPath(int literalLength, int formattedCount) =>
        _text = new DefaultInterpolatedStringHandler(literalLength, formattedCount, CultureInfo.InvariantCulture);

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted(string value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        // Escaping leaves dots alone, and an address resolves a segment of them: "channels/../x" is "x".
        if (value is null or "" or "." or "..")
        {
            throw new ArgumentException($"An id must not be {(string.IsNullOrEmpty(value) ? "empty" : $"\"{value}\"")}.", name);
        }

        _text.AppendLiteral(Uri.EscapeDataString(value));
    }

    public void AppendFormatted(int value) => _text.AppendFormatted(value);

    /// <summary>Adds a query parameter, unless it is null.</summary>
    public void Query(string name, int? value) => Query(name, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds a query parameter, unless it is null.</summary>
    public void Query(string name, string? value)
    {
        if (value is null)
        {
            return;
        }

        _text.AppendLiteral(_hasQuery ? "&" : "?");
        _text.AppendLiteral(name);
        _text.AppendLiteral("=");
        _text.AppendLiteral(Uri.EscapeDataString(value));
        _hasQuery = true;
    }

    /// <summary>The address, which must not be used any more after that.</summary>
    /// <param name="start">What stands before it.</param>
    public string ToStringAndClear(string start)
    {
        var address = string.Concat(start, _text.Text);
        _text.Clear();
        return address;
    }
}
