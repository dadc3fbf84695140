namespace QQBotKit.Core.Events;

/// <summary>Reads the messages of all scenes.</summary>
internal static class MessageReader
{
    public static BotEvent? ReadGroup(ref Incoming e)
    {
        if (e.Read(WireJson.Default.WireMessage) is not { } wire)
        {
            return e.Missing("id");
        }

        var group = string.IsNullOrEmpty(wire.GroupOpenid) ? e.Text(wire.GroupId) : wire.GroupOpenid;
        return group.Length == 0 ? e.Missing("group_openid") : Read(ref e, wire, Target.Group(group), wire.Author?.MemberOpenid);
    }

    public static BotEvent? ReadC2C(ref Incoming e)
    {
        if (e.Read(WireJson.Default.WireMessage) is not { } wire)
        {
            return e.Missing("id");
        }

        var user = SenderId(e, wire.Author, wire.Author?.UserOpenid);
        return Read(ref e, wire, Target.C2C(user), user);
    }

    public static BotEvent? ReadGuild(ref Incoming e) => e.Read(WireJson.Default.WireMessage) is not { } wire ? e.Missing("id")
        : string.IsNullOrEmpty(wire.ChannelId) ? e.Missing("channel_id")
        : Read(ref e, wire, Target.Channel(wire.ChannelId), null);

    public static BotEvent? ReadDirect(ref Incoming e) => e.Read(WireJson.Default.WireMessage) is not { } wire ? e.Missing("id")
        : string.IsNullOrEmpty(wire.GuildId) ? e.Missing("guild_id")
        : Read(ref e, wire, Target.Direct(wire.GuildId), null);

    /// <summary>Who wrote something, as the contract says it.</summary>
    public static Sender Sender(string id, WireUser user) => new(id, user.Username ?? "")
    {
        IsBot = user.Bot,
        Role = Incoming.OrNull(user.MemberRole),
        UnionOpenid = Incoming.OrNull(user.UnionOpenid),
        Avatar = Incoming.OrNull(user.Avatar),
    };

    /// <summary>The id of a sender: the openid of the scene where there is one.</summary>
    public static string SenderId(in Incoming e, WireUser? user, string? openid) =>
        !string.IsNullOrEmpty(openid) ? openid : user is null ? "" : e.Text(user.Id);

    private static MessageReceived? Read(ref Incoming e, WireMessage wire, Target conversation, string? openid)
    {
        var senderId = SenderId(e, wire.Author, openid);
        if (string.IsNullOrEmpty(wire.Id) || senderId.Length == 0)
        {
            e.Missing(senderId.Length == 0 ? "author.id" : "id");
            return null;
        }

        var addressesBot = e.Type.AddressesBot;
        var inGuild = conversation.Scene is Scene.Channel or Scene.Direct;
        var content = wire.Content ?? "";
        var text = MessageText.Read(content, new BotMention(e.SelfId, wire.Mentions, addressesBot), inGuild, out var faces);
        var mentions = MessageParts.Mentions(wire.Mentions, e.SelfId, out var mentionsMe, out var everyone);
        var scene = wire.MessageScene;
        var quotedId = Incoming.OrNull(scene?.Find(SceneConverter.QuotedKey)) ?? Incoming.OrNull(wire.MessageReference?.MessageId);
        var isQuote = (MessageKind)wire.MessageType == MessageKind.Quote || quotedId is not null;
        return new MessageReceived
        {
            Type = e.Type.Name,
            EventId = e.EventId,
            Json = e.Data,
            Conversation = conversation,
            Id = wire.Id,
            Sender = wire.Member is { } member ? Member(Sender(senderId, wire.Author!), member) : Sender(senderId, wire.Author!),
            Content = content,
            Text = text,
            Timestamp = wire.Timestamp,
            EditedAt = wire.EditedTimestamp,
            Kind = (MessageKind)wire.MessageType,
            ToMe = addressesBot || mentionsMe,
            MentionsEveryone = everyone || wire.MentionEveryone,
            GuildId = inGuild ? Incoming.OrNull(wire.GuildId) : null,
            SourceGuildId = Incoming.OrNull(wire.SrcGuildId),
            Index = Incoming.OrNull(scene?.Find(SceneConverter.IndexKey)),
            QuotedId = quotedId,
            Quoted = isQuote && wire.MsgElements is [{ } quoted, ..] ? MessageElements.Read(e, quoted) : null,
            Context = MessageElements.Context(e, wire.MsgElements, skip: isQuote ? 1 : 0),
            Attachments = MessageParts.Attachments(wire.Attachments),
            Mentions = mentions,
            Faces = faces,
            Card = MessageParts.Card(e, wire.ArkData),
            MessageScene = scene,
        };
    }

    private static Sender Member(Sender sender, WireMember member) => sender with
    {
        Nick = Incoming.OrNull(member.Nick),
        Roles = GuildReader.Roles(member.Roles),
        JoinedAt = member.JoinedAt,
    };
}
