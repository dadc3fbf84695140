namespace QQBotKit.Core.Events;

/// <summary>Reads what stands in a message beside its text.</summary>
internal static class MessageParts
{
    /// <summary>Who is mentioned, the bot itself excluded.</summary>
    public static IReadOnlyList<Mention> Mentions(WireMention?[]? wire, string? selfId, out bool mentionsMe, out bool everyone)
    {
        mentionsMe = everyone = false;
        if (wire is null or [])
        {
            return [];
        }

        var mentions = new List<Mention>(wire.Length);
        foreach (var user in wire)
        {
            if (user is null)
            {
                continue;
            }

            var id = Incoming.First(user.MemberOpenid, user.Id);
            var all = user.Scope == "all";
            var me = !all && (user.IsYou || (id.Length > 0 && id == selfId));
            mentionsMe |= me;
            everyone |= all;
            if (!me && (id.Length > 0 || all))
            {
                mentions.Add(new Mention(id, user.Username ?? "", all) { IsBot = user.Bot });
            }
        }

        return mentions;
    }

    public static IReadOnlyList<Attachment> Attachments(WireAttachment?[]? wire)
    {
        if (wire is null or [])
        {
            return [];
        }

        var attachments = new List<Attachment>(wire.Length);
        foreach (var file in wire)
        {
            if (file is { Url: { Length: > 0 } url })
            {
                attachments.Add(new Attachment(Absolute(url), file.ContentType ?? "")
                {
                    FileName = Incoming.OrNull(file.Filename),
                    Size = file.Size,
                    Width = file.Width,
                    Height = file.Height,
                    VoiceWavUrl = string.IsNullOrEmpty(file.VoiceWavUrl) ? null : Absolute(file.VoiceWavUrl),
                    Transcript = Incoming.OrNull(file.AsrReferText),
                });
            }
        }

        return attachments;
    }

    public static MessageCard? Card(in Incoming e, WireCard? wire) => wire is null ? null : new MessageCard(wire.ArkType ?? "", wire.Prompt ?? "")
    {
        Name = wire.ArkName ?? "",
        Fields = Fields(e, wire.Fields),
    };

    private static Dictionary<string, string> Fields(in Incoming e, Dictionary<string, TextAt>? wire)
    {
        var fields = new Dictionary<string, string>(wire?.Count ?? 0);
        foreach (var (name, at) in wire ?? [])
        {
            fields.Add(name, e.Text(at));
        }

        return fields;
    }

    // Guild attachments never have a scheme, others sometimes lack it.
    private static string Absolute(string url) =>
        url.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? url : $"https://{url.TrimStart('/')}";
}
