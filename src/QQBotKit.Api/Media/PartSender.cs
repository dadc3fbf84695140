using System.Globalization;
using System.Net;

namespace QQBotKit.Api;

/// <summary>A part did not get to its address.</summary>
/// <param name="why">Why.</param>
/// <param name="mayPass">Whether another attempt may succeed.</param>
/// <param name="cause">What was thrown; null if there was an answer.</param>
internal sealed class PartFailedException(BothLanguages why, bool mayPass, Exception? cause = null) : Exception(why.English, cause)
{
    public BothLanguages Why { get; } = why;

    public bool MayPass { get; } = mayPass;

    public static PartFailedException Of(HttpStatusCode status) => new(
        new($"it answers HTTP {(int)status}", $"对方返回 HTTP {(int)status}"),
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError);

    public static PartFailedException Of(Exception cause) => cause is OperationCanceledException
        ? new(new("it takes too long", "耗时过长"), true, cause)
        : new(new((cause.InnerException ?? cause).Message, (cause.InnerException ?? cause).Message), true, cause);
}

/// <summary>Repeats what failed for a reason that may pass, as the platform asks: after a delay, which grows, and for so long.</summary>
internal sealed class PartRetry(UploadConfig config, TimeProvider time)
{
    public const int PartFailed = 40093001;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <param name="attempt">What is tried.</param>
    /// <param name="failed">Is told of each failure that another attempt follows.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, Action<Exception> failed, CancellationToken cancellationToken)
    {
        long? firstFailure = null;
        var wait = TimeSpan.FromSeconds(config.RetryDelay);
        while (true)
        {
            try
            {
                return await attempt(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (MayPass(e, cancellationToken)
                && time.GetElapsedTime(firstFailure ??= time.GetTimestamp()) + wait < TimeSpan.FromSeconds(config.RetryTimeout))
            {
                failed(e);
            }

            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }

    private static bool MayPass(Exception e, CancellationToken cancellationToken) => e switch
    {
        PartFailedException failed => failed.MayPass,
        QQApiException { Code: PartFailed } => true,
        QQApiException refused => refused.Actions.HasFlag(ErrorActions.Retry) || refused.Actions.HasFlag(ErrorActions.RetryOnce),
        HttpRequestException => true,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };
}

/// <summary>Sends one part: its bytes to the address that the platform gave, and then word of it to the platform.</summary>
internal sealed class PartSender(MediaApi api, TimeProvider time, HttpMessageHandler? handler) : IDisposable
{
    // So often the platform is asked for a part before its bytes are sent again.
    private const int Asks = 3;

    // The slowest line that an upload is carried on over.
    private const int BytesPerSecond = 32 * 1024;

    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(30);

    // A client of its own: nothing that the other one puts on its calls, the token first of all, must reach the hosts of these addresses.
    private readonly HttpClient _http = new(handler ?? new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ActivityHeadersPropagator = null,
    }, disposeHandler: handler is null)
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Sends the part at a place of the plan, again and again while that may help.</summary>
    /// <exception cref="MediaException">It could not be sent.</exception>
    /// <exception cref="QQApiException">The platform refused it.</exception>
    public async Task SendAsync(
        MediaUpload upload, UnfinishedUpload state, int place, PartRetry retry, UploadProgress progress, CancellationToken cancellationToken)
    {
        var range = state.Parts[place];
        string? md5 = null;
        var asks = 0;
        try
        {
            await retry.RunAsync(async stop =>
            {
                md5 ??= await PutAsync(upload, range, progress, stop).ConfigureAwait(false);
                await api.FinishPartAsync(upload.To, new PartBody(state.Plan.UploadId, range.Part.Index, range.Length, md5), stop).ConfigureAwait(false);
                return true;
            }, failure =>
            {
                if (failure is QQApiException { Code: PartRetry.PartFailed } && ++asks % Asks == 0 && md5 is not null)
                {
                    md5 = null;
                    progress.Add(-range.Length);
                }
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (PartFailedException e)
        {
            var (name, host) = (MediaCheck.Name(upload.Media), new Uri(range.Part.PresignedUrl).Authority);
            var part = string.Create(CultureInfo.InvariantCulture, $"{place + 1}/{state.Parts.Count}");
            throw new MediaException(new(
                $"Part {part} of {name} could not be sent to {host}: {e.Why.English}. Check the machine's network, firewall and proxy. Sent again, it goes on where it was.",
                $"{name} 的第 {part} 个分片无法上传到 {host}：{e.Why.Chinese}。请检查本机的网络、防火墙与代理。重新发送时会从断点继续。"), e);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Sends the bytes.</summary>
    /// <returns>Their MD5, of what was really sent.</returns>
    private async Task<string> PutAsync(MediaUpload upload, PartRange range, UploadProgress progress, CancellationToken cancellationToken)
    {
        using var content = new StoredContent(upload.Content, range.Offset, range.Length, progress);
        using var request = new HttpRequestMessage(HttpMethod.Put, range.Part.PresignedUrl) { Content = content };
        using var late = new CancellationTokenSource(LongestAnswer + TimeSpan.FromSeconds(range.Length / BytesPerSecond), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return answer.IsSuccessStatusCode && content.Md5 is { } md5 ? md5 : throw PartFailedException.Of(answer.StatusCode);
        }
        catch (Exception e)
        {
            content.TakeBack();
            if (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                throw PartFailedException.Of(e);
            }

            throw;
        }
    }
}
