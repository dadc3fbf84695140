namespace QQBotKit.Core.Events;

/// <summary>Reads what happens in groups.</summary>
internal static class GroupReader
{
    public static BotEvent? ReadRobot(ref Incoming e) => e.Read(WireJson.Default.WireGroup) is { GroupOpenid: { Length: > 0 } group } wire
        ? e.Blank<GroupRobotEvent>() with
        {
            Conversation = Target.Group(group),
            GroupOpenid = group,
            OperatorOpenid = wire.OpMemberOpenid ?? "",
            Timestamp = wire.Timestamp,
        }
        : e.Missing("group_openid");

    public static BotEvent? ReadMember(ref Incoming e) => e.Read(WireJson.Default.WireGroup) is not { GroupOpenid: { Length: > 0 } group } wire
        ? e.Missing("group_openid")
        : wire.MemberOpenid is { Length: > 0 } member
            ? e.Blank<GroupMemberEvent>() with
            {
                Conversation = Target.Group(group),
                GroupOpenid = group,
                MemberOpenid = member,
                UserOpenid = Incoming.OrNull(wire.UserOpenid),
                Timestamp = wire.Timestamp,
            }
            : e.Missing("member_openid");

    public static BotEvent? ReadJoinRequest(ref Incoming e) => e.Read(WireJson.Default.WireJoinRequest) is not { GroupOpenid: { Length: > 0 } group } wire
        ? e.Missing("group_openid")
        : wire is { JoinRequestId: { Length: > 0 } id, MemberOpenid: { Length: > 0 } member }
            ? e.Blank<GroupJoinRequested>() with
            {
                Conversation = Target.Group(group),
                GroupOpenid = group,
                RequestId = id,
                MemberOpenid = member,
                Timestamp = wire.ApplyAt,
                Name = wire.Username ?? "",
                UnionOpenid = Incoming.OrNull(wire.UnionOpenid),
                IsBot = wire.Bot,
                Source = wire.ApplySource ?? "",
                InvitedBy = Incoming.OrNull(wire.InvitedBy),
                RiskTips = wire.RiskTips ?? "",
                Verification = Verification(wire.VerifyInfo),
                ApprovedByStrategy = Incoming.OrNull(wire.AutoApproved?.StrategyId),
            }
            : e.Missing(string.IsNullOrEmpty(wire.JoinRequestId) ? "join_request_id" : "member_openid");

    private static JoinVerification? Verification(WireVerification? wire) => wire is null ? null : new(wire.Method ?? "", wire.VerifyMessage ?? "")
    {
        Answers = [.. (wire.ReviewQaList ?? []).OfType<WireAnswer>().Select(answer => new JoinAnswer(answer.Question ?? "", answer.Answer ?? ""))],
    };
}

internal sealed class WireGroup
{
    public string? GroupOpenid { get; set; }

    public string? OpMemberOpenid { get; set; }

    public string? MemberOpenid { get; set; }

    public string? UserOpenid { get; set; }

    public DateTimeOffset? Timestamp { get; set; }
}

internal sealed class WireJoinRequest
{
    public string? GroupOpenid { get; set; }

    public string? JoinRequestId { get; set; }

    public string? MemberOpenid { get; set; }

    public string? Username { get; set; }

    public string? UnionOpenid { get; set; }

    public DateTimeOffset? ApplyAt { get; set; }

    public string? ApplySource { get; set; }

    public string? InvitedBy { get; set; }

    public bool Bot { get; set; }

    public string? RiskTips { get; set; }

    public WireVerification? VerifyInfo { get; set; }

    public WireStrategy? AutoApproved { get; set; }
}

internal sealed class WireVerification
{
    public string? Method { get; set; }

    public string? VerifyMessage { get; set; }

    public WireAnswer?[]? ReviewQaList { get; set; }
}

internal sealed class WireAnswer
{
    public string? Question { get; set; }

    public string? Answer { get; set; }
}

internal sealed class WireStrategy
{
    public string? StrategyId { get; set; }
}
