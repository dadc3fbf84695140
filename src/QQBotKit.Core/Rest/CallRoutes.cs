using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using QQBotKit.Limits;

namespace QQBotKit.Core.Rest;

/// <summary>Where a call goes, as far as limits differ in it.</summary>
/// <param name="Name">Its method and path with placeholders, as <c>POST /v2/groups/{group_openid}/messages</c>.</param>
/// <param name="Rates">How often it may be made.</param>
internal sealed record CallRoute(string Name, IReadOnlyList<Rate> Rates)
{
    /// <summary>The scene of the messages that it sends; null where it sends none.</summary>
    public Scene? Scene { get; init; }

    /// <summary>Whether it has to come in time, whatever else there is to call: a click is answered within three seconds.</summary>
    public bool IsUrgent { get; init; }
}

/// <summary>Finds the route of a call, by the paths that have limits of their own, and for other paths by what of them is no id.</summary>
internal sealed partial class CallRoutes
{
    // Nobody makes so many different calls; what an author makes up must not fill the memory.
    private const int Most = 1000;

    private static readonly string[] Sends =
    [
        "POST /v2/users/{user_openid}/messages", "POST /v2/users/{user_openid}/stream_messages", "POST /v2/groups/{group_openid}/messages",
        "POST /channels/{channel_id}/messages", "POST /dms/{guild_id}/messages",
    ];

    private readonly PlatformLimits _limits;
    private readonly string _base;
    private readonly string _basePath;
    private readonly Node _root = new("");
    private readonly CallRoute _others;
    private int _known;

    /// <param name="limits">The rates.</param>
    /// <param name="api">The base address of the calls.</param>
    public CallRoutes(PlatformLimits limits, Uri api)
    {
        _limits = limits;
        (_base, _basePath) = (api.AbsoluteUri, api.AbsolutePath);
        _others = new CallRoute("*", limits.OtherCalls);
        foreach (var (name, rates) in limits.Calls.Concat(Sends.Select(name => KeyValuePair.Create(name, limits.OtherCalls))))
        {
            if (name.Split(' ', 2) is [var method, ['/', .. var path]])
            {
                var node = path.Split('/').Aggregate(_root, (at, segment) => segment.StartsWith('{') ? at.Placeholder(segment) : at.Word(segment));
                node.Routes.TryAdd(method, Route(name, node, rates));
            }
        }
    }

    /// <summary>Finds the route of a call.</summary>
    /// <param name="request">The call.</param>
    /// <param name="conversation">Stands for the conversation that it concerns: what it has in common with no call of another one.</param>
    public CallRoute Of(HttpRequestMessage request, out ulong conversation)
    {
        var path = PathOf(request.RequestUri!);
        var (node, start, idEnd) = (_root, 0, 0);
        lock (_root)
        {
            foreach (var range in path.Split('/'))
            {
                var segment = path[range];
                if (node.Find(segment) is not { } next)
                {
                    if (_known++ >= Most)
                    {
                        conversation = 0;
                        return _others;
                    }

                    next = IsWord(segment) ? node.Word(segment.ToString()) : node.Placeholder("{id}");
                }

                node = next;
                if (idEnd == 0 && node.IsPlaceholder)
                {
                    (start, _) = range.GetOffsetAndLength(path.Length);
                    idEnd = start + segment.Length;
                }
            }

            conversation = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(path[..idEnd]));
            if (!node.Routes.TryGetValue(request.Method.Method, out var route))
            {
                if (_known++ >= Most)
                {
                    return _others;
                }

                node.Routes[request.Method.Method] = route = Route($"{request.Method} {node.Path}", node, _limits.OtherCalls);
            }

            return route;
        }
    }

    /// <summary>Whether a part of a path is a word of the platform's, and no id.</summary>
    public static bool IsWord(ReadOnlySpan<char> segment) => Word().IsMatch(segment);

    private static CallRoute Route(string name, Node node, IReadOnlyList<Rate> rates) => new(name, rates)
    {
        Scene = !name.StartsWith("POST ", StringComparison.Ordinal) ? null : node.Parts switch
        {
            ["v2", "users", ['{', ..], "messages" or "stream_messages"] => Scene.C2C,
            ["v2", "groups", ['{', ..], "messages"] => Scene.Group,
            ["channels", ['{', ..], "messages"] => Scene.Channel,
            ["dms", ['{', ..], "messages"] => Scene.Direct,
            _ => null,
        },
        IsUrgent = node.Parts is ["interactions" or "gateway", ..],
    };

    // The text of an address is there already; its parts would be made anew for each call. Only an address with dots is another one than it says.
    private ReadOnlySpan<char> PathOf(Uri address)
    {
        var text = address.OriginalString;
        if (!text.StartsWith(_base, StringComparison.Ordinal) || text.Contains("/.", StringComparison.Ordinal))
        {
            var path = address.AbsolutePath.AsSpan();
            return path[(path.StartsWith(_basePath, StringComparison.Ordinal) ? _basePath.Length : 1)..];
        }

        var rest = text.AsSpan(_base.Length);
        return rest.IndexOfAny('?', '#') is >= 0 and var end ? rest[..end] : rest;
    }

    [GeneratedRegex("^(v[0-9]|@me|[a-z_]{1,32})$")]
    private static partial Regex Word();

    private sealed class Node(string path)
    {
        private readonly Dictionary<string, Node> _words = new(StringComparer.Ordinal);
        private Node? _placeholder;

        public string Path => path;

        public string[] Parts => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

        public bool IsPlaceholder { get; private init; }

        public Dictionary<string, CallRoute> Routes { get; } = new(StringComparer.Ordinal);

        public Node? Find(ReadOnlySpan<char> segment) =>
            _words.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(segment, out var word) ? word : IsWord(segment) ? null : _placeholder;

        public Node Word(string segment)
        {
            if (!_words.TryGetValue(segment, out var node))
            {
                _words[segment] = node = new Node($"{path}/{segment}");
            }

            return node;
        }

        public Node Placeholder(string name) => _placeholder ??= new Node($"{path}/{name}") { IsPlaceholder = true };
    }
}
