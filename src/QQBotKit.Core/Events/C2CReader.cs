namespace QQBotKit.Core.Events;

/// <summary>Reads what happens between one person and the bot.</summary>
internal static class C2CReader
{
    public static BotEvent? Read(ref Incoming e)
    {
        if (e.Read(WireJson.Default.WireC2C) is not { } wire || Incoming.First(wire.Openid, wire.UserOpenid) is not { Length: > 0 } user)
        {
            return e.Missing("openid");
        }

        var read = e.Blank<C2CEvent>() with
        {
            Conversation = Target.C2C(user),
            UserOpenid = user,
            Timestamp = wire.Timestamp,
            UnionOpenid = Incoming.OrNull(wire.Author?.UnionOpenid),
        };
        return read switch
        {
            FriendAdded added => added with
            {
                Scene = (FriendScene)wire.Scene,
                SceneParam = wire.SceneParam ?? "",
                ShortCode = wire.ShortCode ?? "",
            },
            ChatEntered entered => entered with { FromSource = wire.FromSource ?? "" },
            _ => read,
        };
    }

    public static BotEvent? ReadSubscription(ref Incoming e)
    {
        var wire = e.Read(WireJson.Default.WireSubscription);
        return ConversationReader.Of(wire?.GroupOpenid, wire?.Openid) is { } conversation
            ? e.Blank<SubscriptionChanged>() with
            {
                Conversation = conversation,
                Openid = wire!.Openid ?? "",
                GroupOpenid = Incoming.OrNull(wire.GroupOpenid),
                Choices = [.. (wire.Result ?? []).OfType<WireSubscriptionResult>().Select(Choice)],
            }
            : e.Missing("openid");
    }

    private static SubscriptionChoice Choice(WireSubscriptionResult wire) => new(wire.TemplateId ?? "", (SubscriptionAnswer)wire.Op)
    {
        CustomTemplateId = wire.CustomTemplateId ?? "",
        SubscriptionId = wire.SubscribeId ?? "",
        SubscribedAt = wire.SubscribeTs,
        UpdatedAt = wire.UpdateTs,
    };
}

internal sealed class WireC2C
{
    public string? Openid { get; set; }

    public string? UserOpenid { get; set; }

    public DateTimeOffset? Timestamp { get; set; }

    public WireUser? Author { get; set; }

    public int Scene { get; set; }

    public string? SceneParam { get; set; }

    public string? ShortCode { get; set; }

    public string? FromSource { get; set; }
}

internal sealed class WireSubscription
{
    public string? GroupOpenid { get; set; }

    public string? Openid { get; set; }

    public WireSubscriptionResult?[]? Result { get; set; }
}

internal sealed class WireSubscriptionResult
{
    public string? TemplateId { get; set; }

    public string? CustomTemplateId { get; set; }

    public int Op { get; set; }

    public string? SubscribeId { get; set; }

    public DateTimeOffset? SubscribeTs { get; set; }

    public DateTimeOffset? UpdateTs { get; set; }
}
