using System.Text.Json;
using System.Text.Json.Serialization;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Audits;
using QQBotKit.Simulator.Events;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Control;

/// <summary>What somebody decides of a message in review.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AuditDecision(AuditVerdict Verdict);

/// <summary>Which messages go into review, and what becomes of them.</summary>
internal sealed class AuditApi(SimulatedWorld world, BotAccounts accounts, AuditDesk desk, MessageLog log, WorldEvents events)
{
    public void Map(ControlRoutes control)
    {
        control.Map("GET", "audits", ListAsync);
        control.Map("POST", "audits", ControlJson.Default.AuditRule, """{"count":1,"verdict":"pass"}""", AddAsync);
        control.Map("DELETE", "audits", http =>
        {
            desk.Clear();
            return ListAsync(http);
        });
        control.Map("PUT", "audits/{audit_id}", ControlJson.Default.AuditDecision, """{"verdict":"pass"} or {"verdict":"reject"}""", DecideAsync);
    }

    private Task ListAsync(HttpContext http) => http.AnswerAsync(desk.Rules, static (json, rules) =>
    {
        json.WriteStartObject();
        json.WriteStartArray("audits"u8);
        foreach (var rule in rules)
        {
            JsonSerializer.Serialize(json, rule, ControlJson.Default.AuditRule);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private Task AddAsync(HttpContext http, AuditRule rule)
    {
        var wrong = rule.Check() switch
        {
            { } why => why,
            _ when rule.Bot is not null && !accounts.Knows(rule.Bot) => Lookup.UnknownBot(rule.Bot, accounts),
            _ when rule.Conversation is not null && world.Conversation(rule.Conversation) is null =>
                $"unknown conversation {ControlAnswers.Quote(rule.Conversation)}: GET /simulator/world lists them",
            _ => null,
        };
        if (wrong is not null)
        {
            return http.RefuseAsync(wrong);
        }

        desk.Add(rule);
        return ListAsync(http);
    }

    private async Task DecideAsync(HttpContext http, AuditDecision decision)
    {
        var id = http.Request.RouteValues["audit_id"] as string ?? "";
        if (desk.Find(id) is not { } audit)
        {
            await http.RefuseAsync($"there is no review {ControlAnswers.Quote(id)}, or it is no longer kept", StatusCodes.Status404NotFound);
        }
        else if (decision.Verdict == AuditVerdict.None)
        {
            await http.RefuseAsync("verdict is pass or reject");
        }
        else if (!await desk.DecideAsync(audit, decision.Verdict, log, events))
        {
            await http.RefuseAsync("the review is decided already", StatusCodes.Status409Conflict);
        }
        else
        {
            await http.AnswerAsync(audit, AuditView.Write);
        }
    }
}

/// <summary>Reviews as the control API shows them.</summary>
internal static class AuditView
{
    public static void Write(Utf8JsonWriter json, PendingAudit audit)
    {
        var message = audit.Message;
        json.WriteStartObject();
        json.WriteString("audit_id"u8, audit.Id);
        json.WriteString("bot"u8, message.Bot!.AppId);
        json.WriteString("scene"u8, message.Conversation.Scene);
        json.WriteString("conversation"u8, message.Conversation.Id);
        json.WriteString("text"u8, message.Text);
        json.WriteString("at"u8, PlatformTime.Format(audit.At));
        json.WriteString("verdict"u8, audit.Verdict switch { null => "none", AuditVerdict.Pass => "pass", _ => "reject" });
        json.WriteString("message_id"u8, audit.Verdict == AuditVerdict.Pass ? message.Id : null);
        json.WriteEndObject();
    }
}
