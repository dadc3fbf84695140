using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace QQBotKit.Core.Commands;

/// <summary>
/// An author's delegate with the sources of its parameters. All reflection happens here, once; nothing of it is kept outside of
/// this object, so that the delegate's assembly can be unloaded.
/// </summary>
internal sealed class CommandHandler
{
    private readonly Delegate _delegate;
    private readonly MethodInvoker _invoker;
    private readonly Parameter[] _parameters;
    private readonly bool _mayLeaveWords;

    /// <exception cref="ArgumentException">A parameter cannot be filled, or the return type is no reply.</exception>
    public CommandHandler(string name, Delegate handler, IBot bot, HandlerKind? kind = null)
    {
        // Not the delegate's method: what its parameters are depends on what the delegate is closed over. Invoke is always callable.
        var invoke = handler.GetType().GetMethod("Invoke")!;
        kind ??= HandlerKind.Command;
        _delegate = handler;
        _invoker = MethodInvoker.Create(invoke);
        Read = ResultReaders.For(invoke.ReturnType) ?? throw new ArgumentException(
            $"The handler of the {kind.Noun} \"{name}\" returns {invoke.ReturnType}, which is no reply. Allowed are {ResultReaders.Allowed}.");
        if (invoke.ReturnType == typeof(void) && handler.Method.IsDefined(typeof(AsyncStateMachineAttribute)))
        {
            throw new ArgumentException(
                $"The handler of the {kind.Noun} \"{name}\" is async void: nobody can wait for it or catch what it throws. Let it return Task.");
        }

        _parameters = BindAll(new(name, bot, kind), handler, invoke);
        _mayLeaveWords = invoke.GetParameters().Any(p => p.ParameterType == kind.Context)
            && !_parameters.Any(p => p is Argument { Source.ReadsWords: true });
    }

    /// <summary>Makes the result of what <see cref="TryCall"/> returned.</summary>
    public ResultReader Read { get; }

    /// <summary>The parameters as the usage line shows them.</summary>
    public string Signature(Texts texts) => string.Join(' ', _parameters.Select(p => p.Usage(texts)).OfType<string>());

    /// <summary>Fills the parameters and calls the delegate. What the author's code throws comes through as it was thrown.</summary>
    /// <returns>Whether the arguments fit; otherwise <paramref name="problem"/> says why, and nothing was called.</returns>
    public bool TryCall(ref CommandCall call, Texts texts, out object? returned, [NotNullWhen(false)] out string? problem)
    {
        var few = new FewValues();
        var values = _parameters.Length <= FewValues.Count ? ((Span<object?>)few)[.._parameters.Length] : new object?[_parameters.Length];
        returned = null;
        for (var i = 0; i < values.Length; i++)
        {
            problem = _parameters[i].Bind(ref call, texts, out values[i]);
            if (problem is not null)
            {
                return false;
            }
        }

        // A handler that gets the context and reads no words may read them itself.
        if (!_mayLeaveWords && call.TryReadLeftOver(out var word))
        {
            problem = texts.Of($"{WordSource.Quote(word)} is too much", $"多余的内容：{WordSource.Quote(word)}");
            return false;
        }

        returned = _invoker.Invoke(_delegate, values);
        problem = null;
        return true;
    }

    /// <summary>Writes arguments as the words from which <see cref="TryCall"/> takes them again.</summary>
    /// <returns>What is wrong with them, in words for the author; null where nothing is.</returns>
    public string? TryWrite(ReadOnlySpan<object?> arguments, Texts texts, out string words)
    {
        var written = new List<string>(arguments.Length);
        var parameters = _parameters.OfType<Argument>().ToArray();
        words = "";
        for (var i = 0; i < arguments.Length; i++)
        {
            var parameter = i < parameters.Length ? parameters[i] : parameters is [.., { Source.TakesMany: true } last] ? last : null;
            var word = Words.Of(arguments[i]);
            if (parameter is null && !_mayLeaveWords)
            {
                return texts.Of($"the handler has room for {parameters.Length}, and there are {arguments.Length}", $"处理程序有 {parameters.Length} 个参数，却给了 {arguments.Length} 个");
            }

            if (word is null || parameter is not null && !parameter.Source.Fits(word))
            {
                var shown = word is null ? "null" : WordSource.Quote(word);
                return parameter is null ? shown : texts.Of(
                    $"{shown} is no {parameter.Source.TypeName(texts)} ({parameter.Name})", $"{shown} 不是{parameter.Source.TypeName(texts)}（{parameter.Name}）");
            }

            written.Add(Words.Quote(word));
        }

        if (parameters.Skip(arguments.Length).FirstOrDefault(parameter => !parameter.IsOptional) is { } missing)
        {
            return texts.Of($"{missing.Name} is missing", $"缺少 {missing.Name}");
        }

        words = string.Join(' ', written);
        return null;
    }

    private static Parameter[] BindAll(Binding binding, Delegate handler, MethodInfo invoke)
    {
        var parameters = invoke.GetParameters();
        var written = handler.Method.GetParameters();
        var bound = new Parameter[parameters.Length];
        var isLastOfWords = true;
        for (var i = parameters.Length - 1; i >= 0; i--)
        {
            // Invoke may lack the method's first parameter (closed over it) or have one more (the instance): the ends are the same.
            // Delegate types that the compiler makes for lambdas have the defaults but not the names.
            var index = i + written.Length - parameters.Length;
            bound[i] = Bind(binding, parameters[i], index >= 0 ? written[index] : parameters[i], isLastOfWords);
            isLastOfWords &= bound[i] is not Argument { Source.ReadsWords: true };
        }

        return bound;
    }

    private static Parameter Bind(Binding binding, ParameterInfo parameter, ParameterInfo written, bool isLastOfWords)
    {
        var type = parameter.ParameterType;
        var kind = binding.Kind;
        if (kind.Given(type) is { } given)
        {
            return given;
        }

        var name = string.IsNullOrEmpty(written.Name) ? $"arg{parameter.Position + 1}" : written.Name;
        if (type.IsSZArray && (IsParams(parameter) || IsParams(written)) && SourceFor(kind, type.GetElementType()!) is { } element)
        {
            return new Argument(name, new ManySource(type.GetElementType()!, element)) { IsOptional = true };
        }

        if (SourceFor(kind, type) is { } source)
        {
            var isRest = kind.HasMessage && isLastOfWords && type == typeof(string);
            var withDefault = written.HasDefaultValue ? written : parameter.HasDefaultValue ? parameter : null;
            return new Argument(name, isRest ? new RestSource(((WordSource)source).Parser) : source)
            {
                IsOptional = withDefault is not null || IsNullable(written),
                Default = withDefault is null ? null : DefaultOf(withDefault),
            };
        }

        return IsOptions(type) ? GivenParameter.Options(type, binding.Bot) : throw new ArgumentException(
            $"The {kind.Noun} \"{binding.Name}\" cannot fill the parameter \"{name}\" of type {type}. "
            + "Read from words are string, bool, numbers, enums and every type that is IParsable of itself, each also as T?; "
            + (kind.HasMessage ? "from the message Mention and Attachment; " : "")
            + $"several of one of these as \"params T[]\". Given are {kind.GivenNames}, "
            + "and your own classes with a parameterless constructor as options.");
    }

    private static ArgumentSource? SourceFor(HandlerKind kind, Type type) =>
        kind.HasMessage && type == typeof(Mention) ? new MentionSource()
        : kind.HasMessage && type == typeof(Attachment) ? new AttachmentSource()
        : WordParser.For(Nullable.GetUnderlyingType(type) ?? type) is { } parser ? new WordSource(parser)
        : null;

    private static bool IsParams(ParameterInfo parameter) => parameter.IsDefined(typeof(ParamArrayAttribute));

    private static bool IsNullable(ParameterInfo parameter) => parameter.ParameterType.IsValueType
        ? Nullable.GetUnderlyingType(parameter.ParameterType) is not null
        : new NullabilityInfoContext().Create(parameter).ReadState == NullabilityState.Nullable;

    /// <summary>Collections and the framework's own classes are no options, though many could be created: those are mistakes.</summary>
    private static bool IsOptions(Type type) =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
        && type.GetConstructor(Type.EmptyTypes) is not null
        && !type.IsAssignableTo(typeof(IEnumerable)) && !type.IsAssignableTo(typeof(Delegate))
        && type.Assembly != typeof(object).Assembly && !$"{type.Namespace}.".StartsWith("System.", StringComparison.Ordinal);

    /// <summary>The default as a value of the parameter's type: metadata keeps some defaults as something else.</summary>
    private static object? DefaultOf(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return parameter.DefaultValue switch
        {
            null when type.IsValueType && type == parameter.ParameterType => RuntimeHelpers.GetUninitializedObject(type),
            null => null,
            var value when type.IsEnum => Enum.ToObject(type, value),
            int value when type == typeof(nint) => (nint)value,
            uint value when type == typeof(nuint) => (nuint)value,
            var value => value,
        };
    }

    private readonly record struct Binding(string Name, IBot Bot, HandlerKind Kind);

    /// <summary>Room on the stack for the values of most handlers.</summary>
    [InlineArray(Count)]
    private struct FewValues
    {
        public const int Count = 8;

#pragma warning disable IDE0044, IDE0051 // The runtime repeats the field.
        private object? _value;
#pragma warning restore IDE0044, IDE0051
    }
}
