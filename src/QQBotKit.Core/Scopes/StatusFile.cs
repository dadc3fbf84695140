using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace QQBotKit.Core.Scopes;

/// <summary>A plugin or script as its owner sees it.</summary>
/// <param name="Kind">Whether it is a plugin or a script.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version; empty for scripts.</param>
/// <param name="Commands">The commands that are live, without prefix.</param>
/// <param name="Error">Why the version on disk is not live; null if it is.</param>
internal sealed record ExtensionStatus(ExtensionKind Kind, string Name, string Version, IReadOnlyList<string> Commands, string? Error);

/// <summary>What a running host says of itself to <c>qqbot plugin list</c>.</summary>
/// <param name="Process">Its process id.</param>
/// <param name="Started">When the process started: ids are given again.</param>
/// <param name="Extensions">All that was found.</param>
/// <param name="Leftovers">The versions that ended and are still in memory.</param>
internal sealed record HostStatus(
    int Process, DateTime Started, IReadOnlyList<ExtensionStatus> Extensions, IReadOnlyList<Leftover> Leftovers);

/// <summary>
/// Tells other processes what runs here: a file, since it needs no port, no permission and no answer, and can be read when the host hangs.
/// </summary>
internal sealed class StatusFile(string folder)
{
    private readonly string _path = Path.Combine(folder, "status.json");
    private readonly Lock _writing = new();

    public void Write(IReadOnlyList<ExtensionStatus> extensions, IReadOnlyList<Leftover> leftovers)
    {
        using var self = Process.GetCurrentProcess();
        var status = new HostStatus(Environment.ProcessId, self.StartTime.ToUniversalTime(), extensions, leftovers);
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
            return status is not null && IsRunning(status) ? status : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public void Delete() => File.Delete(_path);

    private static bool IsRunning(HostStatus status)
    {
        try
        {
            using var process = Process.GetProcessById(status.Process);
            return (process.StartTime.ToUniversalTime() - status.Started).Duration() < TimeSpan.FromSeconds(2);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HostStatus))]
internal sealed partial class StatusJson : JsonSerializerContext;
