using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Scripts;

/// <summary>Turns what the compiler says into what helps a script's author.</summary>
internal sealed class ScriptDiagnostics(Texts texts)
{
    private const string NoNamespace = "CS7021";
    private const string NoSuchName = "CS0103";
    private const string NoSuchAssembly = "CS0006";

    public IReadOnlyList<Finding> Findings(string script, IEnumerable<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        var findings = new List<Finding>();
        foreach (var tree in errors.Select(error => error.Location.SourceTree).OfType<SyntaxTree>().Distinct().ToList())
        {
            foreach (var declaration in UsingDeclarations(tree))
            {
                findings.Add(UsingDeclaration(tree, declaration));
                errors.RemoveAll(error => Follows(error, tree, declaration));
            }
        }

        findings.AddRange(errors.Select(error => Of(script, error)));
        return [.. findings.Distinct()
            .OrderBy(finding => finding.Path, StringComparer.Ordinal).ThenBy(finding => finding.Line).ThenBy(finding => finding.Column)];
    }

    private Finding Of(string script, Diagnostic error)
    {
        var message = $"{error.Id}: {error.GetMessage(CultureInfo.InvariantCulture)}";
        message += error.Id switch
        {
            NoNamespace => texts.Of(
                ". A script is the body of a method: leave the namespace out, its types may stay",
                "。脚本就是一个方法体：去掉 namespace 即可，其中的类型可以保留"),
            NoSuchAssembly when message.Contains("nuget:", StringComparison.OrdinalIgnoreCase) => texts.Of(
                ". Packages cannot be named here: put the DLL beside the script and name that",
                "。这里不能写 NuGet 包：请把 DLL 放在脚本旁边并引用它"),
            _ => "",
        };

        var span = error.Location.GetLineSpan();
        return span.IsValid
            ? new Finding(span.Path, span.StartLinePosition.Line + 1, span.StartLinePosition.Character + 1, message)
            : new Finding(script, 0, 0, message);
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

    private Finding UsingDeclaration(SyntaxTree tree, LocalDeclarationStatementSyntax declaration)
    {
        var start = tree.GetLineSpan(declaration.Span);
        return new Finding(start.Path, start.StartLinePosition.Line + 1, start.StartLinePosition.Character + 1, texts.Of(
            "The top level of a script has no `using var`: write `using (var … = …) { … }`, or leave `using` out if it is to live as long as the script.",
            "脚本顶层不能写 using var：请写成 using (var … = …) { … }；如果它要和脚本一样长久，去掉 using 即可。"));
    }

    private static bool Follows(Diagnostic error, SyntaxTree tree, LocalDeclarationStatementSyntax declaration)
    {
        var names = declaration.Declaration.Variables.Select(variable => variable.Identifier).ToList();
        var head = TextSpan.FromBounds(declaration.SpanStart, names[0].Span.End);
        return error.Location.SourceTree == tree
            && (head.IntersectsWith(error.Location.SourceSpan)
                || error.Id == NoSuchName && names.Any(name => tree.GetText().ToString(error.Location.SourceSpan) == name.ValueText));
    }
}
