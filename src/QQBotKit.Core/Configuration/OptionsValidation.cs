using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace QQBotKit.Core.Configuration;

/// <summary>Runs the attributes of System.ComponentModel.DataAnnotations on an author's options.</summary>
/// <remarks>
/// Each attribute is called by hand, with the name it is to show: <see cref="Validator"/>, and a <see cref="ValidationContext"/>
/// that must find the name itself, keep the type in static tables for ever, and with it the plugin's load context.
/// </remarks>
internal sealed class OptionsValidation(Findings findings)
{
    /// <summary>Checks one value by the attributes of its property or of a constructor's parameter.</summary>
    /// <param name="target">The object that has the property.</param>
    /// <param name="member">The property or the parameter.</param>
    /// <param name="value">The value.</param>
    /// <param name="node">Where the file has the value; null if it does not have it.</param>
    /// <param name="section">Where the file has the object.</param>
    /// <param name="path">The dotted path of the value.</param>
    public void Check(object target, ICustomAttributeProvider member, object? value, YamlNode? node, YamlMapping section, string path)
    {
        foreach (ValidationAttribute attribute in member.GetCustomAttributes(typeof(ValidationAttribute), inherit: true))
        {
            if (attribute.GetValidationResult(value, ContextOf(target, path, (member as PropertyInfo)?.Name)) is not { } failure)
            {
                continue;
            }

            if (attribute.ErrorMessage is not null || attribute.ErrorMessageResourceName is not null || Describe(attribute) is not var (english, chinese))
            {
                AddMessage(failure.ErrorMessage, node ?? section, path);
            }
            else if (node is YamlScalar)
            {
                findings.AddWrongType(node, path, english, chinese);
            }
            else
            {
                findings.Add(node ?? section, $"{path} must be {english}", $"{path} 应为{chinese}");
            }
        }
    }

    /// <summary>Checks an object by the attributes of its class, and by what it says itself.</summary>
    public void CheckWhole(object target, YamlMapping section, string path)
    {
        foreach (ValidationAttribute attribute in target.GetType().GetCustomAttributes(typeof(ValidationAttribute), inherit: true))
        {
            if (attribute.GetValidationResult(target, ContextOf(target, path, member: null)) is { } failure)
            {
                AddMessage(failure.ErrorMessage, section, path);
            }
        }

        foreach (var failure in (target as IValidatableObject)?.Validate(ContextOf(target, path, member: null)) ?? [])
        {
            var key = failure.MemberNames.FirstOrDefault() is { } name ? SnakeCase.Of(name) : null;
            var place = key is null ? null : section[key];
            AddMessage(failure.ErrorMessage, place ?? section, key is null ? path : $"{path}.{key}");
        }
    }

    private static ValidationContext ContextOf(object target, string path, string? member) =>
        new(target, serviceProvider: null, items: null) { DisplayName = path, MemberName = member };

    private void AddMessage(string? message, YamlNode place, string path)
    {
        var text = message?.Contains(path, StringComparison.Ordinal) == true ? message : $"{path}: {message}";
        findings.Add(place, text, text);
    }

    /// <summary>What the usual attributes ask for, in both languages; the framework has English alone.</summary>
    private static (string English, string Chinese)? Describe(ValidationAttribute attribute) => attribute switch
    {
        RequiredAttribute => ("given", "必填项"),
        MinLengthAttribute least => ($"at least {least.Length} long", $"至少 {least.Length} 个字符或项"),
        MaxLengthAttribute most => ($"at most {most.Length} long", $"至多 {most.Length} 个字符或项"),
        StringLengthAttribute length =>
            ($"{length.MinimumLength} to {length.MaximumLength} characters long", $" {length.MinimumLength} 到 {length.MaximumLength} 个字符"),
        RegularExpressionAttribute expression => ($"text of the form {expression.Pattern}", $"符合 {expression.Pattern} 的文本"),
        RangeAttribute { MinimumIsExclusive: false, MaximumIsExclusive: false } range =>
            ($"from {Text(range.Minimum)} to {Text(range.Maximum)}", $" {Text(range.Minimum)} 到 {Text(range.Maximum)} 之间"),
        _ => null,
    };

    private static string? Text(object limit) => Convert.ToString(limit, CultureInfo.InvariantCulture);
}
