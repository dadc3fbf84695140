using System.Text.Json.Serialization;

namespace QQBotKit.Core.Events;

/// <summary>Reads clicks on buttons and what else people do with the controls of the bot.</summary>
internal static class InteractionReader
{
    public static BotEvent? Read(ref Incoming e)
    {
        if (e.Read(WireJson.Default.WireInteraction) is not { Id: { Length: > 0 } id } wire)
        {
            return e.Missing("id");
        }

        // The oldest frames tell neither where nor who.
        var conversation = ConversationReader.Of(wire.GroupOpenid, wire.UserOpenid, wire.ChannelId);
        var resolved = wire.Data?.Resolved ?? new WireResolved();
        return e.Blank<InteractionCreated>() with
        {
            Conversation = conversation,
            Id = id,
            Kind = (InteractionKind)(wire.Type != 0 ? wire.Type : wire.Data?.Type ?? 0),
            UserId = (conversation?.Scene switch
            {
                Scene.Group => wire.GroupMemberOpenid,
                Scene.C2C => wire.UserOpenid,
                _ => resolved.UserId,
            }) ?? "",
            GuildId = Incoming.OrNull(wire.GuildId),
            Timestamp = wire.Timestamp,
            ButtonId = resolved.ButtonId ?? "",
            ButtonData = resolved.ButtonData ?? "",
            FeatureId = Incoming.OrNull(resolved.FeatureId),
            MessageId = Incoming.OrNull(resolved.MessageId),
            Feedback = resolved.FeedbackOpt is { Length: > 0 } option ? new InteractionFeedback(option, resolved.Checked != 0) : null,
            Action = Incoming.OrNull(resolved.Action),
            Authorization = resolved.AuthorizeData is { } authorized
                ? new InteractionAuthorization(authorized.Scope ?? "", authorized.OptScene ?? "")
                : null,
            MessageScene = resolved.MessageScene,
        };
    }
}

internal sealed class WireInteraction
{
    public string? Id { get; set; }

    public int Type { get; set; }

    public string? GuildId { get; set; }

    public string? ChannelId { get; set; }

    public string? UserOpenid { get; set; }

    public string? GroupOpenid { get; set; }

    public string? GroupMemberOpenid { get; set; }

    public DateTimeOffset? Timestamp { get; set; }

    public WireInteractionData? Data { get; set; }
}

internal sealed class WireInteractionData
{
    public int Type { get; set; }

    public WireResolved? Resolved { get; set; }
}

internal sealed class WireResolved
{
    public string? ButtonData { get; set; }

    public string? ButtonId { get; set; }

    public string? UserId { get; set; }

    public string? FeatureId { get; set; }

    public string? MessageId { get; set; }

    public string? FeedbackOpt { get; set; }

    public int Checked { get; set; }

    public string? Action { get; set; }

    [JsonConverter(typeof(SceneConverter))]
    public MessageScene? MessageScene { get; set; }

    public WireAuthorization? AuthorizeData { get; set; }
}

internal sealed class WireAuthorization
{
    public string? OptScene { get; set; }

    public string? Scope { get; set; }
}
