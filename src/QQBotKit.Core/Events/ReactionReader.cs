using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace QQBotKit.Core.Events;

/// <summary>Reads emoji that are put on something.</summary>
internal static class ReactionReader
{
    public static BotEvent? Read(ref Incoming e) =>
        e.Read(WireJson.Default.WireReaction) is { ChannelId: { Length: > 0 } channel, UserId: { Length: > 0 } user } wire
            ? e.Blank<ReactionEvent>() with
            {
                Conversation = Target.Channel(channel),
                GuildId = wire.GuildId ?? "",
                ChannelId = channel,
                UserId = user,
                TargetId = wire.Target?.Id ?? "",
                TargetKind = wire.Target?.Type ?? ReactionTarget.Unknown,
                EmojiId = wire.Emoji?.Id ?? "",
                EmojiKind = (EmojiKind)(wire.Emoji?.Type ?? 0),
                Emoji = EmojiOf(wire.Emoji),
            }
            : e.Missing("channel_id or d.user_id");

    /// <summary>An emoji of Unicode, which comes as itself or as the number of its code point.</summary>
    public static string? Unicode(string id) =>
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > char.MaxValue >> 8 && Rune.TryCreate(number, out var rune)
            ? rune.ToString()
            : Incoming.OrNull(id);

    private static string? EmojiOf(WireEmoji? wire) => (EmojiKind)(wire?.Type ?? 0) == EmojiKind.Unicode ? Unicode(wire!.Id ?? "") : null;
}

internal sealed class WireReaction
{
    public string? GuildId { get; set; }

    public string? ChannelId { get; set; }

    public string? UserId { get; set; }

    public WireReactionTarget? Target { get; set; }

    public WireEmoji? Emoji { get; set; }
}

internal sealed class WireReactionTarget
{
    public string? Id { get; set; }

    [JsonConverter(typeof(ReactionTargetConverter))]
    public ReactionTarget Type { get; set; }
}

internal sealed class WireEmoji
{
    public string? Id { get; set; }

    public int Type { get; set; }
}

/// <summary>What an emoji is on: a number, or the name of the platform's own enum.</summary>
internal sealed class ReactionTargetConverter : JsonConverter<ReactionTarget>
{
    public override bool HandleNull => true;

    public override ReactionTarget Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number when reader.TryGetInt32(out var number):
                return (ReactionTarget)number;
            case JsonTokenType.String:
                return reader.GetString() switch
                {
                    "ReactionTargetType_MSG" => ReactionTarget.Message,
                    "ReactionTargetType_FEED" => ReactionTarget.Thread,
                    "ReactionTargetType_COMMNENT" or "ReactionTargetType_COMMENT" => ReactionTarget.Post, // the first is how the platform spells it
                    "ReactionTargetType_REPLY" => ReactionTarget.Reply,
                    var text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                        ? (ReactionTarget)number
                        : ReactionTarget.Unknown,
                };
            default:
                reader.Skip();
                return ReactionTarget.Unknown;
        }
    }

    public override void Write(Utf8JsonWriter writer, ReactionTarget value, JsonSerializerOptions options) => throw new NotSupportedException();
}
