using System.Text;

namespace QQBotKit.Core.Configuration;

/// <summary>
/// Replaces <c>${NAME}</c> and <c>${NAME:-default}</c> by environment variables; <c>$${</c> stands for <c>${</c> itself.
/// As in a shell, the default is taken when the variable is unset or empty.
/// </summary>
internal sealed class EnvironmentReferences(Func<string, string?> environment)
{
    /// <returns>The text of the scalar; null if a reference in it cannot be resolved, which is then a finding.</returns>
    public string? PutInto(YamlScalar scalar, Findings findings)
    {
        var source = scalar.Source;
        var open = source.IndexOf("${", StringComparison.Ordinal);
        if (open < 0)
        {
            return source;
        }

        var text = new StringBuilder();
        var done = 0;
        for (; open >= 0; open = source.IndexOf("${", done, StringComparison.Ordinal))
        {
            if (open > done && source[open - 1] == '$')
            {
                text.Append(source, done, open - 1 - done).Append("${");
                done = open + 2;
                continue;
            }

            text.Append(source, done, open - done);
            var close = source.IndexOf('}', open);
            var reference = close < 0 ? "" : source[(open + 2)..close];
            if (Resolve(reference, scalar, findings) is not { } value)
            {
                return null;
            }

            text.Append(value);
            done = close + 1;
        }

        return text.Append(source, done, source.Length - done).ToString();
    }

    private string? Resolve(string reference, YamlScalar scalar, Findings findings)
    {
        var separator = reference.IndexOf(":-", StringComparison.Ordinal);
        var name = separator < 0 ? reference : reference[..separator];
        var fallback = separator < 0 ? null : reference[(separator + 2)..];
        if (!IsName(name) || fallback?.Contains("${", StringComparison.Ordinal) == true)
        {
            findings.Add(
                scalar,
                "not an environment variable: write ${NAME} or ${NAME:-default}, or $${ for the characters ${",
                "环境变量写法有误：请写 ${NAME} 或 ${NAME:-default}；要写字符 ${ 本身，请写 $${");
            return null;
        }

        var value = environment(name);
        if (fallback is not null)
        {
            return string.IsNullOrEmpty(value) ? fallback : value;
        }

        if (value is null)
        {
            findings.Add(
                scalar,
                $"the environment variable {name} is not set; set it, or give a default: ${{{name}:-default}}",
                $"环境变量 {name} 未设置；请设置它，或写一个默认值：${{{name}:-default}}");
        }

        return value;
    }

    private static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
}
