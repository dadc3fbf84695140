using System.Text.Json;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Events;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Guilds;

/// <summary>Threads that bots write and delete; those of the private domain hear what was written, others only that it was.</summary>
internal sealed class Forum(SimulatedWorld world, WorldEvents events, TimeProvider time)
{
    private const int OfThread = 1;

    /// <summary>A bot writes a thread. It hears how the review went.</summary>
    /// <param name="forum">A channel of type forum.</param>
    /// <param name="author">The bot.</param>
    /// <param name="task">The number that it was told.</param>
    /// <param name="title">The title, plain.</param>
    /// <param name="content">RichText in JSON.</param>
    public async Task WriteAsync(Channel forum, Bot author, string task, string title, string content)
    {
        // As B_79051362477c03001441152186803328090X60-1645413753.
        var now = PlatformTime.Now(time);
        var thread = new ForumThread($"B_{Random.Shared.NextInt64(1L << 48):x12}{author.Id}X60-{now.ToUnixTimeSeconds()}", author.Id, title, content, now);
        forum.Threads.TryAdd(thread, index: 0);
        await events.PublishAsync("FORUM_PUBLISH_AUDIT_RESULT", forum, (forum, thread, task), WriteResult, author);
        await PublishAsync("THREAD_CREATE", forum, thread);
    }

    /// <summary>A thread is deleted. False when there is no such thread.</summary>
    public async Task<bool> DeleteAsync(Channel forum, string threadId)
    {
        if (forum.Threads.Remove(threadId) is not { } thread)
        {
            return false;
        }

        await PublishAsync("THREAD_DELETE", forum, thread);
        return true;
    }

    /// <summary>A number for what a bot asks for and is done later.</summary>
    public string NewTask() => world.NextNumber();

    /// <summary>Writes a thread as answers have it: the title plain, the content as RichText in a string.</summary>
    public static void Write(Utf8JsonWriter json, (Channel Forum, ForumThread Thread) found) => Write(json, found, found.Thread.Title);

    private async Task PublishAsync(string type, Channel forum, ForumThread thread)
    {
        await events.PublishAsync($"OPEN_FORUM_{type}", forum, (forum, thread), static (json, told) =>
        {
            json.WriteStartObject();
            WritePlace(json, told);
            json.WriteEndObject();
        });

        // Documentation shows title and content as lists of objects; what comes over the wire is RichText in a string, and the platform's own
        // clients read that.
        await events.PublishAsync($"FORUM_{type}", forum, (forum, thread), static (json, told) => Write(json, told, RichText.FromPlain(told.thread.Title)));
    }

    private static void Write(Utf8JsonWriter json, (Channel Forum, ForumThread Thread) found, string title)
    {
        json.WriteStartObject();
        WritePlace(json, found);
        json.WriteStartObject("thread_info"u8);
        json.WriteString("thread_id"u8, found.Thread.Id);
        json.WriteString("title"u8, title);
        json.WriteString("content"u8, found.Thread.Content);
        json.WriteString("date_time"u8, PlatformTime.Format(found.Thread.At));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, (Channel Forum, ForumThread Thread, string Task) review)
    {
        json.WriteStartObject();
        WritePlace(json, (review.Forum, review.Thread));
        json.WriteNumber("type"u8, OfThread);
        json.WriteNumber("result"u8, 0);
        json.WriteString("err_msg"u8, ""u8);
        json.WriteString("thread_id"u8, review.Thread.Id);
        json.WriteString("post_id"u8, ""u8);
        json.WriteString("reply_id"u8, ""u8);
        json.WriteString("task_id"u8, review.Task);
        json.WriteString("date_time"u8, PlatformTime.Format(review.Thread.At));
        json.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter json, (Channel Forum, ForumThread Thread) found)
    {
        json.WriteString("guild_id"u8, found.Forum.Guild.Id);
        json.WriteString("channel_id"u8, found.Forum.Id);
        json.WriteString("author_id"u8, found.Thread.AuthorId);
    }
}
