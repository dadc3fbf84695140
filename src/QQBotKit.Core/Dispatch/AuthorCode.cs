using Microsoft.Extensions.Logging;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Dispatch;

/// <summary>The one place that calls the code of authors, so the one place where their faults end.</summary>
internal sealed partial class AuthorCode(HandlerWatch watch, Texts texts, ILogger log)
{
    /// <summary>Calls author code. Whatever it does ends here.</summary>
    /// <param name="scope">Whose code it is, counted in; the call counts it out.</param>
    /// <param name="handler">The handler, whose failures are counted.</param>
    /// <param name="name">The handler, for logs.</param>
    /// <param name="e">What it is called for; null for a job, which only time calls.</param>
    /// <param name="run">The code.</param>
    /// <returns>Whether it succeeded, as far as its caller should know.</returns>
    public async Task<bool> RunAsync(BotScope scope, object handler, string name, BotEvent? e, Func<HandlerCall, Task> run)
    {
        try
        {
            await new HandlerCall(scope, watch, run).RunAsync();
            scope.Containment.Succeeded(handler);
            return true;
        }
        catch (OperationCanceledException) when (scope.Stopping.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception fault)
        {
            Report(fault, scope.Owner, name, e);
            if (fault is not DeliveryException)
            {
                scope.Containment.Failed(handler, name, $"{fault.GetType().Name}: {fault.Message}", texts);
            }

            return fault is DeliveryException;
        }
    }

    /// <summary>Logs what went wrong, and whose it is.</summary>
    public void Report(Exception fault, string owner, string handler, BotEvent? e)
    {
        var place = ScriptPlace.Of(fault) is { } line ? $", at {line}" : "";
        switch (fault)
        {
            case DeliveryException when e is null:
                LogJobNotDelivered(owner, handler, fault.Message);
                break;
            case DeliveryException:
                LogNotDelivered(owner, handler, e.Type, e.EventId, fault.Message);
                break;
            case var _ when e is null:
                LogJobFault(fault, owner, handler, place);
                break;
            default:
                LogFault(fault, owner, handler, e.Type, e.EventId, place);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Owner}: {Handler} failed on {Type} ({EventId}){Place}")]
    private partial void LogFault(Exception fault, string owner, string handler, string type, string? eventId, string place);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Owner}: the reply of {Handler} to {Type} ({EventId}) was not delivered: {Reason}")]
    private partial void LogNotDelivered(string owner, string handler, string type, string? eventId, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Owner}: the job {Job} failed{Place}")]
    private partial void LogJobFault(Exception fault, string owner, string job, string place);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Owner}: a message of the job {Job} was not delivered: {Reason}")]
    private partial void LogJobNotDelivered(string owner, string job, string reason);
}
