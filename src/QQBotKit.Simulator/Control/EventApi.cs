using System.Text.Json;
using System.Text.Json.Serialization;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Events;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Control;

/// <summary>An event, as the caller of the control API puts it.</summary>
/// <param name="Bot">The bot that is told; all when null.</param>
/// <param name="Type">Its type.</param>
/// <param name="Data">Its <c>d</c>.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PostedEvent(string? Bot, string? Type, JsonElement Data);

/// <summary>Any event of the platform.</summary>
internal sealed class EventApi(Lookup lookup, SimulatedWorld world, BotAccounts accounts, WorldEvents events, EventEffects effects)
{
    public void Map(ControlRoutes control) => control.Map(
        "POST", "events", ControlJson.Default.PostedEvent, """{"type":"FRIEND_ADD","data":{"openid":"ID","timestamp":1789733731}}""", PostAsync);

    private async Task PostAsync(HttpContext http, PostedEvent posted)
    {
        IReadOnlyList<Bot> bots = [];
        if ((Check(posted) ?? lookup.Bots(posted.Bot, out bots)) is { } wrong)
        {
            await http.RefuseAsync(wrong);
            return;
        }

        if (effects.Complete(posted.Type!, posted.Data, posted.Bot is null ? accounts.All : bots, out var data, out var then) is { } impossible)
        {
            await http.RefuseAsync(impossible);
            return;
        }

        var told = await events.PublishAsync(
            posted.Type!, PlaceOf(data), data, static (json, data) => data.WriteTo(json), posted.Bot is null ? null : bots[0]);
        await then();
        await http.AnswerAsync(told, static (json, told) =>
        {
            json.WriteStartObject();
            json.WriteString("event_id"u8, told.Id);
            json.WriteNumber("delivered"u8, told.Delivered);
            json.WriteEndObject();
        });
    }

    private static string? Check(PostedEvent posted) => posted switch
    {
        { Type: null or "" } => "type is missing: the event's type, like FRIEND_ADD",
        _ when !posted.Type.All(static letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter) || letter == '_') =>
            $"type {ControlAnswers.Quote(posted.Type)} is not written like FRIEND_ADD",
        { Data.ValueKind: not JsonValueKind.Object } => "data is missing or no object: the event's d",
        _ => null,
    };

    /// <summary>Where an event happened, by the ids in it.</summary>
    private IPlace PlaceOf(JsonElement data)
    {
        string? Text(string name) => data.TryGetProperty(name, out var value) ? value.ToString() : null;
        return world.Conversation(Text("group_openid")) ?? world.Conversation(Text("user_openid")) ?? world.Conversation(Text("openid"))
            ?? world.Conversation(Text("channel_id")) as IPlace ?? world.Guild(Text("guild_id")) ?? world.Guild(Text("id")) ?? (IPlace)Elsewhere.Instance;
    }

    /// <summary>A place that the world does not have. The first shard gets what happens there.</summary>
    private sealed class Elsewhere : IPlace
    {
        public static readonly Elsewhere Instance = new();

        public ulong ShardKey => 0;
    }
}
