using System.Buffers;

namespace QQBotKit;

/// <summary>A piece of a text: either words or a token.</summary>
internal readonly record struct TextPart(string? Words, Token? Token);

/// <summary>Writes the text of an interpolated string, and keeps its tokens apart from its words.</summary>
internal sealed class TextBuilder(int literalLength, int formattedCount)
{
    private const int LengthOfHole = 16;
    private char[] _buffer = ArrayPool<char>.Shared.Rent(literalLength + (formattedCount * LengthOfHole));
    private int _length;
    private int _literalLeft = literalLength;
    private int _formattedLeft = formattedCount;
    private List<TextPart>? _parts;
    private int _wordsStart;

    /// <summary>Whether all that was announced is there.</summary>
    public bool IsFinished => _literalLeft <= 0 && _formattedLeft <= 0;

    public void AppendLiteral(string value)
    {
        Write(value);
        _literalLeft -= value.Length;
    }

    public void AppendFormatted(ReadOnlySpan<char> value)
    {
        Write(value);
        _formattedLeft--;
    }

    public void AppendFormatted<T>(T value, int alignment, string? format)
    {
        var start = _length;
        if (value is Token token)
        {
            Write(token);
        }
        else if (value is IEnumerable<Token> tokens)
        {
            Write(tokens);
        }
        else if (value is Message message)
        {
            Write(message);
        }
        else if (value is ISpanFormattable)
        {
            int written;
            while (!((ISpanFormattable)value).TryFormat(_buffer.AsSpan(_length), out written, format, null))
            {
                Grow(_buffer.Length);
            }

            _length += written;
            Align(start, alignment);
        }
        else
        {
            Write(value is IFormattable ? ((IFormattable)value).ToString(format, null) : value?.ToString());
            Align(start, alignment);
        }

        _formattedLeft--;
    }

    /// <summary>The text; with its tokens if there are any.</summary>
    public object Finish()
    {
        var text = _buffer.AsSpan(0, _length).ToString();
        if (_parts is not null)
        {
            EndWords();
        }

        ArrayPool<char>.Shared.Return(_buffer);
        _buffer = [];
        return _parts is null ? text : new MessageParts { Text = text, TextParts = _parts };
    }

    private void Write(ReadOnlySpan<char> words)
    {
        if (words.Length > _buffer.Length - _length)
        {
            Grow(words.Length);
        }

        words.CopyTo(_buffer.AsSpan(_length));
        _length += words.Length;
    }

    private void Write(Token token)
    {
        EndWords();
        _parts!.Add(new TextPart(null, token));
        Write(token.ToString());
        _wordsStart = _length;
    }

    private void Write(IEnumerable<Token> tokens)
    {
        var isFirst = true;
        foreach (var token in tokens)
        {
            if (!isFirst)
            {
                Write(" ");
            }

            Write(token);
            isFirst = false;
        }
    }

    private void Write(Message message)
    {
        if (message.MoreThanText is not { } parts)
        {
            Write(message.Text);
        }
        else if (parts is { IsTextOnly: true, TextParts: { } pieces })
        {
            foreach (var piece in pieces)
            {
                if (piece.Token is { } token)
                {
                    Write(token);
                }
                else
                {
                    Write(piece.Words);
                }
            }
        }
        else
        {
            throw new ArgumentException("Only a message of nothing but text can be part of a text.", nameof(message));
        }
    }

    private void EndWords()
    {
        _parts ??= [];
        if (_length > _wordsStart)
        {
            _parts.Add(new TextPart(_buffer.AsSpan(_wordsStart.._length).ToString(), null));
            _wordsStart = _length;
        }
    }

    /// <param name="start">Where the value begins.</param>
    /// <param name="alignment">Its least width; negative for blanks after it.</param>
    private void Align(int start, int alignment)
    {
        var missing = Math.Abs(alignment) - (_length - start);
        if (missing <= 0)
        {
            return;
        }

        if (missing > _buffer.Length - _length)
        {
            Grow(missing);
        }

        var value = _buffer.AsSpan(start, _length - start);
        var blanks = _buffer.AsSpan(_length, missing);
        if (alignment > 0)
        {
            value.CopyTo(_buffer.AsSpan(start + missing));
            blanks = _buffer.AsSpan(start, missing);
        }

        blanks.Fill(' ');
        _length += missing;
    }

    private void Grow(int atLeast)
    {
        var larger = ArrayPool<char>.Shared.Rent(_buffer.Length + Math.Max(atLeast, LengthOfHole));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<char>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
