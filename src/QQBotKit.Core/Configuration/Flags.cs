namespace QQBotKit.Core.Configuration;

/// <summary>Yes or no as people write it in YAML.</summary>
internal static class Flags
{
    public static bool TryParse(string text, out bool flag)
    {
        flag = text.ToUpperInvariant() is "TRUE" or "YES" or "ON";
        return flag || text.ToUpperInvariant() is "FALSE" or "NO" or "OFF";
    }
}
