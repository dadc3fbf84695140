using Microsoft.Extensions.Logging;
using QQBotKit.Api;
using QQBotKit.Core.Rest;

namespace QQBotKit.Core.Webhook;

/// <summary>The HTTP event source of one bot, for as long as the bot runs.</summary>
internal sealed partial class WebhookSource(string bot, WebhookEndpoint endpoint, QQBotApi api, TimeProvider time, ILogger log) : IDisposable
{
    private const int MaxPauseSeconds = 60;

    public WebhookEndpoint Endpoint { get; } = endpoint;

    /// <summary>Called when events are received.</summary>
    public required Action Ready { get; init; }

    /// <summary>Called when the platform has told who the bot is; events do not wait for it.</summary>
    public required Action<BotProfile> Known { get; init; }

    /// <summary>Receives until <paramref name="stopping"/>.</summary>
    /// <param name="address">Where events come to, for the owner; null where no web server listens.</param>
    /// <param name="stopping">Ends it.</param>
    /// <exception cref="CredentialsRefusedException">The credentials are wrong, so no event could be answered.</exception>
    public async Task RunAsync(Uri? address, CancellationToken stopping)
    {
        Endpoint.Open();
        if (address is null)
        {
            LogNoServer(bot);
        }
        else
        {
            LogReady(bot, address);
        }

        Ready();
        try
        {
            Known(await AskAsync(stopping));
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped by the owner.
        }
        finally
        {
            Endpoint.Close();
        }
    }

    public void Dispose() => Endpoint.Dispose();

    private async Task<BotProfile> AskAsync(CancellationToken stopping)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await api.Users.MeAsync(stopping);
            }
            catch (Exception e) when (e is not CredentialsRefusedException && !stopping.IsCancellationRequested)
            {
                var pause = TimeSpan.FromSeconds(Math.Min(MaxPauseSeconds, 1 << Math.Min(attempt, 6)));
                LogUnknown(attempt == 0 ? LogLevel.Warning : LogLevel.Debug, bot, e.Message, pause.TotalSeconds);
                await Task.Delay(pause, time, stopping);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Bot}: ready; events come to {Address}")]
    private partial void LogReady(string bot, Uri address);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Bot}: no web server receives its events; the program must call app.MapQQBot()")]
    private partial void LogNoServer(string bot);

    [LoggerMessage(Message = "{Bot}: the platform did not say who the bot is, so mentions of it by its id are not recognised: {Reason}; next try in {Seconds} s")]
    private partial void LogUnknown(LogLevel level, string bot, string reason, double seconds);
}
