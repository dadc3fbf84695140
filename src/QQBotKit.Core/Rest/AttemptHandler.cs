namespace QQBotKit.Core.Rest;

/// <summary>
/// Limits the time of one attempt. The platform's answers are read whole within it: only then is the attempt over, and a connection that breaks
/// in the middle is a failure of the attempt. The answer of another host may be a stream without end: it has begun when its headers are there.
/// </summary>
internal sealed class AttemptHandler(PlatformHosts hosts, PlatformTimeouts timeouts, TimeLimits limits) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var most = timeouts.Attempt + timeouts.ForBody(request.Content);
        using var limit = limits.Begin(most, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, limit.Token);
            if (hosts.IsApi(request.RequestUri))
            {
                await response.Content.LoadIntoBufferAsync(PlatformClient.LargestAnswer, limit.Token);
            }

            return response;
        }
        catch (OperationCanceledException e) when (limit.IsReached)
        {
            response?.Dispose();
            var text = $"There was no answer within {most.TotalSeconds:0} s.";
            throw new TaskCanceledException(text, new TimeoutException(text, e));
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException)
        {
            // The limit of SocketsHttpHandler for a connection: nothing was sent yet.
            throw new HttpRequestException(HttpRequestError.ConnectionError, e.InnerException.Message, e.InnerException);
        }
        catch
        {
            response?.Dispose();
            throw;
        }
    }
}
