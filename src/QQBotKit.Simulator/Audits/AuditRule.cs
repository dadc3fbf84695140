using System.Text.Json;
using System.Text.Json.Serialization;

namespace QQBotKit.Simulator;

/// <summary>What comes of a message in review.</summary>
[JsonConverter(typeof(AuditVerdictConverter))]
public enum AuditVerdict
{
    /// <summary>People get it: MESSAGE_AUDIT_PASS.</summary>
    Pass,

    /// <summary>Nobody gets it: MESSAGE_AUDIT_REJECT.</summary>
    Reject,

    /// <summary>It stays in review until somebody decides with <c>PUT /simulator/audits/AUDIT_ID</c>.</summary>
    None,
}

/// <summary>When a bot is told of a verdict.</summary>
[JsonConverter(typeof(AuditMomentConverter))]
public enum AuditMoment
{
    /// <summary>Later than the answer to its call.</summary>
    AfterAnswer,

    /// <summary>Earlier than the answer to its call, as can happen on the platform.</summary>
    BeforeAnswer,
}

/// <summary>Which messages of bots the platform puts into review (消息审核), and how that ends. As JSON it is what <c>POST /simulator/audits</c> takes.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AuditRule
{
    /// <summary>AppID of the bot whose messages they are; any bot when null.</summary>
    public string? Bot { get; init; }

    /// <summary>The id of the conversation that they go to; any when null.</summary>
    public string? Conversation { get; init; }

    /// <summary>How many messages; when null all, until it is ended.</summary>
    public int? Count { get; init; }

    /// <summary>The HTTP status of the answer: 202, 201, or 200, which was seen as well; 202 when null.</summary>
    public int? Status { get; init; }

    /// <summary>What comes of them.</summary>
    public AuditVerdict Verdict { get; init; }

    /// <summary>When the bot is told.</summary>
    public AuditMoment When { get; init; }

    /// <summary>After the answer: how many milliseconds of the simulator's clock later.</summary>
    public int Milliseconds { get; init; }

    /// <summary>Says what is wrong with it.</summary>
    internal string? Check() => this switch
    {
        { Count: < 1 } => "count is a whole number from 1",
        { Status: not (null or 200 or 201 or 202) } => "status is 202, 201 or 200",
        { Milliseconds: < 0 } => "milliseconds is a whole number from 0",
        { When: AuditMoment.BeforeAnswer, Milliseconds: > 0 } => "milliseconds are counted from the answer on",
        _ => null,
    };
}

internal sealed class AuditVerdictConverter() : JsonStringEnumConverter<AuditVerdict>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

internal sealed class AuditMomentConverter() : JsonStringEnumConverter<AuditMoment>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
