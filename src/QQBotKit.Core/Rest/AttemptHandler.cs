using System.Net;

namespace QQBotKit.Core.Rest;

/// <summary>
/// Limits the time of one attempt. The platform's answers are read whole within it: only then is the attempt over, and a connection that breaks
/// in the middle is a failure of the attempt.
/// </summary>
internal sealed class AttemptHandler(PlatformHosts hosts, PlatformTimeouts timeouts, TimeLimits limits) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = limits.Begin(timeouts.Attempt, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, limit.Token);
            if (hosts.IsApi(request.RequestUri))
            {
                await response.Content.LoadIntoBufferAsync(PlatformClient.LargestAnswer, limit.Token);
            }
            else
            {
                response.Content = new LimitedContent(response.Content, timeouts.Attempt, limits);
            }

            return response;
        }
        catch (OperationCanceledException e) when (limit.IsReached)
        {
            response?.Dispose();
            throw Late(timeouts.Attempt, e);
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

    private static TaskCanceledException Late(TimeSpan limit, OperationCanceledException e)
    {
        var text = $"There was no answer within {limit.TotalSeconds:0} s.";
        return new TaskCanceledException(text, new TimeoutException(text, e));
    }

    /// <summary>The body of another host: a caller who wants it whole gets it within the limit, one who asks for the stream reads as long as he likes.</summary>
    private sealed class LimitedContent : HttpContent
    {
        private readonly HttpContent _body;
        private readonly TimeSpan _time;
        private readonly TimeLimits _limits;

        public LimitedContent(HttpContent body, TimeSpan time, TimeLimits limits)
        {
            _body = body;
            _time = time;
            _limits = limits;
            foreach (var (name, values) in body.Headers.NonValidated)
            {
                Headers.TryAddWithoutValidation(name, values);
            }
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            using var limit = _limits.Begin(_time, cancellationToken);
            try
            {
                await _body.CopyToAsync(stream, context, limit.Token);
            }
            catch (OperationCanceledException e) when (limit.IsReached)
            {
                throw Late(_time, e);
            }
        }

        protected override Task<Stream> CreateContentReadStreamAsync() => _body.ReadAsStreamAsync();

        protected override Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) => _body.ReadAsStreamAsync(cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = _body.Headers.ContentLength ?? 0;
            return _body.Headers.ContentLength is not null;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _body.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
