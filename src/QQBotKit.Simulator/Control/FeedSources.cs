using System.Text.Json;
using QQBotKit.Simulator.Audits;
using QQBotKit.Simulator.Interactions;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rules;

namespace QQBotKit.Simulator.Control;

/// <summary>What the feed tells of.</summary>
internal static class FeedSources
{
    /// <summary>Tells of messages and what becomes of them: message, stream, edit, recall; and of bots that write: typing.</summary>
    public static void Follow(this ActivityFeed feed, MessageLog log)
    {
        log.Changed += (message, change) => feed.Publish(JsonNamingPolicy.SnakeCaseLower.ConvertName(change.ToString()), message, MessageView.Write);
        log.Typing += typing => feed.Publish("typing", typing, static (json, typing) =>
        {
            json.WriteStartObject();
            json.WriteString("bot"u8, typing.Bot.AppId);
            json.WriteString("scene"u8, typing.Conversation.Scene);
            json.WriteString("conversation"u8, typing.Conversation.Id);
            json.WriteNumber("seconds"u8, typing.Seconds);
            json.WriteEndObject();
        });
    }

    /// <summary>Tells of clicks: click, and when its state changes acknowledgement.</summary>
    public static void Follow(this ActivityFeed feed, InteractionLog log)
    {
        log.Added += interaction => feed.Publish("click", interaction, InteractionView.Write);
        log.Changed += interaction => feed.Publish("acknowledgement", interaction, InteractionView.Write);
    }

    /// <summary>Tells of limits that were passed because the rules are lenient: rule.</summary>
    public static void Follow(this ActivityFeed feed, RuleBook book) => book.Passed += passed => feed.Publish("rule", passed, static (json, passed) =>
    {
        json.WriteStartObject();
        json.WriteString("bot"u8, passed.Call.Bot?.AppId);
        json.WriteString("scene"u8, passed.Conversation?.Scene);
        json.WriteString("conversation"u8, passed.Conversation?.Id);
        json.WriteString("method"u8, passed.Call.Method);
        json.WriteString("path"u8, passed.Call.Path);
        json.WriteNumber("code"u8, passed.Limit.Code);
        json.WriteString("message"u8, passed.Limit.Message);
        json.WriteEndObject();
    });

    /// <summary>Tells of messages in review: audit, when it begins and when it ends.</summary>
    public static void Follow(this ActivityFeed feed, AuditDesk desk) => desk.Changed += audit => feed.Publish("audit", audit, AuditView.Write);
}
