using QQBotKit.Core.Events;

namespace QQBotKit.Core.Commands;

/// <summary>What binding one call has used up so far. It lives on the stack while the parameters are bound.</summary>
internal ref struct CommandCall
{
    public WordReader Words;

    private readonly CommandMatch _match;
    private readonly MessageReceived? _message;
    private readonly ButtonContext? _click;
    private CommandContext? _context;
    private ulong _usedMentions;
    private int _usedAttachments;

    /// <summary>A message calls a command.</summary>
    public CommandCall(CommandMatch match, MessageReceived message, IBot bot, CancellationToken cancellationToken)
    {
        (_match, _message, Bot, CancellationToken) = (match, message, bot, cancellationToken);
        Words = new(match.Text.AsSpan(match.ArgumentsStart));
    }

    /// <summary>A click calls the handler of a button.</summary>
    public CommandCall(ButtonContext click)
    {
        (_click, Bot, CancellationToken) = (click, click.Bot, click.CancellationToken);
        Words = new(click.Arguments);
    }

    public IBot Bot { get; }

    public CancellationToken CancellationToken { get; }

    /// <summary>The message; of a command alone.</summary>
    public readonly MessageReceived Message => _message!;

    /// <summary>The call of a command.</summary>
    public CommandContext Context => _context ??= new(Bot, Message, _match.Name, _match.Arguments, CancellationToken);

    /// <summary>The call of a button.</summary>
    public readonly ButtonContext Click => _click!;

    /// <summary>
    /// Takes the person whom the next word mentions. Where the next word is no mention, or names an id that the platform did not list
    /// (some scenes write other ids into the text), it is the next person of the list who was not taken yet.
    /// </summary>
    public Mention? TakeMention()
    {
        var afterToken = Words;
        afterToken.TryRead(out var word);
        var isToken = MentionToken.TryRead(word, out _, out var id);
        var index = isToken ? IndexOf(id) : -1;
        if (index < 0 && (index = FirstUnused()) < 0)
        {
            return null;
        }

        if (isToken)
        {
            Words = afterToken;
        }

        _usedMentions |= Bit(index);
        return Message.Mentions[index];
    }

    public Attachment? TakeAttachment() =>
        _usedAttachments < Message.Attachments.Count ? Message.Attachments[_usedAttachments++] : null;

    /// <summary>Reads the first word that nobody took. The mention of somebody who was taken by the list is not such a word.</summary>
    public bool TryReadLeftOver(out ReadOnlySpan<char> word)
    {
        while (Words.TryRead(out word))
        {
            if (_message is null || !MentionToken.TryRead(word, out _, out var id) || IndexOf(id) is var index && (index < 0 || !IsUsed(index)))
            {
                return true;
            }
        }

        return false;
    }

    private readonly int IndexOf(ReadOnlySpan<char> id)
    {
        for (var i = 0; i < Message.Mentions.Count; i++)
        {
            if (id.SequenceEqual(Message.Mentions[i].Id))
            {
                return i;
            }
        }

        return -1;
    }

    private readonly int FirstUnused()
    {
        for (var i = 0; i < Message.Mentions.Count; i++)
        {
            if (!IsUsed(i))
            {
                return i;
            }
        }

        return -1;
    }

    private readonly bool IsUsed(int mention) => (_usedMentions & Bit(mention)) != 0;

    /// <summary>Mentions after the 64th share the last bit: of those one is taken at most.</summary>
    private static ulong Bit(int mention) => 1UL << Math.Min(mention, 63);
}
