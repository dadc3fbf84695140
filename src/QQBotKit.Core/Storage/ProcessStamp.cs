using System.Diagnostics;
using System.Globalization;

namespace QQBotKit.Core.Storage;

/// <summary>One process for ever: ids are given again, in a container the same one at each start.</summary>
/// <param name="Id">The process id.</param>
/// <param name="Started">When it started, in UTC.</param>
internal readonly record struct ProcessStamp(int Id, DateTime Started)
{
    public static ProcessStamp Own { get; } = Of(Process.GetCurrentProcess());

    public bool IsRunning
    {
        get
        {
            try
            {
                // Linux tells the time of the start not quite the same each time.
                return (Of(Process.GetProcessById(Id)).Started - Started).Duration() < TimeSpan.FromSeconds(2);
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }

    public static bool TryParse(string text, out ProcessStamp process)
    {
        process = default;
        if (text.Split('-') is not [var id, var started]
            || !int.TryParse(id, CultureInfo.InvariantCulture, out var number) || !long.TryParse(started, CultureInfo.InvariantCulture, out var seconds))
        {
            return false;
        }

        process = new(number, DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime);
        return true;
    }

    /// <summary>As part of a file name.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Id}-{new DateTimeOffset(Started).ToUnixTimeSeconds()}");

    private static ProcessStamp Of(Process process)
    {
        using (process)
        {
            return new(process.Id, process.StartTime.ToUniversalTime());
        }
    }
}
