using System.Net.Sockets;
using QQBotKit.Core;

namespace QQBotKit.Host;

/// <summary>Explains to the owner why the host did not start, and what to do.</summary>
internal static class StartProblem
{
    /// <summary>The explanation; null for a fault that is ours, whose stack trace should be seen.</summary>
    /// <param name="e">What was thrown.</param>
    /// <param name="setting">What says where the host listens.</param>
    /// <param name="url">Where that is.</param>
    /// <param name="texts">The owner's language.</param>
    public static string? Explain(Exception e, string setting, Uri url, Texts texts) => e switch
    {
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => texts.Of(
            $"{setting}: {url} is already in use. Stop the other program, or set another port (port 0 takes a free one).",
            $"{setting}：{url} 已被占用。请停止占用它的程序，或换一个端口（端口 0 表示任选空闲端口）。"),
        SocketException or IOException { InnerException: SocketException } => texts.Of(
            $"{setting}: the host cannot listen on {url}: {e.Message}",
            $"{setting}：无法监听 {url}：{e.Message}"),
        UnauthorizedAccessException or IOException => texts.Of(
            $"A folder of bot.yaml cannot be used: {e.Message} Check that it is a folder, and that this user may read it.",
            $"bot.yaml 中的文件夹无法使用：{e.Message} 请确认它是文件夹，并且当前用户有权限访问。"),
        _ => null,
    };
}
