namespace QQBotKit.Core.Tests;

/// <summary>The sample frames: one for every documented event, and the control frames (their names start with <c>_</c>).</summary>
internal static class Samples
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Samples");

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.json").Select(Path.GetFileNameWithoutExtension).Order()!;

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, $"{name}.json"));
}
