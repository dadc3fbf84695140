namespace QQBotKit.Core.Events;

/// <summary>Reads what happens in voice and live channels.</summary>
internal static class AudioReader
{
    public static BotEvent? Read(ref Incoming e) => e.Read(WireJson.Default.WireAudio) is { ChannelId: { Length: > 0 } channel } wire
        ? e.Blank<AudioEvent>() with
        {
            Conversation = Target.Channel(channel),
            GuildId = wire.GuildId ?? "",
            ChannelId = channel,
            AudioUrl = Incoming.OrNull(wire.AudioUrl),
            Text = Incoming.OrNull(wire.Text),
        }
        : e.Missing("channel_id");

    public static BotEvent? ReadMember(ref Incoming e) =>
        e.Read(WireJson.Default.WireAudio) is { ChannelId: { Length: > 0 } channel, UserId: { Length: > 0 } user } wire
            ? e.Blank<ChannelMemberEvent>() with
            {
                Conversation = Target.Channel(channel),
                GuildId = wire.GuildId ?? "",
                ChannelId = channel,
                UserId = user,
                ChannelKind = (AudioChannelKind)wire.ChannelType,
            }
            : e.Missing("channel_id or d.user_id");
}

internal sealed class WireAudio
{
    public string? GuildId { get; set; }

    public string? ChannelId { get; set; }

    public string? AudioUrl { get; set; }

    public string? Text { get; set; }

    public string? UserId { get; set; }

    public int ChannelType { get; set; }
}
