using QQBotKit.Api.Tests.Listed;
using QQBotKit.Tests;

namespace QQBotKit.Api.Tests;

public class ErrorCoverageTests(Coverage coverage) : IClassFixture<Coverage>
{
    [Fact]
    public void Every_listed_code_is_known() => coverage.Complete(
        "error codes known", ListedError.All.Where(IsKnown).Select(listed => listed.Name), "listed", ListedError.All.Select(listed => listed.Name));

    [Fact]
    public void What_may_be_done_about_a_code_is_as_listed()
    {
        ListedError.All.Count(listed => listed.Actions is null).Should().BeLessThan(10, "nearly every row of the tables says it for all of its codes");
        foreach (var listed in ListedError.All.Where(listed => listed.Actions is not null))
        {
            RowOf(listed, listed.First)!.Actions.Should().HaveFlag(listed.Actions!.Value, "that is what the tables say of {0}", listed.Name);
        }
    }

    // What is known of a whole family is no knowledge of a code.
    private static bool IsKnown(ListedError listed) => Enumerable.Range(listed.First, Math.Min(listed.Last - listed.First + 1, 100)).Append(listed.Last)
        .All(code => RowOf(listed, code) is { } row && !ErrorTable.Families.Contains(row));

    private static ErrorCode? RowOf(ListedError listed, int code) => listed.OfToken ? ErrorCodes.FindForToken(code) : ErrorCodes.Find(code);
}
