using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Reflection;

namespace QQBotKit.Core.Configuration;

/// <summary>Turns YAML into the values that an options class can hold: scalars, lists, dictionaries, and sections through <paramref name="create"/>.</summary>
internal sealed class OptionsValues(Findings findings, OptionsValues.Create create)
{
    /// <summary>Creates an object of an author's class out of a section.</summary>
    internal delegate bool Create(Type type, YamlMapping section, string path, out object? value);

    /// <summary>Whether a type is filled key by key.</summary>
    public static bool IsSection(Type type) =>
        !type.IsPrimitive && !type.IsEnum && !type.IsArray && type != typeof(string) && type != typeof(object)
        && type.Namespace?.Split('.')[0] is not ("System" or "Microsoft")
        && ArgumentOf(type, typeof(IEnumerable<>)) is null && !IsParsable(type);

    /// <summary>Whether a property of this type needs no setter, because its collection can be emptied and filled again.</summary>
    public static bool CanRefill(Type type) => !type.IsArray && ArgumentOf(type, typeof(ICollection<>)) is not null;

    /// <summary>Fills a collection anew.</summary>
    public bool TryRefill(object collection, YamlNode node, string path)
    {
        var element = ArgumentOf(collection.GetType(), typeof(ICollection<>))!;
        if (!TryReadItems(element, node, path, out var items))
        {
            return false;
        }

        typeof(ICollection<>).MakeGenericType(element).GetMethod("Clear")!.Invoke(collection, null);
        AddAll(collection, element, items);
        return true;
    }

    /// <summary>Converts a node to a type; what cannot be converted is a finding.</summary>
    /// <param name="type">The type.</param>
    /// <param name="node">The node.</param>
    /// <param name="path">Its dotted path.</param>
    /// <param name="existing">The value that is replaced, whose way of comparing keys is kept.</param>
    /// <param name="value">The value.</param>
    public bool TryConvert(Type type, YamlNode node, string path, object? existing, out object? value)
    {
        value = null;
        if (node is YamlUnreadable)
        {
            return false;
        }

        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(object))
        {
            value = Untyped(node);
            return true;
        }

        if (IsSection(type))
        {
            if (node is YamlMapping section)
            {
                return create(type, section, path, out value);
            }

            findings.AddWrongType(node, path, "a section with keys", "带键的配置段");
            return false;
        }

        return type != typeof(string) && ArgumentOf(type, typeof(IEnumerable<>)) is { } element
            ? TryConvertCollection(type, element, node, path, existing, out value)
            : TryConvertScalar(type, node, path, out value);
    }

    private bool TryConvertCollection(Type type, Type element, YamlNode node, string path, object? existing, out object? value)
    {
        value = null;
        if (!TryReadItems(element, node, path, out var items))
        {
            return false;
        }

        if (type.IsArray)
        {
            var array = Array.CreateInstance(element, items.Count);
            ((ICollection)items).CopyTo(array, 0);
            value = array;
            return true;
        }

        Type[] usual = PairOf(element) is { } pair
            ? [typeof(Dictionary<,>).MakeGenericType(pair)]
            : [typeof(List<>).MakeGenericType(element), typeof(HashSet<>).MakeGenericType(element)];
        var concrete = Array.Find(usual, type.IsAssignableFrom) ?? type;
        if (concrete.IsAbstract || concrete.GetConstructor(Type.EmptyTypes) is null || ArgumentOf(concrete, typeof(ICollection<>)) is null)
        {
            findings.Add(
                node,
                $"{path}: the options class asks for a {type.Name} here, which cannot be read from YAML; a List, a HashSet or a Dictionary can",
                $"{path}：选项类在这里要求 {type.Name}，无法从 YAML 读取；可以用 List、HashSet 或 Dictionary");
            return false;
        }

        var comparer = existing?.GetType() == concrete ? concrete.GetProperty("Comparer")?.GetValue(existing) : null;
        value = comparer is null ? Activator.CreateInstance(concrete) : Activator.CreateInstance(concrete, comparer);
        AddAll(value!, element, items);
        return true;
    }

    private static void AddAll(object collection, Type element, IList items)
    {
        var pair = PairOf(element);
        var add = pair is null ? typeof(ICollection<>).MakeGenericType(element).GetMethod("Add")! : null;
        var set = pair is null ? null : typeof(IDictionary<,>).MakeGenericType(pair).GetProperty("Item")!;
        foreach (var item in items)
        {
            // Setting, not adding: the author's comparer may hold two keys of the file for one.
            set?.SetValue(collection, element.GetProperty("Value")!.GetValue(item), [element.GetProperty("Key")!.GetValue(item)]);
            add?.Invoke(collection, [item]);
        }
    }

    private bool TryReadItems(Type element, YamlNode node, string path, out IList items)
    {
        items = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        var complete = true;
        switch (node, PairOf(element))
        {
            case (YamlSequence list, null):
                foreach (var (index, item) in list.Items.Index())
                {
                    if (TryConvert(element, item, $"{path}[{index}]", existing: null, out var converted))
                    {
                        items.Add(converted);
                    }
                    else
                    {
                        complete = false;
                    }
                }

                return complete;

            case (YamlMapping mapping, [var keyType, var valueType]):
                foreach (var (key, entry) in mapping.Entries)
                {
                    var entryPath = $"{path}.{key.Value}";
                    if (TryConvertScalar(keyType, key, entryPath, out var name) & TryConvert(valueType, entry, entryPath, existing: null, out var converted))
                    {
                        items.Add(Activator.CreateInstance(element, name, converted));
                    }
                    else
                    {
                        complete = false;
                    }
                }

                return complete;

            case (_, null):
                findings.AddWrongType(node, path, "a list, such as [a, b]", "列表，例如 [a, b]");
                return false;

            default:
                findings.AddWrongType(node, path, "a section with keys", "带键的配置段");
                return false;
        }
    }

    private bool TryConvertScalar(Type type, YamlNode node, string path, out object? value)
    {
        value = null;
        if (node is YamlScalar { IsNull: false } scalar)
        {
            if (type.IsEnum ? SnakeCase.TryParse(type, scalar.Value, out value!) : TryParse(type, scalar.Value, out value))
            {
                return true;
            }
        }

        if (type.IsEnum)
        {
            findings.AddNotOneOf(node, path, SnakeCase.NamesOf(type));
        }
        else
        {
            var (english, chinese) = Describe(type);
            findings.AddWrongType(node, path, english, chinese);
        }

        value = null;
        return false;
    }

    private static bool TryParse(Type type, string text, out object? value)
    {
        value = type switch
        {
            _ when type == typeof(string) => text,
            _ when type == typeof(bool) => Flags.TryParse(text, out var flag) ? flag : null,
            _ when type == typeof(TimeSpan) => Durations.TryParse(text, out var duration) ? duration : null,
            _ when type == typeof(Uri) => Uri.TryCreate(text, UriKind.Absolute, out var url) ? url : null,
            _ when IsFloat(type) => TryParseFloat(type, text),
            _ when IsParsable(type) => Parse(type, text),
            _ => null,
        };
        return value is not null;
    }

    // Their IParsable takes thousands separators, so that 1,5 would be read as 15.
    private static object? TryParseFloat(Type type, string text) =>
        type == typeof(decimal) ? decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) ? exact : null
        : type == typeof(double) ? double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var wide) ? wide : null
        : float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var narrow) ? narrow : null;

    private static bool IsFloat(Type type) => type == typeof(double) || type == typeof(float) || type == typeof(decimal);

    private static bool IsParsable(Type type) =>
        type.GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IParsable<>) && face.GenericTypeArguments[0] == type);

    private static object? Parse(Type type, string text) =>
        typeof(OptionsValues).GetMethod(nameof(ParseAs), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, [text]);

    private static object? ParseAs<T>(string text) where T : IParsable<T> =>
        T.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static (string English, string Chinese) Describe(Type type) => type switch
    {
        _ when type == typeof(string) => ("text", "文本"),
        _ when type == typeof(bool) => ("true or false", " true 或 false"),
        _ when type == typeof(TimeSpan) => ("a duration, such as 500ms, 30s, 5m, 2h, 1d or 00:05:00", "时长，例如 500ms、30s、5m、2h、1d 或 00:05:00"),
        _ when type == typeof(Uri) => ("an absolute address, such as https://example.com", "完整地址，例如 https://example.com"),
        _ when IsFloat(type) => ("a number", "数字"),
        _ when Array.Exists(type.GetInterfaces(), face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IBinaryInteger<>)) && type.IsPrimitive && type != typeof(char) =>
            ($"a whole number from {Limit(type, "MinValue")} to {Limit(type, "MaxValue")}", $"{Limit(type, "MinValue")} 到 {Limit(type, "MaxValue")} 的整数"),
        _ => ($"a {type.Name}", $" {type.Name}"),
    };

    private static object? Limit(Type type, string name) => type.GetField(name)?.GetValue(null);

    private static object? Untyped(YamlNode node) => node switch
    {
        YamlSequence list => list.Items.Select(Untyped).ToList(),
        YamlMapping mapping => mapping.Entries.ToDictionary(entry => entry.Key.Value, entry => Untyped(entry.Value)),
        YamlScalar { IsNull: false } scalar => scalar.Value,
        _ => null,
    };

    private static Type[]? PairOf(Type element) =>
        element.IsGenericType && element.GetGenericTypeDefinition() == typeof(KeyValuePair<,>) ? element.GenericTypeArguments : null;

    private static Type? ArgumentOf(Type type, Type definition) =>
        type.GetInterfaces().Prepend(type)
            .FirstOrDefault(face => face.IsGenericType && face.GetGenericTypeDefinition() == definition)?.GenericTypeArguments[0];
}
