using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Answers to clicks on buttons and menus (互动).</summary>
public sealed class InteractionsApi
{
    private readonly ApiClient _client;

    internal InteractionsApi(ApiClient client) => _client = client;

    /// <summary>
    /// Tells the platform what became of a click: <c>PUT /interactions/{interaction_id}</c>. Once, and within 3 seconds, while the person sees the button
    /// wait. 50 calls a second.
    /// </summary>
    /// <remarks>Errors: 630001–630008. Platform page: autogen/api/interactions_interaction_id.put.html.</remarks>
    /// <param name="interactionId">The <c>id</c> in the data of INTERACTION_CREATE. A prefix with a colon, as the id of the event has it, is left out.</param>
    /// <param name="code">What the person is told.</param>
    /// <param name="data">Free text. No page of the platform describes it; the official Go SDK has it.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task AckAsync(
        string interactionId, InteractionCode code = InteractionCode.Success, string? data = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(interactionId);
        var id = interactionId[(interactionId.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return _client.DoAsync(
            HttpMethod.Put, $"interactions/{id}", ApiJson.Content(new(code, data), ApiJson.Types.InteractionAck), cancellationToken);
    }
}

/// <summary>What a person is told about a click.</summary>
[JsonConverter(typeof(NumberedConverter<InteractionCode>))]
public enum InteractionCode
{
    /// <summary>Done (成功).</summary>
    Success = 0,

    /// <summary>Failed (操作失败).</summary>
    Failed = 1,

    /// <summary>Too often (操作频繁).</summary>
    TooOften = 2,

    /// <summary>Done already (重复操作).</summary>
    Repeated = 3,

    /// <summary>Not allowed (没有权限).</summary>
    NotAllowed = 4,

    /// <summary>For admins only (仅管理员操作).</summary>
    AdminsOnly = 5,
}

internal sealed record InteractionAck(InteractionCode Code, string? Data);
