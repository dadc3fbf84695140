namespace QQBotKit.Core.Commands;

/// <summary>One parameter of a handler: where its value comes from.</summary>
internal abstract class Parameter
{
    /// <summary>The parameter as the usage line shows it; null where the person who calls has no part in it.</summary>
    public virtual string? Usage(Texts texts) => null;

    /// <summary>Takes the value.</summary>
    /// <param name="call">The call, and what other parameters left of it.</param>
    /// <param name="texts">The language of the answer.</param>
    /// <param name="value">The value.</param>
    /// <returns>What is wrong with the arguments, for the person who calls; null where there is a value.</returns>
    public abstract string? Bind(ref CommandCall call, Texts texts, out object? value);
}

/// <summary>A parameter that is given, whatever the message says.</summary>
internal sealed class GivenParameter(GivenParameter.Source source) : Parameter
{
    public delegate object Source(ref CommandCall call);

    /// <summary>What every handler can be given.</summary>
    public static GivenParameter? For(Type type) =>
        type == typeof(IBot) ? new(static (ref call) => call.Bot)
        : type == typeof(CancellationToken) ? new(static (ref call) => call.CancellationToken)
        : null;

    public static GivenParameter? OfCommand(Type type) =>
        type == typeof(CommandContext) ? new(static (ref call) => call.Context)
        : type == typeof(Sender) ? new(static (ref call) => call.Message.Sender)
        : type == typeof(MessageReceived) ? new(static (ref call) => call.Message)
        : For(type);

    public static GivenParameter? OfButton(Type type) =>
        type == typeof(ButtonContext) ? new(static (ref call) => call.Click)
        : type == typeof(InteractionCreated) ? new(static (ref call) => call.Click.Click)
        : For(type);

    /// <summary>
    /// Options are asked for at every call, so that they may change while the command lives, and once now, so that a mistake in
    /// bot.yaml is found at registration.
    /// </summary>
    public static GivenParameter Options(Type type, IBot bot)
    {
        var options = typeof(IBot).GetMethod(nameof(IBot.Options))!.MakeGenericMethod(type).CreateDelegate<Func<object>>(bot);
        _ = options();
        return new((ref _) => options());
    }

    public override string? Bind(ref CommandCall call, Texts texts, out object? value)
    {
        value = source(ref call);
        return null;
    }
}

/// <summary>A parameter that the person who calls fills in.</summary>
internal sealed class Argument(string name, ArgumentSource source) : Parameter
{
    public string Name => name;

    public ArgumentSource Source => source;

    /// <summary>Whether it may be left out, and is then <see cref="Default"/>.</summary>
    public bool IsOptional { get; init; }

    public object? Default { get; init; }

    public override string Usage(Texts texts)
    {
        var shown = $"{name}:{source.TypeName(texts)}{(source.TakesMany ? "…" : "")}";
        return !IsOptional ? $"<{shown}>"
            : Default is null || source.TakesMany && Default is "" or Array ? $"[{shown}]"
            : $"[{shown}={source.Format(Default, texts)}]";
    }

    public override string? Bind(ref CommandCall call, Texts texts, out object? value)
    {
        switch (source.Take(ref call, texts, out value, out var complaint))
        {
            case Taken.Value:
                return null;
            case Taken.Misfit:
                return $"{complaint} ({name})";
            default:
                value = Default;
                return IsOptional ? null : texts.Of($"{name} is missing", $"缺少 {name}");
        }
    }
}

/// <summary>What became of an attempt to take an argument.</summary>
internal enum Taken
{
    Value,

    /// <summary>There was nothing to take.</summary>
    Nothing,

    /// <summary>There was something, and it does not fit.</summary>
    Misfit,
}

/// <summary>From which part of the message an argument is taken.</summary>
internal abstract class ArgumentSource
{
    /// <summary>Whether words are read for it.</summary>
    public virtual bool ReadsWords => true;

    /// <summary>Whether it takes more than one word.</summary>
    public virtual bool TakesMany => false;

    /// <summary>What the usage line calls the type.</summary>
    public abstract string TypeName(Texts texts);

    /// <summary>Writes a default value as it would be typed.</summary>
    public virtual string Format(object value, Texts texts) => value.ToString() ?? "";

    /// <summary>Whether a word is a value.</summary>
    public virtual bool Fits(string word) => false;

    public abstract Taken Take(ref CommandCall call, Texts texts, out object? value, out string? complaint);

    protected static Taken Of(object? taken, out object? value, out string? complaint)
    {
        value = taken;
        complaint = null;
        return taken is null ? Taken.Nothing : Taken.Value;
    }
}

internal sealed class WordSource(WordParser parser) : ArgumentSource
{
    private const int LongestQuotation = 40;

    public WordParser Parser => parser;

    public override string TypeName(Texts texts) => parser.TypeName(texts);

    public override string Format(object value, Texts texts) => parser.Format(value, texts);

    public override bool Fits(string word) => parser.TryParse(word, out _);

    public override Taken Take(ref CommandCall call, Texts texts, out object? value, out string? complaint)
    {
        complaint = null;
        if (!call.Words.TryRead(out var word))
        {
            value = null;
            return Taken.Nothing;
        }

        if (parser.TryParse(word, out value))
        {
            return Taken.Value;
        }

        complaint = $"{Quote(word)} {parser.Complaint(word, texts)}";
        return Taken.Misfit;
    }

    /// <summary>Repeats a word to the person who typed it, but not a whole page of it.</summary>
    public static string Quote(ReadOnlySpan<char> word)
    {
        if (word.Length <= LongestQuotation)
        {
            return $"\"{word}\"";
        }

        var end = LongestQuotation - (char.IsHighSurrogate(word[LongestQuotation - 1]) ? 1 : 0);
        return $"\"{word[..end]}…\"";
    }
}

/// <summary>The rest of the line, exactly as sent.</summary>
internal sealed class RestSource(WordParser text) : ArgumentSource
{
    public override bool TakesMany => true;

    public override string TypeName(Texts texts) => text.TypeName(texts);

    public override string Format(object value, Texts texts) => text.Format(value, texts);

    public override Taken Take(ref CommandCall call, Texts texts, out object? value, out string? complaint)
    {
        var rest = call.Words.Rest;
        call.Words = default;
        return Of(rest.IsEmpty ? null : rest.ToString(), out value, out complaint);
    }
}

internal sealed class MentionSource : ArgumentSource
{
    public override string TypeName(Texts texts) => texts.Of("@someone", "@某人");

    public override Taken Take(ref CommandCall call, Texts texts, out object? value, out string? complaint) =>
        Of(call.TakeMention(), out value, out complaint);
}

internal sealed class AttachmentSource : ArgumentSource
{
    public override bool ReadsWords => false;

    public override string TypeName(Texts texts) => texts.Of("picture/file", "图片/文件");

    public override Taken Take(ref CommandCall call, Texts texts, out object? value, out string? complaint) =>
        Of(call.TakeAttachment(), out value, out complaint);
}

/// <summary>All that is left of one kind: a <c>params</c> array.</summary>
internal sealed class ManySource(Type elementType, ArgumentSource element) : ArgumentSource
{
    public override bool ReadsWords => element.ReadsWords;

    public override bool TakesMany => true;

    public override string TypeName(Texts texts) => element.TypeName(texts);

    public override bool Fits(string word) => element.Fits(word);

    public override Taken Take(ref CommandCall call, Texts texts, out object? value, out string? complaint)
    {
        List<object?> taken = [];
        while (true)
        {
            switch (element.Take(ref call, texts, out value, out complaint))
            {
                case Taken.Value:
                    taken.Add(value);
                    continue;
                case Taken.Misfit:
                    return Taken.Misfit;
            }

            var array = Array.CreateInstance(elementType, taken.Count);
            for (var i = 0; i < taken.Count; i++)
            {
                array.SetValue(taken[i], i);
            }

            value = array;
            return Taken.Value;
        }
    }
}
