using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.Webhook;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Control.World;

/// <summary>Everyone and every place: <c>/simulator/world</c>.</summary>
internal sealed class WorldApi(SimulatedWorld world, BotAccounts accounts, EventRoute route, ActivityFeed feed)
{
    private readonly WorldEditor _editor = new(world, accounts);

    public void Map(ControlRoutes control)
    {
        control.Map("GET", "world", ShowAsync);
        control.Map("PUT", "world", ControlJson.Default.WorldChange, """{"users":[{"openid":"U1","username":"梅"}],"groups":[{"openid":"G1","name":"茶馆","members":[{"openid":"U1"}]}]}""", ChangeAsync);
    }

    private Task ShowAsync(HttpContext http) => http.AnswerAsync((world, accounts, route), WorldView.Write);

    private Task ChangeAsync(HttpContext http, WorldChange change)
    {
        if (_editor.Apply(change) is { } wrong)
        {
            return http.RefuseAsync(wrong);
        }

        feed.Publish("world", 0, static (json, _) =>
        {
            json.WriteStartObject();
            json.WriteEndObject();
        });
        return ShowAsync(http);
    }
}
