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
    public CommandHandler(string command, Delegate handler, IBot bot)
    {
        // Not the delegate's method: what its parameters are depends on what the delegate is closed over. Invoke is always callable.
        var invoke = handler.GetType().GetMethod("Invoke")!;
        _delegate = handler;
        _invoker = MethodInvoker.Create(invoke);
        Read = ResultReaders.For(invoke.ReturnType) ?? throw new ArgumentException(
            $"The handler of the command \"{command}\" returns {invoke.ReturnType}, which is no reply. Allowed are {ResultReaders.Allowed}.");
        if (invoke.ReturnType == typeof(void) && handler.Method.IsDefined(typeof(AsyncStateMachineAttribute)))
        {
            throw new ArgumentException(
                $"The handler of the command \"{command}\" is async void: nobody can wait for it or catch what it throws. Let it return Task.");
        }

        _parameters = BindAll(command, handler, invoke, bot);
        _mayLeaveWords = invoke.GetParameters().Any(p => p.ParameterType == typeof(CommandContext))
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

    private static Parameter[] BindAll(string command, Delegate handler, MethodInfo invoke, IBot bot)
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
            bound[i] = Bind(command, parameters[i], index >= 0 ? written[index] : parameters[i], isLastOfWords, bot);
            isLastOfWords &= bound[i] is not Argument { Source.ReadsWords: true };
        }

        return bound;
    }

    private static Parameter Bind(string command, ParameterInfo parameter, ParameterInfo written, bool isLastOfWords, IBot bot)
    {
        var type = parameter.ParameterType;
        if (GivenParameter.For(type) is { } given)
        {
            return given;
        }

        var name = string.IsNullOrEmpty(written.Name) ? $"arg{parameter.Position + 1}" : written.Name;
        if (type.IsSZArray && (IsParams(parameter) || IsParams(written)) && SourceFor(type.GetElementType()!) is { } element)
        {
            return new Argument(name, new ManySource(type.GetElementType()!, element)) { IsOptional = true };
        }

        if (SourceFor(type) is { } source)
        {
            var isRest = isLastOfWords && type == typeof(string);
            var withDefault = written.HasDefaultValue ? written : parameter.HasDefaultValue ? parameter : null;
            return new Argument(name, isRest ? new RestSource(((WordSource)source).Parser) : source)
            {
                IsOptional = withDefault is not null || IsNullable(written),
                Default = withDefault is null ? null : DefaultOf(withDefault),
            };
        }

        return IsOptions(type) ? GivenParameter.Options(type, bot) : throw new ArgumentException(
            $"The command \"{command}\" cannot fill the parameter \"{name}\" of type {type}. "
            + "Read from words are string, bool, numbers, enums and every type that is IParsable of itself, each also as T?; "
            + "from the message Mention and Attachment; several of one of these as \"params T[]\". "
            + "Given are CommandContext, IBot, Sender, MessageReceived, CancellationToken, "
            + "and your own classes with a parameterless constructor as options.");
    }

    private static ArgumentSource? SourceFor(Type type) =>
        type == typeof(Mention) ? new MentionSource()
        : type == typeof(Attachment) ? new AttachmentSource()
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
