using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Groups;

internal sealed record ApprovalBody(string? Op, string? JoinRequestId, string? RejectReason, bool AddToMemberBlacklist);

/// <summary>Requests to join a group (入群申请).</summary>
internal sealed class JoinRequestEndpoints(Membership membership)
{
    private const int StandardPage = 20;
    private const int MaxPage = 50;

    public void Map(GroupRoutes groups)
    {
        groups.Map("GET", "join_request_list", BotRights.GroupAdmin, ListAsync);
        groups.Map("POST", "approval_join_request/{member_openid}", BotRights.GroupAdmin, SimulatorJson.Default.ApprovalBody, DecideAsync);
    }

    private static Task ListAsync(Call call, Group group) => call.Http.AnswerAsync(
        Page.Of(call, group.JoinRequests.All, StandardPage, MaxPage), static (json, page) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("list"u8);
            foreach (var request in page.Items)
            {
                json.WriteStartObject();
                foreach (var field in request.Data.EnumerateObject().Where(static field => field.Name != "group_openid"))
                {
                    field.WriteTo(json);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("next_cursor"u8, page.Next);
            json.WriteEndObject();
        });

    private async Task DecideAsync(Call call, Group group, ApprovalBody body)
    {
        var request = group.JoinRequests.All.FirstOrDefault(request =>
            request.Applicant.Id == call.Path("member_openid") && (string.IsNullOrEmpty(body.JoinRequestId) || body.JoinRequestId == request.Id));
        await call.EndAsync(request is null ? PlatformError.Invalid("no such join request") : await DecideAsync(group, request, body));
    }

    private async Task<PlatformError?> DecideAsync(Group group, JoinRequest request, ApprovalBody body)
    {
        switch (body.Op)
        {
            case "approve":
                await membership.AdmitAsync(group, request);
                return null;
            case "decline":
                if (body.AddToMemberBlacklist)
                {
                    membership.TryBan(group, request.Applicant.Id);
                }

                group.JoinRequests.Remove(request.Id);
                return null;
            default:
                return PlatformError.Invalid("op is approve or decline");
        }
    }
}
