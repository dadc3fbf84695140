using System.Globalization;
using System.Text.Json.Serialization;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rest;

/// <summary>Whom a bot wants to write to, and where they met.</summary>
internal sealed record DirectBody(
    [property: JsonConverter(typeof(LooseText))] string? RecipientId, [property: JsonConverter(typeof(LooseText))] string? SourceGuildId);

/// <summary>Opens direct sessions with members of guilds (频道私信).</summary>
internal sealed class DirectEndpoints(SimulatedWorld world, TimeProvider time)
{
    public void Map(PlatformApi api) => api.Map("POST", "/users/@me/dms", SimulatorJson.Default.DirectBody, OpenAsync);

    private Task OpenAsync(Call call, DirectBody body)
    {
        var guild = world.Guild(body.SourceGuildId);
        var member = guild?.Members.Find(body.RecipientId);
        var refusal = guild is null ? PlatformError.GuildMissing
            : member is null ? PlatformError.NotMemberOfDirect
            : guild.MessageSetting.DisableCreateDm ? PlatformError.DirectClosed
            : null;
        if (refusal is not null)
        {
            return call.EndAsync(refusal);
        }

        return call.Http.AnswerAsync((session: Session(guild!, member!), at: time.GetUtcNow().ToUnixTimeSeconds()), static (json, opened) =>
        {
            json.WriteStartObject();
            json.WriteString("guild_id"u8, opened.session.Id);
            json.WriteString("channel_id"u8, opened.session.ChannelId);
            json.WriteString("create_time"u8, opened.at.ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
        });
    }

    private DirectSession Session(Guild guild, Member member)
    {
        if (world.DirectSession(guild, member.Person) is { } known)
        {
            return known;
        }

        var session = new DirectSession(member)
        {
            Id = StableIds.Number($"direct {guild.Id} {member.Id}"),
            ChannelId = world.NextNumber(),
            Source = guild,
        };
        world.Add(session);
        return session;
    }
}
