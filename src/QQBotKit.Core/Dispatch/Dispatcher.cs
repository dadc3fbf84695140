using Microsoft.Extensions.Logging;
using QQBotKit.Core.Commands;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Dispatch;

/// <summary>
/// The way of an event after its lane: middleware → command or hooks → author code → reply. The one place that calls the handlers
/// of authors, so the one place where their faults end.
/// </summary>
internal sealed partial class Dispatcher(Registry registry, UnknownCommand unknown, Texts texts, ILogger log)
{
    /// <summary>Handles one event. Never throws.</summary>
    public async Task HandleAsync(BotEvent e)
    {
        try
        {
            if (e is not MessageReceived message)
            {
                await RunHooksAsync(registry.Current.HooksOf(e), e);
            }
            else if (registry.Current.Middleware is { Length: > 0 } middleware)
            {
                await RunMiddlewareAsync(middleware, 0, message);
            }
            else
            {
                await RouteAsync(message);
            }
        }
        catch (Exception fault)
        {
            LogFault(fault, "the kit itself", "dispatch", e.Type, e.EventId, "");
        }
    }

    private async Task RunMiddlewareAsync(Middleware[] middleware, int index, MessageReceived message)
    {
        if (index == middleware.Length)
        {
            await RouteAsync(message);
            return;
        }

        var current = middleware[index];
        if (!current.Scope.TryEnter())
        {
            await RunMiddlewareAsync(middleware, index + 1, message);
            return;
        }

        try
        {
            await current.Run(message, () => RunMiddlewareAsync(middleware, index + 1, message));
        }
        catch (Exception fault)
        {
            Report(fault, current.Scope, "a middleware", message);
        }
        finally
        {
            current.Scope.Exit();
        }
    }

    private async Task RouteAsync(MessageReceived message)
    {
        while (true)
        {
            var live = registry.Current;
            if (!message.Sender.IsBot && live.Commands.TryMatch(message.Text, out var match))
            {
                var scope = (BotScope)match.Command.Bot;
                if (!scope.TryEnter())
                {
                    continue; // Its version ended after the table was read; the next table is already there.
                }

                await RunCommandAsync(scope, match, message);
                return;
            }

            if (unknown == UnknownCommand.Suggest && !message.Sender.IsBot && live.Commands.Suggest(message.Text) is { } nearest)
            {
                await SuggestAsync(live.Own, message, nearest);
            }

            await RunHooksAsync(live.HooksOf(message), message);
            return;
        }
    }

    private async Task SuggestAsync(BotScope scope, MessageReceived message, string nearest)
    {
        try
        {
            await ReplyAsync(scope, message, texts.Of($"Unknown command. Did you mean {nearest} ?", $"没有这个指令，您是不是想用 {nearest} ？"));
        }
        catch (Exception fault)
        {
            Report(fault, scope, "the suggestion", message);
        }
    }

    private async Task RunCommandAsync(BotScope scope, CommandMatch match, MessageReceived message)
    {
        try
        {
            var result = await match.Command.InvokeAsync(match, message, scope.Stopping);
            if (result.UsageError is { } usage)
            {
                await ReplyAsync(scope, message, usage);
            }
            else if (result.Reply is { } reply)
            {
                await ReplyAsync(scope, message, reply);
            }
        }
        catch (Exception fault)
        {
            Report(fault, scope, match.Command.Name, message);
        }
        finally
        {
            scope.Exit();
        }
    }

    private async Task RunHooksAsync(Hook[] hooks, BotEvent e)
    {
        foreach (var hook in hooks)
        {
            if (!hook.Scope.TryEnter())
            {
                continue;
            }

            try
            {
                await hook.Run(e, hook.Scope.Stopping);
            }
            catch (Exception fault)
            {
                Report(fault, hook.Scope, "a hook", e);
            }
            finally
            {
                hook.Scope.Exit();
            }
        }
    }

    private static async Task ReplyAsync(BotScope scope, MessageReceived message, Message reply)
    {
        if (reply.Text.Length > 0)
        {
            await scope.ReplyAsync(message, reply);
        }
    }

    private void Report(Exception fault, BotScope scope, string handler, BotEvent e)
    {
        if (fault is OperationCanceledException && scope.Stopping.IsCancellationRequested)
        {
            return;
        }

        if (fault is DeliveryException)
        {
            LogNotDelivered(scope.Owner, handler, e.Type, e.EventId, fault.Message);
        }
        else
        {
            LogFault(fault, scope.Owner, handler, e.Type, e.EventId, ScriptPlace.Of(fault) is { } place ? $", at {place}" : "");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Owner}: {Handler} failed on {Type} ({EventId}){Place}")]
    private partial void LogFault(Exception fault, string owner, string handler, string type, string? eventId, string place);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Owner}: the reply of {Handler} to {Type} ({EventId}) was not delivered: {Reason}")]
    private partial void LogNotDelivered(string owner, string handler, string type, string? eventId, string reason);
}
