using QQBotKit.Api;

namespace QQBotKit.Core.Buttons;

/// <summary>
/// Looks whether somebody may click. The platform was told and should have looked already; people are known by their id alone, and for what somebody is in
/// a guild or group the platform is asked, where it lets the bot ask: where it does not, its own look counts.
/// </summary>
internal sealed class ButtonRights(ButtonSigner signer, QQBotApi api)
{
    public async Task<Refusal?> RefusalOfAsync(InteractionCreated click, ButtonData data, CancellationToken cancellationToken) => data.Who switch
    {
        ButtonPermissionKind.Everyone => click.UserId.Length == 0 && data.Uses == ButtonUses.OncePerPerson ? Refusal.NotAllowed : null,
        ButtonPermissionKind.Users => data.Marks.Contains(signer.MarkOf(click.UserId)) ? null : Refusal.NotAllowed,
        ButtonPermissionKind.Admins => await IsAdminAsync(click, cancellationToken) == false ? Refusal.AdminsOnly : null,
        ButtonPermissionKind.Roles => await RolesOfAsync(click, cancellationToken) is { } roles && !roles.Any(role => data.Marks.Contains(signer.MarkOf(role))) ? Refusal.NotAllowed : null,
        _ => Refusal.NotAllowed,
    };

    private async Task<bool?> IsAdminAsync(InteractionCreated click, CancellationToken cancellationToken)
    {
        if (click.Conversation is not { Scene: Scene.Group } group)
        {
            return await RolesOfAsync(click, cancellationToken) is { } roles ? roles.Any(role => role is DefaultRoles.Admin or DefaultRoles.Owner or DefaultRoles.ChannelAdmin) : null;
        }

        try
        {
            return (await api.GroupMembers.GetAsync(group.Id, click.UserId, cancellationToken)).MemberRole switch
            {
                GroupRole.Admin or GroupRole.Owner => true,
                GroupRole.Member => false,
                _ => null,
            };
        }
        catch (Exception e) when (e is QQApiException or HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<string>?> RolesOfAsync(InteractionCreated click, CancellationToken cancellationToken)
    {
        if (click is not { Conversation.Scene: Scene.Channel, GuildId: { } guild })
        {
            return null;
        }

        try
        {
            return (await api.Members.GetAsync(guild, click.UserId, cancellationToken)).Roles;
        }
        catch (Exception e) when (e is QQApiException or HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }
}
