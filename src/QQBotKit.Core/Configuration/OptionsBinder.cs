using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace QQBotKit.Core.Configuration;

/// <summary>Fills an author's options class from a section of bot.yaml, and validates it.</summary>
/// <remarks>
/// The class may live in a load context that is to be unloaded, so nothing outside this object may remember its type.
/// Reflection itself keeps what it knows with the type.
/// </remarks>
internal sealed class OptionsBinder
{
    private readonly Findings _findings;
    private readonly OptionsValues _values;
    private readonly OptionsValidation _validation;
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);

    public OptionsBinder(Findings findings)
    {
        _findings = findings;
        _values = new OptionsValues(findings, TryCreate);
        _validation = new OptionsValidation(findings);
    }

    public T Bind<T>(YamlMapping section, string path) where T : class, new()
    {
        var options = new T();
        Fill(options, section, path, read: []);
        return options;
    }

    /// <summary>Sets the properties of an object, and validates it. Properties that the section does not name are only validated.</summary>
    /// <param name="target">The object.</param>
    /// <param name="section">The section.</param>
    /// <param name="path">The dotted path of the section.</param>
    /// <param name="read">Keys that a constructor has read already.</param>
    private void Fill(object target, YamlMapping section, string path, IReadOnlyList<string> read)
    {
        if (!_seen.Add(target))
        {
            return; // An author's defaults may refer to each other.
        }

        var before = _findings.Count;
        var properties = PropertiesOf(target);
        var keys = properties.Where(IsKey).Select(property => SnakeCase.Of(property.Name)).Union(read).ToList();
        foreach (var entry in section.Entries.Where(entry => !keys.Contains(entry.Key.Value)))
        {
            _findings.AddUnknownKey(entry.Key, path, keys);
        }

        foreach (var property in properties)
        {
            var key = SnakeCase.Of(property.Name);
            var node = IsKey(property) || read.Contains(key) ? section[key] : null;
            if (node is null && property.IsDefined(typeof(RequiredMemberAttribute)) && !read.Contains(key))
            {
                _findings.Add(section, $"{path}.{key} is missing", $"缺少 {path}.{key}");
                continue;
            }

            if (node is not null && !read.Contains(key) && !TrySet(property, target, node, $"{path}.{key}"))
            {
                continue;
            }

            var value = property.GetValue(target);
            if (value is not (null or ValueType) && OptionsValues.IsSection(value.GetType()))
            {
                Fill(value, node as YamlMapping ?? (section with { Entries = [] }), $"{path}.{key}", read: []);
            }

            _validation.Check(target, property, value, node, section, $"{path}.{key}");
        }

        if (_findings.Count == before)
        {
            _validation.CheckWhole(target, section, path);
        }
    }

    private bool TrySet(PropertyInfo property, object target, YamlNode node, string path)
    {
        if (node is YamlScalar { IsNull: true })
        {
            // 'key:' and 'key: null' are the same to YAML: where null is no value of the property, its default stays.
            if (property.CanWrite && new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable)
            {
                property.SetValue(target, null);
            }

            return true;
        }

        var existing = property.GetValue(target);
        if (existing is not (null or ValueType) && node is YamlMapping && OptionsValues.IsSection(existing.GetType()) && OptionsValues.IsSection(property.PropertyType))
        {
            return true; // The caller fills it, which keeps the defaults that the author gave this very property.
        }

        if (!property.CanWrite && existing is not null && OptionsValues.CanRefill(existing.GetType()))
        {
            return _values.TryRefill(existing, node, path);
        }

        if (!_values.TryConvert(property.PropertyType, node, path, existing, out var value))
        {
            return false;
        }

        try
        {
            property.SetValue(target, value);
            return true;
        }
        catch (TargetInvocationException error)
        {
            _findings.Add(node, $"{path}: {error.InnerException!.Message}", $"{path}：{error.InnerException!.Message}");
            return false;
        }
    }

    /// <summary>Creates an object of a class, record or struct, through its constructor with parameters where it has no other.</summary>
    private bool TryCreate(Type type, YamlMapping section, string path, out object? value)
    {
        value = null;
        var constructor = type.GetConstructors().MinBy(candidate => candidate.GetParameters().Length);
        if (type.IsAbstract || (constructor is null && !type.IsValueType))
        {
            _findings.Add(
                section,
                $"{path}: the options class asks for a {type.Name} here, which cannot be created from YAML",
                $"{path}：选项类在这里要求 {type.Name}，无法从 YAML 创建");
            return false;
        }

        var parameters = constructor?.GetParameters() ?? [];
        var arguments = new object?[parameters.Length];
        var complete = true;
        foreach (var (index, parameter) in parameters.Index())
        {
            complete &= TryReadParameter(parameter, section, path, out arguments[index]);
        }

        if (!complete)
        {
            return false;
        }

        value = constructor is null ? Activator.CreateInstance(type)! : constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
        foreach (var (index, parameter) in parameters.Index())
        {
            var key = SnakeCase.Of(parameter.Name!);
            _validation.Check(value, parameter, arguments[index], section[key], section, $"{path}.{key}");
        }

        Fill(value, section, path, [.. parameters.Select(parameter => SnakeCase.Of(parameter.Name!))]);
        return true;
    }

    private bool TryReadParameter(ParameterInfo parameter, YamlMapping section, string path, out object? value)
    {
        var key = SnakeCase.Of(parameter.Name!);
        var node = section[key];
        if (node is not null and not YamlScalar { IsNull: true })
        {
            return _values.TryConvert(parameter.ParameterType, node, $"{path}.{key}", existing: null, out value);
        }

        value = parameter.HasDefaultValue ? parameter.DefaultValue : null;
        if (parameter.HasDefaultValue || (node is not null && new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable))
        {
            return true;
        }

        _findings.Add(node ?? section, $"{path}.{key} is missing", $"缺少 {path}.{key}");
        return false;
    }

    /// <summary>The properties that are keys, and the computed ones that the author validates.</summary>
    private static PropertyInfo[] PropertiesOf(object target) =>
        [.. target.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetMethod?.IsPublic == true && property.GetIndexParameters().Length == 0)
            .Where(property => IsKey(property) || property.IsDefined(typeof(ValidationAttribute)))];

    /// <summary>A property without a setter is a key if what it holds can be filled.</summary>
    private static bool IsKey(PropertyInfo property) => property.SetMethod is { } setter
        ? setter.IsPublic
        : OptionsValues.CanRefill(property.PropertyType) || (OptionsValues.IsSection(property.PropertyType) && !property.PropertyType.IsValueType);
}
