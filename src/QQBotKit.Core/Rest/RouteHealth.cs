using System.Text;
using Microsoft.Extensions.Logging;

namespace QQBotKit.Core.Rest;

/// <summary>Tells once when a route of the platform begins to fail, and once when it works again, however many calls there are.</summary>
/// <param name="api">The base address of the calls.</param>
/// <param name="log">Where it is told.</param>
internal sealed partial class RouteHealth(Uri api, ILogger log)
{
    // Route → how many of its calls wait to be repeated.
    private readonly Dictionary<string, int> _failing = [];
    private volatile bool _anyFailing;

    /// <summary>A call begins to be repeated.</summary>
    /// <returns>Its route, for <see cref="Ended"/>.</returns>
    public string Began(HttpRequestMessage request, Trouble trouble, TimeSpan wait)
    {
        var route = RouteOf(request);
        lock (_failing)
        {
            if (!_failing.TryGetValue(route, out var waiting))
            {
                _anyFailing = true;
                LogFailing(route, trouble.Reason.English, wait.TotalSeconds);
            }

            _failing[route] = waiting + 1;
        }

        return route;
    }

    /// <summary>A call that was repeated is over.</summary>
    public void Ended(string route, bool well)
    {
        lock (_failing)
        {
            var waiting = --_failing[route];
            if (well && waiting == 0)
            {
                Recover(route);
            }
        }
    }

    /// <summary>A call went well at once.</summary>
    public void Worked(HttpRequestMessage request)
    {
        if (!_anyFailing)
        {
            return;
        }

        var route = RouteOf(request);
        lock (_failing)
        {
            // While calls still wait, this one was lucky.
            if (_failing.TryGetValue(route, out var waiting) && waiting == 0)
            {
                Recover(route);
            }
        }
    }

    /// <summary>The method and the path, with a placeholder for all that is no word: an id says who talks with the bot.</summary>
    private string RouteOf(HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath;
        var start = path.StartsWith(api.AbsolutePath, StringComparison.Ordinal) ? api.AbsolutePath.Length : 1;
        var route = new StringBuilder(request.Method.Method).Append(' ');
        foreach (var segment in path[start..].Split('/'))
        {
            route.Append(CallRoutes.IsWord(segment) ? segment : "{id}").Append('/');
        }

        return route.ToString(0, route.Length - 1);
    }

    private void Recover(string route)
    {
        _failing.Remove(route);
        _anyFailing = _failing.Count > 0;
        LogWorks(route);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Route} fails: {Reason}. It is tried again in {Seconds:0.0} s")]
    private partial void LogFailing(string route, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Route} works again")]
    private partial void LogWorks(string route);
}
