using System.Runtime.CompilerServices;
using QQBotKit.Api.Tests.Listed;

namespace QQBotKit.Api.Tests.Contract;

/// <summary>A call of a typed method as it must look on the wire, with answers of the platform and what must be read from them.</summary>
internal sealed record ContractRow
{
    private ContractRow(string id, Func<QQBotApi, Task<object?>> call, string? body, string query, string code)
    {
        Endpoint = ListedEndpoint.All[id];
        Call = call;
        Body = body;
        Query = query;
        Code = code;
    }

    /// <summary>The row of the list.</summary>
    public ListedEndpoint Endpoint { get; }

    public Func<QQBotApi, Task<object?>> Call { get; }

    /// <summary>The call, as it is written in the table.</summary>
    public string Code { get; }

    /// <summary>The property of the API that is called: <c>Guilds.GetAsync</c>.</summary>
    public string Name => Code[(Code.IndexOf("api.", StringComparison.Ordinal) + 4)..].Split('(')[0];

    /// <summary>The query, as it must be.</summary>
    public string Query { get; }

    /// <summary>The body, as JSON that must be the same; null is no body.</summary>
    public string? Body { get; }

    /// <summary>Answers, and what is read from them. None: whatever the platform says, nothing is read.</summary>
    public List<(string Json, object? Result)> Answers { get; } = [];

    private Dictionary<string, string> InPath { get; } = [];

    /// <summary>A call that answers with something.</summary>
    public static ContractRow Of<T>(
        string id, Func<QQBotApi, Task<T>> call, string? body = null, string query = "", [CallerArgumentExpression(nameof(call))] string code = "") =>
        new(id, async api => await call(api), body, query, code);

    /// <summary>A call that answers with nothing.</summary>
    public static ContractRow Of(
        string id, Func<QQBotApi, Task> call, string? body = null, string query = "", [CallerArgumentExpression(nameof(call))] string code = "") =>
        new(id, async api =>
        {
            await call(api);
            return null;
        }, body, query, code);

    /// <summary>What is read from an answer.</summary>
    public ContractRow Reads(string json, object? result)
    {
        Answers.Add((json, result));
        return this;
    }

    /// <summary>What stands in the address in place of the id of <see cref="Ids"/>.</summary>
    public ContractRow At(string placeholder, string value)
    {
        InPath[placeholder] = value;
        return this;
    }

    /// <summary>The address that the list says, with the escaped ids in it.</summary>
    public string Address() => string.Concat(Endpoint.Path.Split('{', '}').Select((part, i) =>
        i % 2 == 0 ? part : Uri.EscapeDataString(InPath.GetValueOrDefault(part) ?? Ids.Of(part)))) + (Query.Length > 0 ? "?" + Query : "");

    public override string ToString() => $"{Endpoint.Id}: {Name}";
}

/// <summary>Ids of the worst kind: none of their characters may reach an address as it is.</summary>
internal static class Ids
{
    private const string Bad = "/../?#&%+ !中";

    public const string Guild = "guild_id" + Bad;
    public const string Channel = "channel_id" + Bad;
    public const string User = "user_id" + Bad;
    public const string Role = "role_id" + Bad;
    public const string Message = "message_id" + Bad;
    public const string Group = "group_openid" + Bad;
    public const string Member = "member_openid" + Bad;
    public const string Person = "user_openid" + Bad;
    public const string Strategy = "strategy_id" + Bad;
    public const string Panel = "panel_id" + Bad;
    public const string Schedule = "schedule_id" + Bad;
    public const string Thread = "thread_id" + Bad;
    public const string Interaction = "interaction_id" + Bad;
    public const string Emoji = "id" + Bad;

    /// <summary>The id that a placeholder of an address stands for.</summary>
    public static string Of(string placeholder) => placeholder + Bad;
}
