using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Capabilities;

/// <summary>What each plugin may do: what the owner says, else what it declares, else what the owner lets those do that declare nothing.</summary>
/// <param name="settings">What the owner says.</param>
/// <param name="folder">Where is remembered what was shown.</param>
/// <param name="log">Where it is shown.</param>
internal sealed partial class CapabilityPolicy(PluginSettings settings, string folder, ILogger log)
{
    /// <summary>What is remembered of a plugin that declares nothing.</summary>
    private const string Undeclared = "undeclared";

    private readonly string _path = Path.Combine(folder, "capabilities.json");

    /// <summary>What a version may do. A script is the owner's own text: it may do everything.</summary>
    public CapabilitySet Of(Extension extension) =>
        extension.Kind == ExtensionKind.Script ? CapabilitySet.Everything
        : Own(extension.Name) is { } own ? new CapabilitySet(own)
        : extension.Declared is { Count: > 0 } declared ? new CapabilitySet(declared)
        : settings.Undeclared == UndeclaredCapabilities.Refuse ? new CapabilitySet([])
        : CapabilitySet.Everything;

    /// <summary>Shows what a plugin uses when it is seen first, and what is new when it uses more than before.</summary>
    public void Show(Extension extension)
    {
        if (extension.Kind == ExtensionKind.Script)
        {
            return;
        }

        var known = Load();
        string[] now = extension.Declared is { Count: > 0 } declared ? [.. new CapabilitySet(declared).Names] : [Undeclared];
        var isNew = !known.TryGetValue(extension.Name, out var before) || before is [Undeclared];
        var grown = now.Except(before ?? []).ToArray();
        if (grown.Length > 0 || before is null)
        {
            if (now is [Undeclared])
            {
                LogUndeclared(extension.Name, settings.Undeclared == UndeclaredCapabilities.Refuse ? "may send and call nothing" : "may do everything");
            }
            else if (isNew)
            {
                LogUses(extension.Name, now.Length == 0 ? "nothing but replies" : string.Join(", ", now));
            }
            else
            {
                LogUsesMore(extension.Name, string.Join(", ", grown));
            }
        }

        if (before is null || !now.SequenceEqual(before))
        {
            known[extension.Name] = now;
            Save(known);
        }
    }

    private IReadOnlyList<string>? Own(string plugin) =>
        settings.Capabilities.FirstOrDefault(own => string.Equals(own.Key, plugin, StringComparison.OrdinalIgnoreCase)).Value;

    private Dictionary<string, string[]> Load()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(_path), CapabilityJson.Default.DictionaryStringStringArray) ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return []; // Shown once more: better than never.
        }
    }

    private void Save(Dictionary<string, string[]> known)
    {
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(_path + ".new", JsonSerializer.SerializeToUtf8Bytes(known, CapabilityJson.Default.DictionaryStringStringArray));
            File.Move(_path + ".new", _path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is shown again at the next start.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Plugin {Plugin} uses: {Capabilities}")]
    private partial void LogUses(string plugin, string capabilities);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Plugin {Plugin} uses more than before: {Capabilities}")]
    private partial void LogUsesMore(string plugin, string capabilities);

    [LoggerMessage(Level = LogLevel.Information, Message = "Plugin {Plugin} does not declare what it uses, and {Permission} (plugins.undeclared)")]
    private partial void LogUndeclared(string plugin, string permission);
}

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class CapabilityJson : JsonSerializerContext;
