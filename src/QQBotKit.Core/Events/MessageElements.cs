namespace QQBotKit.Core.Events;

/// <summary>Reads the messages inside a message (<c>msg_elements</c>).</summary>
internal static class MessageElements
{
    public static MessageElement Read(in Incoming e, WireElement wire)
    {
        var text = MessageText.Read(wire.Content ?? "", out var faces);
        return new MessageElement
        {
            Sender = Sender(e, wire.Author),
            Text = text,
            Kind = (MessageKind)wire.MessageType,
            Index = Incoming.OrNull(wire.MsgIdx),
            Attachments = MessageParts.Attachments(wire.Attachments),
            Faces = faces,
            Card = MessageParts.Card(e, wire.ArkData),
            Elements = [.. ChatRecord.Read(text), .. All(e, wire.MsgElements)],
        };
    }

    /// <summary>The messages around one: a list of the platform's comes as one element with all of them in its text.</summary>
    /// <param name="e">The event.</param>
    /// <param name="wire">The elements of the message.</param>
    /// <param name="skip">How many of them are something else.</param>
    public static IReadOnlyList<MessageElement> Context(in Incoming e, List<WireElement?>? wire, int skip)
    {
        if (wire is null || wire.Count <= skip)
        {
            return [];
        }

        var context = new List<MessageElement>();
        foreach (var element in wire[skip..])
        {
            if (element is not null)
            {
                var read = Read(e, element);
                var isList = element.Attachments is null or [] && ChatRecord.IsOne(read.Text);
                context.AddRange(isList ? read.Elements : [read]);
            }
        }

        return context;
    }

    private static List<MessageElement> All(in Incoming e, List<WireElement?>? wire)
    {
        var elements = new List<MessageElement>(wire?.Count ?? 0);
        foreach (var element in wire ?? [])
        {
            if (element is not null)
            {
                elements.Add(Read(e, element));
            }
        }

        return elements;
    }

    private static Sender? Sender(in Incoming e, WireUser? user)
    {
        if (user is null)
        {
            return null;
        }

        var id = MessageReader.SenderId(e, user, Incoming.First(user.MemberOpenid, user.UserOpenid));
        return id.Length == 0 && string.IsNullOrEmpty(user.Username) ? null : MessageReader.Sender(id, user);
    }
}
