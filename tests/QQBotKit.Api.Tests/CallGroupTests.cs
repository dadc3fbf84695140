using QQBotKit.Api.Tests.Contract;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api.Tests;

/// <summary>The groups in which plugins declare what they call.</summary>
public sealed class CallGroupTests
{
    [Fact]
    public void Every_call_is_in_the_group_of_its_typed_method()
    {
        foreach (var row in ContractRows.All.Where(row => !row.Name.StartsWith("Token.", StringComparison.Ordinal)))
        {
            CallGroups.Of(row.Endpoint.Method, row.Endpoint.Path).Should().Be(Kebab(row.Name.Split('.')[0]), $"{row.Name} calls {row.Endpoint.Method} {row.Endpoint.Path}");
        }
    }

    [Fact]
    public void Every_group_is_a_property_of_the_api() =>
        CallGroups.All.Should().BeSubsetOf(typeof(QQBotApi).GetProperties().Select(property => Kebab(property.Name)));

    [Fact]
    public void A_call_that_nobody_knows_is_in_no_group() => CallGroups.Of("GET", "/v3/weather?city=1").Should().BeNull();

    private static string Kebab(string name) => string.Concat(name.Select((letter, i) => char.IsUpper(letter) && i > 0 ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
