using System.Globalization;
using System.Numerics;

namespace QQBotKit.Core.Commands;

/// <summary>Turns one word into a value of one type.</summary>
internal abstract class WordParser
{
    /// <summary>What the usage line calls the type.</summary>
    public abstract string TypeName(Texts texts);

    public abstract bool TryParse(ReadOnlySpan<char> word, out object? value);

    /// <summary>Why a word is no value of the type, to stand after the word.</summary>
    public virtual string Complaint(ReadOnlySpan<char> word, Texts texts) =>
        texts.Of($"is not a valid {TypeName(texts)}", $"不是有效的{TypeName(texts)}");

    /// <summary>Writes a value as it would be typed.</summary>
    public virtual string Format(object value, Texts texts) =>
        (value as IFormattable)?.ToString(null, CultureInfo.InvariantCulture) ?? value.ToString() ?? "";

    /// <summary>Finds how words become values of a type.</summary>
    /// <returns>Null for a type that cannot be read from a word.</returns>
    public static WordParser? For(Type type)
    {
        if (type.IsEnum)
        {
            return new EnumParser(type);
        }

        // The common types by name: no reflection at start, and native code from the publish step.
        return Type.GetTypeCode(type) switch
        {
            TypeCode.String => new TextParser(),
            TypeCode.Boolean => new SwitchParser(),
            TypeCode.SByte => new NumberParser<sbyte>(NumberStyles.Integer),
            TypeCode.Byte => new NumberParser<byte>(NumberStyles.Integer),
            TypeCode.Int16 => new NumberParser<short>(NumberStyles.Integer),
            TypeCode.UInt16 => new NumberParser<ushort>(NumberStyles.Integer),
            TypeCode.Int32 => new NumberParser<int>(NumberStyles.Integer),
            TypeCode.UInt32 => new NumberParser<uint>(NumberStyles.Integer),
            TypeCode.Int64 => new NumberParser<long>(NumberStyles.Integer),
            TypeCode.UInt64 => new NumberParser<ulong>(NumberStyles.Integer),
            TypeCode.Single => new NumberParser<float>(NumberStyles.Float),
            TypeCode.Double => new NumberParser<double>(NumberStyles.Float),
            TypeCode.Decimal => new NumberParser<decimal>(NumberStyles.Float),
            _ when type.IsInterface || type.IsByRefLike => null,
            _ when Implements(type, typeof(ISpanParsable<>)) => Create(typeof(SpanParser<>), type),
            _ when Implements(type, typeof(IParsable<>)) => Create(typeof(StringParser<>), type),
            _ => null,
        };
    }

    protected static bool Implements(Type type, Type definition) => type.GetInterfaces().Any(
        i => i.IsGenericType && i.GetGenericTypeDefinition() == definition && i.GetGenericArguments()[0] == type);

    private static WordParser Create(Type definition, Type type) =>
        (WordParser)Activator.CreateInstance(definition.MakeGenericType(type))!;
}

internal sealed class TextParser : WordParser
{
    public override string TypeName(Texts texts) => texts.Of("text", "文字");

    public override bool TryParse(ReadOnlySpan<char> word, out object? value)
    {
        value = word.ToString();
        return true;
    }

    public override string Format(object value, Texts texts)
    {
        var text = (string)value;
        return text.Length == 0 || text.Any(char.IsWhiteSpace) ? $"\"{text}\"" : text;
    }
}

internal sealed class SwitchParser : WordParser
{
    private static readonly object On = true;
    private static readonly object Off = false;

    public override string TypeName(Texts texts) => texts.Of("on/off", "开/关");

    public override bool TryParse(ReadOnlySpan<char> word, out object? value)
    {
        value = Means(word, ["on", "true", "yes", "1", "开", "是"]) ? On
            : Means(word, ["off", "false", "no", "0", "关", "否"]) ? Off
            : null;
        return value is not null;
    }

    public override string Complaint(ReadOnlySpan<char> word, Texts texts) => texts.Of("is neither on nor off", "不是开或关");

    public override string Format(object value, Texts texts) => (bool)value ? texts.Of("on", "开") : texts.Of("off", "关");

    private static bool Means(ReadOnlySpan<char> word, ReadOnlySpan<string> spellings)
    {
        foreach (var spelling in spellings)
        {
            if (word.Equals(spelling, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Numbers are read without thousands separators: <c>1,5</c> is a mistake, not fifteen.</summary>
internal sealed class NumberParser<T>(NumberStyles styles) : WordParser where T : INumber<T>, IMinMaxValue<T>
{
    public override string TypeName(Texts texts) => texts.Of("number", "数字");

    public override bool TryParse(ReadOnlySpan<char> word, out object? value)
    {
        if (T.TryParse(word, styles, CultureInfo.InvariantCulture, out var number) && T.IsFinite(number))
        {
            value = number;
            return true;
        }

        value = null;
        return false;
    }

    public override string Complaint(ReadOnlySpan<char> word, Texts texts)
    {
        if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || double.IsNaN(number))
        {
            return texts.Of("is not a number", "不是数字");
        }

        return double.IsInteger(number) || double.IsInfinity(number)
            ? string.Create(CultureInfo.InvariantCulture, $"{texts.Of("is out of range", "超出范围")} {T.MinValue}…{T.MaxValue}")
            : texts.Of("is not a whole number", "不是整数");
    }
}

/// <summary>Enum values by name alone: a bare number could be a value that the author never wrote.</summary>
internal sealed class EnumParser : WordParser
{
    private readonly string[] _names;
    private readonly Dictionary<string, object> _values = new(StringComparer.OrdinalIgnoreCase);

    public EnumParser(Type type)
    {
        _names = Enum.GetNames(type);
        foreach (var name in _names)
        {
            _values.TryAdd(name, Enum.Parse(type, name));
        }
    }

    public override string TypeName(Texts texts) => string.Join('|', _names);

    public override bool TryParse(ReadOnlySpan<char> word, out object? value) =>
        _values.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out value);

    public override string Complaint(ReadOnlySpan<char> word, Texts texts) =>
        texts.Of($"is not one of {TypeName(texts)}", $"不是 {TypeName(texts)} 之一");
}

/// <summary>Types that read themselves, those of plugins among them. What their <c>TryParse</c> throws is the author's error.</summary>
internal abstract class ParsableParser<T> : WordParser where T : IParsable<T>
{
    public override string TypeName(Texts texts) => typeof(T) switch
    {
        var t when t == typeof(char) => texts.Of("character", "字符"),
        var t when t == typeof(DateTime) || t == typeof(DateTimeOffset) || t == typeof(DateOnly) => texts.Of("date", "日期"),
        var t when t == typeof(TimeOnly) => texts.Of("time", "时间"),
        var t when t == typeof(TimeSpan) => texts.Of("duration", "时长"),
        var t when Implements(t, typeof(INumberBase<>)) => texts.Of("number", "数字"),
        var t => t.Name,
    };
}

internal sealed class SpanParser<T> : ParsableParser<T> where T : ISpanParsable<T>
{
    public override bool TryParse(ReadOnlySpan<char> word, out object? value)
    {
        var parsed = T.TryParse(word, CultureInfo.InvariantCulture, out var result);
        value = result;
        return parsed;
    }
}

internal sealed class StringParser<T> : ParsableParser<T> where T : IParsable<T>
{
    public override bool TryParse(ReadOnlySpan<char> word, out object? value)
    {
        var parsed = T.TryParse(word.ToString(), CultureInfo.InvariantCulture, out var result);
        value = result;
        return parsed;
    }
}
