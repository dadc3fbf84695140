using System.Text.Json;
using System.Text.Json.Serialization;
using QQBotKit.Core.Storage;

namespace QQBotKit.Core.Scopes;

/// <summary>A plugin or script as its owner sees it.</summary>
/// <param name="Kind">Whether it is a plugin or a script.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version; empty for scripts.</param>
/// <param name="Commands">The commands that are live, without prefix.</param>
/// <param name="Error">Why the version on disk is not live; null if it is.</param>
/// <param name="IsWaiting">Whether that is only because something of another plugin is not there.</param>
/// <param name="Quarantine">Why none of its handlers is called; null while they are.</param>
internal sealed record ExtensionStatus(
    ExtensionKind Kind, string Name, string Version, IReadOnlyList<string> Commands, string? Error, bool IsWaiting, string? Quarantine)
{
    /// <summary>What a plugin says that it uses; empty where it says nothing, null where nothing is live or it is a script.</summary>
    public IReadOnlyList<string>? Capabilities { get; init; }
}

/// <summary>What a running host says of itself to <c>qqbot plugin list</c>.</summary>
/// <param name="Process">Its process.</param>
/// <param name="Extensions">All that was found.</param>
/// <param name="Leftovers">The versions that ended and are still in memory.</param>
internal sealed record HostStatus(ProcessStamp Process, IReadOnlyList<ExtensionStatus> Extensions, IReadOnlyList<Leftover> Leftovers);

/// <summary>
/// Tells other processes what runs here: a file, since it needs no port, no permission and no answer, and can be read when the host hangs.
/// </summary>
internal sealed class StatusFile(string folder)
{
    private readonly string _path = Path.Combine(folder, "status.json");
    private readonly Lock _writing = new();

    public void Write(IReadOnlyList<ExtensionStatus> extensions, IReadOnlyList<Leftover> leftovers)
    {
        var status = new HostStatus(ProcessStamp.Own, extensions, leftovers);
        lock (_writing)
        {
            try
            {
                Directory.CreateDirectory(folder);
                File.WriteAllBytes(_path + ".new", JsonSerializer.SerializeToUtf8Bytes(status, StatusJson.Default.HostStatus));
                File.Move(_path + ".new", _path, overwrite: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The bot goes on; who asks is told that nothing runs.
            }
        }
    }

    /// <summary>What the host says that runs from this folder now; null if none does.</summary>
    public HostStatus? Read()
    {
        try
        {
            var status = JsonSerializer.Deserialize(File.ReadAllBytes(_path), StatusJson.Default.HostStatus);
            return status is { Process.IsRunning: true } ? status : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public void Delete() => File.Delete(_path);
}

[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HostStatus))]
internal sealed partial class StatusJson : JsonSerializerContext;
