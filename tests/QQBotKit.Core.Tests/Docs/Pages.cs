using System.Text.RegularExpressions;

namespace QQBotKit.Core.Tests.Docs;

/// <summary>The pages of the repository, and the code in them.</summary>
internal static class Pages
{
    public static string Root { get; } = FindRoot();

    /// <summary>The text of a page, by its path from the top of the repository.</summary>
    public static string Read(string page) => File.ReadAllText(Path.Combine(Root, page)).ReplaceLineEndings("\n");

    /// <summary>The snippets of a page in one language.</summary>
    public static string[] Snippets(string page, string language) =>
        [.. Regex.Matches(Read(page), $"```{language}\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value)];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "QQBotKit.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("QQBotKit.sln was not found above the tests.");
    }
}
