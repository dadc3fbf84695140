using System.Globalization;

namespace QQBotKit.Core.Scopes;

/// <summary>What tells, without reading it, that a file may have changed.</summary>
internal static class FileStamp
{
    /// <summary>Size and time of the file, or of what it links to: a mounted volume swaps its files by swapping links.</summary>
    public static string Of(FileInfo file)
    {
        try
        {
            var real = file is { Exists: true, LinkTarget: not null } ? file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file : file;
            return real.Exists
                ? string.Create(CultureInfo.InvariantCulture, $"{file.FullName}:{real.Length}:{real.LastWriteTimeUtc.Ticks}")
                : $"{file.FullName}:-";
        }
        catch (IOException)
        {
            // It went away between two looks.
            return $"{file.FullName}:-";
        }
    }
}
