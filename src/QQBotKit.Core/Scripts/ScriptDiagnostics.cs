using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Scripts;

/// <summary>Turns what the compiler says into what helps a script's author.</summary>
internal sealed class ScriptDiagnostics(Texts texts)
{
    private const string NoSuchName = "CS0103";

    private readonly ScriptHints _hints = new(texts);

    /// <param name="script">The script's file.</param>
    /// <param name="compilation">The script as the author wrote it.</param>
    /// <param name="diagnostics">What the compiler says of it.</param>
    public IReadOnlyList<Finding> Findings(string script, Compilation compilation, IEnumerable<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        var findings = new List<Finding>();
        foreach (var tree in errors.Select(error => error.Location.SourceTree).OfType<SyntaxTree>().Distinct().ToList())
        {
            foreach (var declaration in UsingDeclarations(tree))
            {
                findings.Add(At(tree, declaration.Span, texts.Of(
                    "The top level of a script has no `using var`: write `using (var … = …) { … }`, or leave `using` out if it is to live as long as the script.",
                    "脚本顶层不能写 using var：请写成 using (var … = …) { … }；如果它要和脚本一样长久，去掉 using 即可。")));
                errors.RemoveAll(error => Follows(error, tree, declaration));
            }

            // What else the compiler says of such a line comes from the character that it could not read.
            var lines = errors.Where(error => error.Location.SourceTree == tree && ScriptHints.IsFullWidth(error)).Select(LineOf).ToHashSet();
            errors.RemoveAll(error => error.Location.SourceTree == tree && lines.Contains(LineOf(error)) && !ScriptHints.IsFullWidth(error));
        }

        findings.AddRange(errors.Select(error => Of(script, compilation, error)));
        return [.. findings.Distinct()
            .OrderBy(finding => finding.Path, StringComparer.Ordinal).ThenBy(finding => finding.Line).ThenBy(finding => finding.Column)];
    }

    private Finding Of(string script, Compilation compilation, Diagnostic error)
    {
        var message = $"{error.Id}: {error.GetMessage(texts.Culture)}";
        if (_hints.For(error, compilation) is { } hint)
        {
            message = $"{message.TrimEnd('.', '。')}{texts.Of(". ", "。")}{hint}";
        }

        return error.Location.SourceTree is { } tree ? At(tree, error.Location.SourceSpan, message) : new Finding(script, 0, 0, message);
    }

    private static Finding At(SyntaxTree tree, TextSpan span, string message)
    {
        var place = tree.GetLineSpan(span);
        var (line, column) = (place.StartLinePosition.Line, place.StartLinePosition.Character + 1);
        return new Finding(place.Path, line + 1, column, message) { Excerpt = Excerpt.Of(tree.GetText().Lines[line].ToString(), column) };
    }

    /// <summary>
    /// The top-level <c>using var</c> of a script. The script grammar takes it for an import and stumbles over the rest of the line;
    /// the grammar of programs knows what was meant.
    /// </summary>
    private static IEnumerable<LocalDeclarationStatementSyntax> UsingDeclarations(SyntaxTree tree) =>
        CSharpSyntaxTree.ParseText(tree.GetText(), new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.None)).GetCompilationUnitRoot().Members
            .OfType<GlobalStatementSyntax>()
            .Select(member => member.Statement)
            .OfType<LocalDeclarationStatementSyntax>()
            .Where(declaration => declaration.UsingKeyword.IsKind(SyntaxKind.UsingKeyword));

    private static bool Follows(Diagnostic error, SyntaxTree tree, LocalDeclarationStatementSyntax declaration)
    {
        var names = declaration.Declaration.Variables.Select(variable => variable.Identifier).ToList();
        var head = TextSpan.FromBounds(declaration.SpanStart, names[0].Span.End);
        return error.Location.SourceTree == tree
            && (head.IntersectsWith(error.Location.SourceSpan)
                || error.Id == NoSuchName && names.Any(name => tree.GetText().ToString(error.Location.SourceSpan) == name.ValueText));
    }

    private static int LineOf(Diagnostic error) => error.Location.GetLineSpan().StartLinePosition.Line;
}
