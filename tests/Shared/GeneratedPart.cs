using QQBotKit.Core.Tests.Docs;

namespace QQBotKit.Tests;

/// <summary>
/// A part of a page that is written from data: it stands between <c>&lt;!-- generated: NAME --&gt;</c> and <c>&lt;!-- end --&gt;</c>. The variable
/// <c>QQBOT_WRITE_DOCS</c> makes the tests write it, instead of comparing.
/// </summary>
internal static class GeneratedPart
{
    /// <summary>Compares the part with the text that it must have, or writes it.</summary>
    /// <param name="page">The page, by its path from the top of the repository.</param>
    /// <param name="part">The name of the part.</param>
    /// <param name="text">What it must be.</param>
    /// <param name="project">The test project, which the command for writing names.</param>
    public static void ShouldBe(string page, string part, string text, string project)
    {
        var whole = Pages.Read(page);
        var begin = $"<!-- generated: {part} -->\n";
        const string End = "<!-- end -->";
        var start = whole.IndexOf(begin, StringComparison.Ordinal);
        start.Should().BePositive("{0} needs a line {1}", page, begin.TrimEnd());
        start += begin.Length;
        var end = whole.IndexOf(End, start, StringComparison.Ordinal);
        text = $"\n{text.Trim()}\n\n";

        if (Environment.GetEnvironmentVariable("QQBOT_WRITE_DOCS") is not null)
        {
            File.WriteAllText(Path.Combine(Pages.Root, page), whole[..start] + text + whole[end..]);
            return;
        }

        var isCurrent = whole[start..end] == text;
        isCurrent.Should().BeTrue(
            "the part \"{0}\" of {1} is written from data. Write it anew: QQBOT_WRITE_DOCS=1 dotnet test tests/{2} --filter Generated", part, page, project);
    }
}
