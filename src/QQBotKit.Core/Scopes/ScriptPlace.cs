using System.Diagnostics;

namespace QQBotKit.Core.Scopes;

/// <summary>The line of a script that an exception comes from, which its author looks for first.</summary>
internal static class ScriptPlace
{
    /// <returns><c>/bot/scripts/ping.csx(3)</c>; null where no script had a part in it.</returns>
    public static string? Of(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            var frame = Array.Find(new StackTrace(e, fNeedFileInfo: true).GetFrames(), frame => frame.GetFileName()?.EndsWith(".csx", StringComparison.OrdinalIgnoreCase) == true);
            if (frame is not null)
            {
                return $"{frame.GetFileName()}({frame.GetFileLineNumber()})";
            }
        }

        return null;
    }
}
