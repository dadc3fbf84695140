using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace QQBotKit.Simulator.Control;

/// <summary>The feed as server-sent events: <c>GET /simulator/stream</c>.</summary>
internal sealed class StreamApi(ActivityFeed feed, CancellationToken stopping)
{
    // Real time: whoever reads stands outside the simulated world. It tells a connection that is gone from one on which nothing happens.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    public void Map(ControlRoutes control) => control.Map("GET", "stream", ServeAsync);

    private async Task ServeAsync(HttpContext http)
    {
        var last = http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? header : http.Request.Query["after"].ToString();
        if (!MessageApi.TryNumber(last, out var after))
        {
            await http.RefuseAsync("after and Last-Event-ID are whole numbers from 0: the id of the last event known");
            return;
        }

        var response = http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        try
        {
            await WriteAllAsync(response.BodyWriter, last.Length == 0 ? feed.Last : after, end.Token);
        }
        catch (OperationCanceledException)
        {
            // The reader or the platform has gone.
        }
    }

    private async Task WriteAllAsync(PipeWriter writer, long after, CancellationToken end)
    {
        var found = new List<Activity>();

        // So that a reader knows that nothing is missed from here on.
        Write(writer, ": open\n\n"u8);
        while (true)
        {
            found.Clear();
            var complete = feed.Read(after, found, out var more);
            if (!complete)
            {
                Write(writer, "event: lost\ndata: {}\n\n"u8);
                after = feed.Last - found.Count;
            }

            foreach (var activity in found)
            {
                Write(writer, activity);
                after = activity.Seq;
            }

            await writer.FlushAsync(end);
            while (await Task.WhenAny(more, Task.Delay(KeepAlive, end)) != more)
            {
                end.ThrowIfCancellationRequested();
                Write(writer, ":\n\n"u8);
                await writer.FlushAsync(end);
            }
        }
    }

    private static void Write(PipeWriter writer, Activity activity)
    {
        Write(writer, "id: "u8);
        Write(writer, Encoding.UTF8.GetBytes(activity.Seq.ToString(CultureInfo.InvariantCulture)));
        Write(writer, "\nevent: "u8);
        Write(writer, Encoding.UTF8.GetBytes(activity.Type));

        // JSON as it is written here has no line breaks, so that it is one line of data.
        Write(writer, "\ndata: "u8);
        Write(writer, activity.Data);
        Write(writer, "\n\n"u8);
    }

    private static void Write(PipeWriter writer, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(writer.GetSpan(bytes.Length));
        writer.Advance(bytes.Length);
    }
}
