using System.Text.Json;
using System.Text.Json.Nodes;
using System.Web;
using QQBotKit.Api.Tests.Listed;
using QQBotKit.Tests;

namespace QQBotKit.Api.Tests.Contract;

/// <summary>The list of the platform's calls, row by row: method, address, escaping, query, body, and what is read from the answers.</summary>
public sealed class EndpointContractTests(Coverage coverage) : ApiTestBase, IClassFixture<Coverage>
{
    // What no body has that is JSON, and why.
    private static readonly HashSet<string> NotInJson =
    [
        // A picture goes as a form: GuildImageTests.
        "channel.send file_image", "dm.send file_image",

        // The list itself says that the form with setting_guide is the one for direct messages.
        "channel.setting_guide setting_guide",
    ];

    public static TheoryData<string, int> Rows()
    {
        var data = new TheoryData<string, int>();
        foreach (var (row, i) in ContractRows.All.Select((row, i) => (row, i)))
        {
            data.Add(row.ToString(), i);
        }

        return data;
    }

    [Fact]
    public void Every_listed_call_has_a_typed_method() =>
        coverage.Complete("endpoints typed", ContractRows.All.Select(row => row.Endpoint.Id), "listed", ListedEndpoint.All.Keys);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_call_is_as_listed_and_its_answers_are_read(string name, int index)
    {
        var row = ContractRows.All[index];
        row.ToString().Should().Be(name);
        var answers = row.Answers.Count > 0 ? row.Answers : [("{}", null), ("", null)];
        foreach (var (json, expected) in answers)
        {
            Answer(json.Length == 0 ? 204 : row.Endpoint.SuccessStatus, json);

            var result = await row.Call(Api);

            var asked = AllAsked.Last();
            (asked.Method, asked.Target).Should().Be((row.Endpoint.Method, "/qq" + row.Address()));
            asked.ContentType.Should().Be(row.Body is null ? "" : "application/json");
            SameJson(asked.Body, row.Body).Should().BeTrue("{0} must be {1}", asked.Body, row.Body);
            result.Should().BeEquivalentTo(expected, options => options.WithStrictOrdering().RespectingRuntimeTypes(), "that is in {0}", json);
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_call_sends_what_is_listed_and_all_that_it_cannot_do_without(string name, int index)
    {
        var row = ContractRows.All[index];
        Check("query", row.Endpoint.Query, NamesOfQuery(row));
        Check("body", row.Endpoint.Body, NamesOfBody(row));

        void Check(string where, ListedField[] listed, IReadOnlyCollection<string> sent)
        {
            sent.Except(listed.Select(field => field.Top!)).Should().BeEmpty("{0} has no such {1}", name, where);
            listed.Where(field => field is { Required: true, Top: not null }).Select(field => field.Top!).Except(sent).Should().BeEmpty("{0} needs it", name);
        }
    }

    [Fact]
    public void Every_listed_field_can_be_sent()
    {
        var missing =
            from rows in ContractRows.All.GroupBy(row => row.Endpoint)
            let sent = rows.SelectMany(row => NamesOfQuery(row).Concat(NamesOfBody(row))).ToHashSet()
            from field in rows.Key.Query.Concat(rows.Key.Body)
            where field.Top is not null && !sent.Contains(field.Top)
            select $"{rows.Key.Id} {field.Top}";

        string.Join(", ", missing.Except(NotInJson)).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_refusal_of_any_call_is_an_exception_with_its_code(string name, int index)
    {
        Answer(400, """{"code":11255,"err_code":11282,"message":"m","trace_id":"t"}""");

        var refusal = (await FluentActions.Awaiting(() => ContractRows.All[index].Call(Api)).Should().ThrowAsync<QQApiException>(name)).Which;

        (refusal.Code, refusal.TraceId, refusal.Method).Should().Be((11282, "t", ContractRows.All[index].Endpoint.Method));
    }

    private static string[] NamesOfQuery(ContractRow row) => [.. HttpUtility.ParseQueryString(row.Query).AllKeys.OfType<string>()];

    private static string[] NamesOfBody(ContractRow row) =>
        row.Body is null ? [] : [.. JsonNode.Parse(row.Body)!.AsObject().Select(property => property.Key)];

    private static bool SameJson(string sent, string? expected) =>
        expected is null ? sent.Length == 0 : sent.Length > 0 && JsonElement.DeepEquals(JsonElement.Parse(sent), JsonElement.Parse(expected));
}
