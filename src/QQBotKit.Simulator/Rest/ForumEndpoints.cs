using System.Globalization;
using System.Text.Json.Serialization;
using QQBotKit.Simulator.Guilds;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rest;

/// <summary>A thread that a bot writes.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
internal sealed record ThreadBody(string? Title, string? Content, int? Format);

/// <summary>Threads of forums (论坛帖子).</summary>
internal sealed class ForumEndpoints(Forum forum, TimeProvider time)
{
    private const int Plain = 1;
    private const int Html = 2;
    private const int Markdown = 3;
    private const int Json = 4;

    public void Map(GuildApi api)
    {
        const string All = "/channels/{channel_id}/threads";
        const string One = "/channels/{channel_id}/threads/{thread_id}";
        api.Channel("GET", All, static (call, channel) => channel.Type != ChannelType.Forum ? Call.Refuse(PlatformError.NoForum)
            : call.AnswerAsync(channel, static (json, channel) =>
            {
                json.WriteStartObject();
                json.WritePropertyName("threads"u8);
                GuildJson.WriteArray(json, channel.Threads.All.Select(thread => (channel, thread)), Forum.Write);
                json.WriteNumber("is_finish"u8, 1);
                json.WriteEndObject();
            }), BotRights.PrivateDomain);
        api.Channel("PUT", All, SimulatorJson.Default.ThreadBody, WriteAsync, BotRights.PrivateDomain);
        api.Channel("GET", One, static (call, channel) => channel.Threads.Find(call.Path("thread_id")) is not { } thread
            ? Call.Refuse(PlatformError.ThreadGone)
            : call.AnswerAsync((channel, thread), static (json, found) =>
            {
                json.WriteStartObject();
                json.WritePropertyName("thread"u8);
                Forum.Write(json, found);
                json.WriteEndObject();
            }), BotRights.PrivateDomain);
        api.Channel("DELETE", One, async (call, channel) => await forum.DeleteAsync(channel, call.Path("thread_id"))
            ? await call.AnswerAsync(StatusCodes.Status204NoContent)
            : PlatformError.ThreadGone, BotRights.PrivateDomain);
    }

    private async Task<PlatformError?> WriteAsync(Call call, Channel channel, ThreadBody body)
    {
        if (channel.Type != ChannelType.Forum)
        {
            return PlatformError.NoForum;
        }

        if (string.IsNullOrWhiteSpace(body.Title))
        {
            return PlatformError.ThreadTitleEmpty;
        }

        if (string.IsNullOrWhiteSpace(body.Content))
        {
            return PlatformError.ThreadContentEmpty;
        }

        var content = body.Format switch
        {
            Plain or Markdown => RichText.FromPlain(body.Content),
            Html => RichText.FromHtml(body.Content),
            Json => RichText.IsValid(body.Content) ? body.Content : null,
            _ => null,
        };
        if (content is null)
        {
            return body.Format == Json ? PlatformError.ThreadJsonInvalid : PlatformError.ThreadFormatUnknown;
        }

        // As on the platform the answer is only that it will be looked at. Here that happens at once.
        var task = forum.NewTask();
        await forum.WriteAsync(channel, call.Bot, task, body.Title, content);
        return await call.AnswerAsync((task, at: time.GetUtcNow().ToUnixTimeSeconds()), static (json, accepted) =>
        {
            json.WriteStartObject();
            json.WriteString("task_id"u8, accepted.task);
            json.WriteString("create_time"u8, accepted.at.ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
        });
    }
}
