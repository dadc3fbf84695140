using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using QQBotKit.Core.Configuration;

namespace QQBotKit.Core.Scripts;

/// <summary>Says what to do where the compiler only says what is wrong: the mistakes that authors make most.</summary>
internal sealed class ScriptHints(Texts texts)
{
    private const string UnexpectedCharacter = "CS1056";
    private const int MostNamespaces = 3;

    /// <summary>What to do; null where the compiler's message says enough.</summary>
    public string? For(Diagnostic error, Compilation compilation) => error.Id switch
    {
        UnexpectedCharacter when HalfWidth(error) is { } ascii => texts.Of(
            $"That is a full-width character, as Chinese input methods type it: write {ascii}",
            $"这是全角符号：请改用半角符号 {ascii}"),
        "CS7021" => texts.Of(
            "A script is the body of a method: leave the namespace out, its types may stay",
            "脚本就是一个方法体：去掉 namespace 即可，其中的类型可以保留"),
        "CS1012" => texts.Of("Text stands in double quotes: \"…\"", "文本要用双引号：\"…\""),
        "CS1010" => texts.Of(
            "The text has no end on this line; text of several lines stands between \"\"\" and \"\"\"",
            "这一行的文本没有结束；多行文本请写在 \"\"\" 与 \"\"\" 之间"),
        "CS0120" => texts.Of(
            "A class or a static method of a script sees neither `bot` nor the script's variables: hand them over as parameters",
            "脚本中的类和静态方法看不到 bot 和脚本的变量：请作为参数传进去"),
        "CS1109" => texts.Of(
            "Take the extension method out of its class: at the top level of a script it needs none",
            "把扩展方法移到类的外面：在脚本顶层它不需要类"),
        "CS0029" or "CS1503" or "CS0030" when English(error).IndexOf("'System.Threading.Tasks.", StringComparison.Ordinal) is var task and >= 0
            && task == English(error).IndexOf('\'') => Await,
        "CS0103" => Using(error, compilation) ?? DidYouMean(error, NamesAt(error, compilation)),
        "CS0246" => Using(error, compilation) ?? DidYouMean(error, NamesAt(error, compilation)),
        "CS0006" when PluginPart.TryParse(ReferenceOf(error), out var part) => texts.Of(
            $"There is no plugin {part.Plugin} that is live and has a {part.File}: upper and lower case matter, and the log says why it is not loaded",
            $"没有名为 {part.Plugin}、已加载且包含 {part.File} 的插件：名字区分大小写；若插件没有加载，日志中有原因"),
        "CS0117" or "CS1061" => OfMember(error, compilation),
        _ => null,
    };

    /// <summary>Whether the error is a character that has a twin which C# reads.</summary>
    public static bool IsFullWidth(Diagnostic error) => error.Id == UnexpectedCharacter && HalfWidth(error) is not null;

    private string Await => texts.Of("Is an `await` missing before it?", "前面是不是少了 await？");

    private static char? HalfWidth(Diagnostic error) => TextOf(error) is [var letter, ..]
        ? letter switch
        {
            >= '\uFF01' and <= '\uFF5E' => (char)(letter - '\uFF01' + '!'),
            '“' or '”' => '"',
            '‘' or '’' => '\'',
            '。' => '.',
            '、' => ',',
            '【' => '[',
            '】' => ']',
            '《' => '<',
            '》' => '>',
            _ => null,
        }
        : null;

    private string? Using(Diagnostic error, Compilation compilation)
    {
        var name = NodeOf(error) is SimpleNameSyntax node ? node.Identifier.ValueText : TextOf(error);
        var namespaces = new List<string>();
        Find(compilation.GlobalNamespace, name, compilation.Assembly, namespaces);
        return namespaces.Order(StringComparer.Ordinal).Take(MostNamespaces).Select(found => $"`using {found};`").ToList() switch
        {
            [] => null,
            [var only] => texts.Of($"Write {only} at the top of the file", $"在文件开头加上 {only}"),
            var several => texts.Of(
                $"Write one of these at the top of the file: {string.Join(", ", several)}",
                $"在文件开头加上其中之一：{string.Join("、", several)}"),
        };
    }

    private static void Find(INamespaceSymbol where, string type, IAssemblySymbol own, List<string> namespaces)
    {
        if (!where.IsGlobalNamespace
            && where.GetTypeMembers(type).Any(found => found.DeclaredAccessibility == Accessibility.Public && !SymbolEqualityComparer.Default.Equals(found.ContainingAssembly, own)))
        {
            namespaces.Add(where.ToDisplayString());
        }

        foreach (var inner in where.GetNamespaceMembers())
        {
            Find(inner, type, own, namespaces);
        }
    }

    private string? OfMember(Diagnostic error, Compilation compilation)
    {
        if (NodeOf(error)?.FirstAncestorOrSelf<MemberAccessExpressionSyntax>() is not { } access)
        {
            return null;
        }

        var model = compilation.GetSemanticModel(access.SyntaxTree);
        if (model.GetTypeInfo(access.Expression).Type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var result] }
            && model.LookupSymbols(access.SpanStart, result, access.Name.Identifier.ValueText, includeReducedExtensionMethods: true).Length > 0)
        {
            return Await;
        }

        var container = model.GetTypeInfo(access.Expression).Type ?? model.GetSymbolInfo(access.Expression).Symbol as INamespaceOrTypeSymbol;
        return container is null
            ? null
            : DidYouMean(error, model.LookupSymbols(access.SpanStart, container, includeReducedExtensionMethods: true).Select(symbol => symbol.Name));
    }

    private static IEnumerable<string> NamesAt(Diagnostic error, Compilation compilation) => error.Location.SourceTree is { } tree
        ? compilation.GetSemanticModel(tree).LookupSymbols(error.Location.SourceSpan.Start).Select(symbol => symbol.Name)
        : [];

    private string? DidYouMean(Diagnostic error, IEnumerable<string> names)
    {
        var written = NodeOf(error) is SimpleNameSyntax node ? node.Identifier.ValueText : TextOf(error);
        return written.Length > 1 && Nearest.To(written, names.Distinct()) is { } near && near != written
            ? texts.Of($"Did you mean `{near}`?", $"是不是想写 {near}？")
            : null;
    }

    private static string English(Diagnostic error) => error.GetMessage(CultureInfo.InvariantCulture);

    private static string TextOf(Diagnostic error) => error.Location.SourceTree?.GetText().ToString(error.Location.SourceSpan) is { Length: > 0 } text
        ? text
        : error.Location.SourceTree?.GetText() is { } all && error.Location.SourceSpan.Start < all.Length ? all[error.Location.SourceSpan.Start].ToString() : "";

    private static string ReferenceOf(Diagnostic error) =>
        error.Location.SourceTree?.GetRoot().FindToken(error.Location.SourceSpan.Start, findInsideTrivia: true).Parent is ReferenceDirectiveTriviaSyntax directive
            ? directive.File.ValueText
            : "";

    private static SyntaxNode? NodeOf(Diagnostic error) =>
        error.Location.SourceTree?.GetRoot().FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true);
}
