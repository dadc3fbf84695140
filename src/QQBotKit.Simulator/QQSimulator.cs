using Microsoft.Extensions.Logging.Abstractions;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Control;
using QQBotKit.Simulator.Gateway;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator;

/// <summary>
/// The QQ Open Platform in one object: bots log in, people write, bots answer. <see cref="SimulatorRoutes.MapSimulator"/> puts it on a web server.
/// All state is in memory and ends with it.
/// </summary>
public sealed class QQSimulator
{
    private readonly SimulatorOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SimulatedWorld _world = ReadyMadeWorld.Create();
    private readonly BotAccounts _accounts;
    private readonly TokenIssuer _tokens;
    private readonly MessageLog _messages;
    private readonly GatewayHub _gateway;

    /// <summary>Makes a platform with its ready-made world: some users, two groups, a guild with channels, and direct sessions.</summary>
    /// <param name="options">What it is told.</param>
    /// <param name="time">The platform's clock: tokens, heartbeats, timestamps.</param>
    /// <param name="loggers">Where it logs; nowhere when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of <paramref name="options"/> is out of range.</exception>
    public QQSimulator(SimulatorOptions options, TimeProvider time, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        options.Validate();
        _options = options;
        _time = time;
        _log = loggers?.CreateLogger("QQBotKit.Simulator") ?? NullLogger.Instance;
        _accounts = new(options);
        _tokens = new(options.TokenLife, time);
        _messages = new(options.KeptMessages);
        _gateway = new(options, time);
    }

    internal void Map(IEndpointRouteBuilder routes, CancellationToken stopping)
    {
        var api = new PlatformApi(routes, _tokens);
        AccessEndpoints.Map(api, _accounts, _tokens, _options);
        GuildEndpoints.Map(api, _world);
        new V2Messages(_messages, _time).Map(api, _world);
        new GuildMessages(_messages, _time).Map(api, _world);
        api.MapUnknown();
        new ControlApi(_world, _accounts, _gateway, _messages, _time, stopping).Map(routes);

        // The WebSocket middleware stands around this one endpoint, so that a host need not know of it.
        routes.Map(AccessEndpoints.GatewayPath, routes.CreateApplicationBuilder().UseWebSockets().Use(_ => http => ConnectAsync(http, stopping)).Build());
    }

    private async Task ConnectAsync(HttpContext http, CancellationToken stopping)
    {
        http.BeginTrace();
        if (!http.WebSockets.IsWebSocketRequest)
        {
            await http.RefuseAsync(PlatformError.NoWebSocket);
            return;
        }

        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        await GatewaySocket.ServeAsync(socket, _gateway, _tokens, _options, _time, _log, stopping);
    }
}

/// <summary>Puts a simulated platform on a web server.</summary>
public static class SimulatorRoutes
{
    /// <summary>
    /// Maps the platform's own paths at the root (token, gateway, WebSocket, REST), the control API under <c>/simulator</c>, and the
    /// platform's 404 for every path that nothing else is mapped to. The host needs nothing but routing: WebSockets are dealt with inside.
    /// </summary>
    /// <param name="routes">The web application.</param>
    /// <param name="simulator">The platform.</param>
    /// <returns><paramref name="routes"/>.</returns>
    public static IEndpointRouteBuilder MapSimulator(this IEndpointRouteBuilder routes, QQSimulator simulator)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(simulator);
        var stopping = routes.ServiceProvider.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None;
        simulator.Map(routes, stopping);
        return routes;
    }
}
