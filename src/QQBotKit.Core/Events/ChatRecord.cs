namespace QQBotKit.Core.Events;

/// <summary>
/// Takes apart a list of messages that the platform wrote as one text: a quoted chat record, or the last messages of a group. A block for each:
/// <c>=== 消息 1 ===</c>, <c>[消息内容] …</c> and, in a group's list, <c>[发送者] name</c>.
/// </summary>
internal static class ChatRecord
{
    private const string ContentMark = "[消息内容] ";
    private const string SenderMark = "[发送者] ";

    /// <summary>Whether a text is such a list.</summary>
    public static bool IsOne(string text) => text.StartsWith(Header(1), StringComparison.Ordinal);

    /// <summary>The messages of the list; none where the text is something else.</summary>
    public static IEnumerable<MessageElement> Read(string text)
    {
        if (!IsOne(text))
        {
            yield break;
        }

        // Only the next number begins a block: somebody may write a line that looks like one.
        var start = Header(1).Length;
        for (var number = 2; start < text.Length; number++)
        {
            var header = $"\n{Header(number)}";
            var end = text.IndexOf(header, start, StringComparison.Ordinal);
            yield return Block(text[start..(end < 0 ? text.Length : end)]);
            start = end < 0 ? text.Length : end + header.Length;
        }
    }

    private static string Header(int number) => $"=== 消息 {number} ===";

    private static MessageElement Block(string block)
    {
        var text = block.AsSpan().Trim();
        Sender? sender = null;
        var lastLine = text.LastIndexOf('\n') + 1;
        if (text[lastLine..].StartsWith(SenderMark))
        {
            sender = new Sender("", text[(lastLine + SenderMark.Length)..].Trim().ToString());
            text = text[..lastLine].TrimEnd();
        }

        if (text.StartsWith(ContentMark.AsSpan().TrimEnd()))
        {
            text = text[(ContentMark.Length - 1)..].Trim();
        }

        return new MessageElement { Sender = sender, Text = text.ToString() };
    }
}
