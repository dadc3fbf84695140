using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace QQBotKit.Core.Scripts;

/// <summary>
/// Writes a <see cref="LoopGuard"/> into every loop of a script, and a <see cref="GuardRules.Call"/> into its functions. Words are put between those that are
/// there, and none has a line break, so that every line keeps its number.
/// </summary>
internal static class GuardWriter
{
    private const string Guard = $"global::QQBotKit.Core.Scripts.{nameof(LoopGuard)}";
    private const string Rules = $"global::QQBotKit.Core.Scripts.{nameof(GuardRules)}";

    /// <summary>
    /// All that a script needs to know of the guard. It is compiled against this, under the name of this assembly, and not against the
    /// assembly, whose other types are none of its business. That the guard is internal is no hindrance: a script's assembly is a friend.
    /// </summary>
    public const string Declarations = $$"""
        namespace QQBotKit.Core.Scripts;
        public sealed class {{nameof(GuardRules)}} { public bool {{nameof(GuardRules.Call)}}() => true; }
        public struct {{nameof(LoopGuard)}}
        {
            private long _;
            public {{nameof(LoopGuard)}}({{nameof(GuardRules)}} rules, int line, bool awaits) => _ = 0;
            public int {{nameof(LoopGuard.Look)}}() => 0;
            public void {{nameof(LoopGuard.Restart)}}() { }
        }
        """;

    /// <summary>The text with guards; unchanged where it cannot be read to the end.</summary>
    /// <param name="text">A script, or a part of one.</param>
    /// <param name="part">0 for the script itself, which brings the class of the rules; another number for each of its parts.</param>
    /// <param name="options">How it is parsed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static SourceText Write(SourceText text, int part, CSharpParseOptions options, CancellationToken cancellationToken)
    {
        var tree = CSharpSyntaxTree.ParseText(text, options, cancellationToken: cancellationToken);
        if (tree.GetDiagnostics(cancellationToken).Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
        {
            return text;
        }

        var root = tree.GetCompilationUnitRoot(cancellationToken);
        var walker = new Walker();
        if (part == 0)
        {
            // Behind the imports and before the code; even a script without code of its own may have parts with loops.
            walker.Insert(
                root.Members is [var first, ..] ? first.SpanStart : text.Length,
                $"{(root.Members.Count == 0 ? "\n" : "")}static class {GuardRules.Class}{{public static {Rules} {GuardRules.Field}=null!;}}");
        }

        walker.VisitTopLevel(root, part);
        return walker.Apply(text);
    }

    private sealed class Walker : CSharpSyntaxWalker
    {
        private const string Call = $"{GuardRules.Class}.{GuardRules.Field}.{nameof(GuardRules.Call)}()";

        private readonly List<(TextSpan Place, string Text)> _changes = [];

        // The guards around the place of the visit, of the innermost function only.
        private Stack<string> _around = [];
        private string? _ofGotos;

        public void Insert(int position, string text) => _changes.Add((new TextSpan(position, 0), text));

        public SourceText Apply(SourceText text)
        {
            var guarded = new StringBuilder();
            var copied = 0;

            // The order is stable: at one place, what belongs to an outer loop was inserted before what belongs to an inner one.
            foreach (var (place, inserted) in _changes.OrderBy(change => change.Place.Start))
            {
                guarded.Append(text.ToString(TextSpan.FromBounds(copied, place.Start))).Append(inserted);
                copied = place.End;
            }

            return SourceText.From(guarded.Append(text.ToString(TextSpan.FromBounds(copied, text.Length))).ToString(), Encoding.UTF8);
        }

        public override void Visit(SyntaxNode? node)
        {
            switch (node)
            {
                case WhileStatementSyntax loop:
                    VisitLoop(loop, loop.Statement);
                    break;
                case DoStatementSyntax loop:
                    VisitLoop(loop, loop.Statement);
                    break;
                case ForStatementSyntax loop:
                    VisitLoop(loop, loop.Statement);
                    break;
                case CommonForEachStatementSyntax loop:
                    VisitLoop(loop, loop.Statement);
                    break;
                case GotoStatementSyntax when _ofGotos is not null:
                    Around(node, Check(_ofGotos), "");
                    break;
                case YieldStatementSyntax { Expression: not null } when _around.Count > 0:
                    Around(node, "", string.Concat(_around.Select(guard => $"{guard}.{nameof(LoopGuard.Restart)}();")));
                    base.Visit(node);
                    break;
                case ArrowExpressionClauseSyntax { Expression: not (ThrowExpressionSyntax or RefExpressionSyntax) } arrow:
                    VisitArrow(arrow);
                    break;
                case var function when BodyOf(function) is { } body:
                    VisitFunction(function!, body);
                    break;
                default:
                    base.Visit(node);
                    break;
            }
        }

        public void VisitTopLevel(CompilationUnitSyntax root, int part)
        {
            if (root.Members.OfType<GlobalStatementSyntax>().SelectMany(Inside).OfType<GotoStatementSyntax>().FirstOrDefault() is { } jump)
            {
                _ofGotos = $"__goto{part}";
                Insert(root.Members[0].SpanStart, Declaration(_ofGotos, root, jump));
            }

            base.Visit(root);
        }

        private void VisitLoop(StatementSyntax loop, StatementSyntax body)
        {
            var guard = $"__loop{loop.SpanStart}";
            Insert(loop.SpanStart, $"{{{Declaration(guard, loop, loop)}");
            if (body is BlockSyntax block)
            {
                Insert(block.OpenBraceToken.Span.End, Check(guard));
            }
            else
            {
                Insert(body.SpanStart, $"{{{Check(guard)}");
            }

            _around.Push(guard);
            base.Visit(loop);
            _around.Pop();
            if (body is not BlockSyntax)
            {
                Insert(body.Span.End, "}");
            }

            Insert(loop.Span.End, "}");
        }

        private void VisitFunction(SyntaxNode function, BlockSyntax body)
        {
            var (around, ofGotos) = (_around, _ofGotos);
            (_around, _ofGotos) = ([], null);
            Insert(body.OpenBraceToken.Span.End, $"{Call};");
            if (Inside(body).OfType<GotoStatementSyntax>().FirstOrDefault() is { } jump)
            {
                _ofGotos = $"__goto{body.SpanStart}";
                Insert(body.OpenBraceToken.Span.End, Declaration(_ofGotos, body, jump));
                _around.Push(_ofGotos);
            }

            base.Visit(function);
            (_around, _ofGotos) = (around, ofGotos);
        }

        /// <summary><c>=> F()</c> has no place for a statement: it becomes <c>=> Call()?(F()):throw null</c>, or a block where there is no value.</summary>
        private void VisitArrow(ArrowExpressionClauseSyntax arrow)
        {
            var isStatement = IsStatement(arrow.Parent!);
            if (isStatement)
            {
                _changes.Add((arrow.ArrowToken.Span, $"{{{Call};"));
            }
            else
            {
                Insert(arrow.Expression.SpanStart, $"{Call}?(");
            }

            base.Visit(arrow);
            Insert(isStatement ? arrow.GetLastToken().GetNextToken().Span.End : arrow.Expression.Span.End, isStatement ? "}" : "):throw null!");
        }

        private static bool IsStatement(SyntaxNode function) => function switch
        {
            MethodDeclarationSyntax method => HasNoValue(method.ReturnType, method.Modifiers),
            LocalFunctionStatementSyntax local => HasNoValue(local.ReturnType, local.Modifiers),
            AccessorDeclarationSyntax accessor => !accessor.IsKind(SyntaxKind.GetAccessorDeclaration),
            ConstructorDeclarationSyntax or DestructorDeclarationSyntax => true,
            _ => false,
        };

        private static bool HasNoValue(TypeSyntax type, SyntaxTokenList modifiers) =>
            type is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }
            || modifiers.Any(SyntaxKind.AsyncKeyword) && type is not (GenericNameSyntax or QualifiedNameSyntax { Right: GenericNameSyntax });

        private void Around(SyntaxNode statement, string before, string after)
        {
            Insert(statement.SpanStart, $"{{{before}");
            Insert(statement.Span.End, $"{after}}}");
        }

        /// <param name="guard">Its name.</param>
        /// <param name="watched">The code that it watches.</param>
        /// <param name="told">What is told of, when it is stopped.</param>
        private string Declaration(string guard, SyntaxNode watched, SyntaxNode told) =>
            $"{Guard} {guard}=new({GuardRules.Class}.{GuardRules.Field},{LineOf(told)},{(Awaits(watched) ? "true" : "false")});"
            + $"int {guard}t={(_around.Count > 0 ? LoopGuard.FewTurnsUnseen : 0)};";

        private static string Check(string guard) => $"if(--{guard}t<0){guard}t={guard}.{nameof(LoopGuard.Look)}();";

        private static int LineOf(SyntaxNode node) => node.GetLocation().GetMappedLineSpan().StartLinePosition.Line + 1;

        private static bool Awaits(SyntaxNode watched) => Inside(watched).Any(node => node is
            AwaitExpressionSyntax
            or CommonForEachStatementSyntax { AwaitKeyword.RawKind: not 0 }
            or UsingStatementSyntax { AwaitKeyword.RawKind: not 0 }
            or LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: not 0 });

        /// <summary>What is in a node, without what is in functions inside of it.</summary>
        private static IEnumerable<SyntaxNode> Inside(SyntaxNode node) =>
            node.DescendantNodesAndSelf(inner => inner == node || inner is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax));

        private static BlockSyntax? BodyOf(SyntaxNode? node) => node switch
        {
            BaseMethodDeclarationSyntax method => method.Body,
            AccessorDeclarationSyntax accessor => accessor.Body,
            LocalFunctionStatementSyntax function => function.Body,
            AnonymousFunctionExpressionSyntax function => function.Block,
            _ => null,
        };
    }
}
