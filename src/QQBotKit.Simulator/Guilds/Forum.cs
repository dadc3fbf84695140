using System.Text.Json;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Events;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Guilds;

/// <summary>Threads of forums, comments on them and answers to those; bots of the private domain hear what was written, others only that it was.</summary>
internal sealed class Forum(SimulatedWorld world, WorldEvents events, TimeProvider time)
{
    private enum Kind
    {
        Thread = 1,
        Post = 2,
        Reply = 3,
    }

    /// <summary>Someone writes a thread.</summary>
    /// <param name="forum">A channel of type forum.</param>
    /// <param name="authorId">The id of a person or a bot.</param>
    /// <param name="title">The title, plain.</param>
    /// <param name="content">RichText in JSON.</param>
    /// <param name="asked">The bot that asked for it and the task it was told: it hears how the review went.</param>
    public async Task<(ForumThread Thread, Published Event)> WriteThreadAsync(
        Channel forum, string authorId, string title, string content, (Bot Bot, string TaskId)? asked = null)
    {
        var now = PlatformTime.Now(time);
        var thread = new ForumThread(NewId('B', authorId, now), authorId, title, content, now);
        forum.Threads.TryAdd(thread, index: 0);
        var entry = new Entry(Kind.Thread, forum, authorId, thread, null, null);
        if (asked is { } by)
        {
            await events.PublishAsync("FORUM_PUBLISH_AUDIT_RESULT", forum, (entry, by.TaskId), WriteResult, by.Bot);
        }

        return (thread, await PublishAsync("THREAD_CREATE", entry));
    }

    /// <summary>A thread is deleted, with all that belongs to it.</summary>
    /// <returns>The event; null when there is no such thread.</returns>
    public async Task<Published?> DeleteThreadAsync(Channel forum, string threadId) => forum.Threads.Remove(threadId) is { } thread
        ? await PublishAsync("THREAD_DELETE", new(Kind.Thread, forum, thread.AuthorId, thread, null, null))
        : null;

    /// <summary>Someone comments on a thread.</summary>
    public async Task<(ForumPost Post, Published Event)> WritePostAsync(Channel forum, ForumThread thread, string authorId, string content)
    {
        var now = PlatformTime.Now(time);
        var post = new ForumPost(NewId('c', authorId, now), authorId, content, now);
        thread.Posts.TryAdd(post);
        return (post, await PublishAsync("POST_CREATE", new(Kind.Post, forum, authorId, thread, post, null)));
    }

    /// <summary>A comment is deleted, with the answers to it.</summary>
    /// <returns>The event; null when there is no such comment.</returns>
    public async Task<Published?> DeletePostAsync(Channel forum, ForumThread thread, string postId) => thread.Posts.Remove(postId) is { } post
        ? await PublishAsync("POST_DELETE", new(Kind.Post, forum, post.AuthorId, thread, post, null))
        : null;

    /// <summary>Someone answers a comment.</summary>
    public async Task<(ForumReply Reply, Published Event)> WriteReplyAsync(
        Channel forum, ForumThread thread, ForumPost post, string authorId, string content)
    {
        var now = PlatformTime.Now(time);
        var reply = new ForumReply(NewId('r', authorId, now), authorId, content, now);
        post.Replies.TryAdd(reply);
        return (reply, await PublishAsync("REPLY_CREATE", new(Kind.Reply, forum, authorId, thread, post, reply)));
    }

    /// <summary>An answer to a comment is deleted.</summary>
    /// <returns>The event; null when there is no such answer.</returns>
    public async Task<Published?> DeleteReplyAsync(Channel forum, ForumThread thread, ForumPost post, string replyId) =>
        post.Replies.Remove(replyId) is { } reply
            ? await PublishAsync("REPLY_DELETE", new(Kind.Reply, forum, reply.AuthorId, thread, post, reply))
            : null;

    /// <summary>A number for what a bot asks for and is done later.</summary>
    public string NewTask() => world.NextNumber();

    /// <summary>Writes a thread as answers have it: the title plain, the content as RichText in a string.</summary>
    public static void WriteThread(Utf8JsonWriter json, (Channel Forum, ForumThread Thread) found)
    {
        var (forum, thread) = found;
        json.WriteStartObject();
        WritePlace(json, forum, thread.AuthorId);
        WriteThreadInfo(json, thread, thread.Title);
        json.WriteEndObject();
    }

    private async Task<Published> PublishAsync(string type, Entry entry)
    {
        await events.PublishAsync($"OPEN_FORUM_{type}", entry.Forum, entry, static (json, entry) =>
        {
            json.WriteStartObject();
            WritePlace(json, entry.Forum, entry.AuthorId);
            json.WriteEndObject();
        });
        return await events.PublishAsync($"FORUM_{type}", entry.Forum, entry, WriteEntry);
    }

    // Documentation shows content as a list of objects; what comes over the wire is RichText in a string, and the platform's own clients read that.
    private static void WriteEntry(Utf8JsonWriter json, Entry entry)
    {
        json.WriteStartObject();
        WritePlace(json, entry.Forum, entry.AuthorId);
        if (entry is { Post: null })
        {
            WriteThreadInfo(json, entry.Thread, RichText.FromPlain(entry.Thread.Title));
        }
        else
        {
            json.WriteStartObject(entry.Reply is null ? "post_info"u8 : "reply_info"u8);
            json.WriteString("thread_id"u8, entry.Thread.Id);
            json.WriteString("post_id"u8, entry.Post.Id);
            if (entry.Reply is not null)
            {
                json.WriteString("reply_id"u8, entry.Reply.Id);
            }

            json.WriteString("content"u8, entry.Reply?.Content ?? entry.Post.Content);
            json.WriteString("date_time"u8, PlatformTime.Format(entry.Reply?.At ?? entry.Post.At));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, (Entry Entry, string TaskId) review)
    {
        var (entry, taskId) = review;
        json.WriteStartObject();
        WritePlace(json, entry.Forum, entry.AuthorId);
        json.WriteNumber("type"u8, (int)entry.Kind);
        json.WriteNumber("result"u8, 0);
        json.WriteString("err_msg"u8, ""u8);
        json.WriteString("thread_id"u8, entry.Thread.Id);
        json.WriteString("post_id"u8, entry.Post?.Id ?? "");
        json.WriteString("reply_id"u8, entry.Reply?.Id ?? "");
        json.WriteString("task_id"u8, taskId);
        json.WriteString("date_time"u8, PlatformTime.Format(entry.Thread.At));
        json.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter json, Channel forum, string authorId)
    {
        json.WriteString("guild_id"u8, forum.Guild.Id);
        json.WriteString("channel_id"u8, forum.Id);
        json.WriteString("author_id"u8, authorId);
    }

    private static void WriteThreadInfo(Utf8JsonWriter json, ForumThread thread, string title)
    {
        json.WriteStartObject("thread_info"u8);
        json.WriteString("thread_id"u8, thread.Id);
        json.WriteString("title"u8, title);
        json.WriteString("content"u8, thread.Content);
        json.WriteString("date_time"u8, PlatformTime.Format(thread.At));
        json.WriteEndObject();
    }

    // As B_79051362477c03001441152186803328090X60-1645413753.
    private static string NewId(char kind, string authorId, DateTimeOffset at) =>
        $"{kind}_{Random.Shared.NextInt64(1L << 48):x12}{authorId}X60-{at.ToUnixTimeSeconds()}";

    private sealed record Entry(Kind Kind, Channel Forum, string AuthorId, ForumThread Thread, ForumPost? Post, ForumReply? Reply);
}
