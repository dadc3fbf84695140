using System.Text.RegularExpressions;
using System.Xml.Linq;
using QQBotKit.Api.Tests.Listed;

namespace QQBotKit.Api.Tests.Contract;

/// <summary>What an author reads about a call in the editor: which it is, for whom, how often, what it throws, and where the platform describes it.</summary>
public partial class DocumentationTests
{
    private static readonly Dictionary<string, string> Access = new()
    {
        ["admin"] = "admin",
        ["private-domain"] = "private-domain bots",
        ["private-domain in practice"] = "private-domain bots",
        ["private-domain + admin"] = "private-domain bots (私域) that are admins",
        ["allow-list"] = "on the allow-list",
        ["invited"] = "invited bots",
        ["group admin"] = "admins of the group",
        ["audio bots"] = "audio bots",
    };

    private static readonly ILookup<string, XElement> Members = XDocument.Load("QQBotKit.Api.xml").Descendants("member")
        .ToLookup(member => Method().Match((string)member.Attribute("name")!) is { Success: true } method ? $"{method.Groups[1]}.{method.Groups[2]}" : "");

    public static TheoryData<string> Ids => [.. ListedEndpoint.All.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_documentation_of_a_call_says_all_that_is_listed(string id)
    {
        var endpoint = ListedEndpoint.All[id];
        foreach (var name in ContractRows.All.Where(row => row.Endpoint.Id == id).Select(row => row.Name).Distinct())
        {
            var docs = Members[name].ToList();
            docs.Should().NotBeEmpty("{0} is documented", name);
            docs.Should().Contain(doc => Says(doc, $"{endpoint.Method} {endpoint.Path}"), "{0} is that call", name);
            if (Access.TryGetValue(endpoint.Access, out var access))
            {
                docs.Should().Contain(doc => Says(doc, access), "{0} is for {1}", name, access);
            }

            if (Rate().Match(endpoint.Rate) is { Success: true } rate)
            {
                var words = $"{rate.Groups[1]} calls a {(rate.Groups[2].Value == "S" ? "second" : "minute")}";
                docs.Should().Contain(doc => Says(doc, words), "{0} may be called so often", name);
            }

            foreach (Match page in Page().Matches(endpoint.Source).Take(1))
            {
                docs.Should().Contain(doc => Says(doc, page.Groups[1].Value), "{0} is on that page", name);
            }

            docs.Should().OnlyContain(doc => doc.Elements("inheritdoc").Any() || doc.Elements("exception").Any(), "{0} can be refused", name);
        }
    }

    private static bool Says(XElement doc, string words) => Blanks().Replace(doc.Value, " ").Contains(words, StringComparison.Ordinal);

    // The class GuildsApi is the property Guilds.
    [GeneratedRegex(@"^M:QQBotKit\.Api\.(\w+)Api\.(\w+)")]
    private static partial Regex Method();

    [GeneratedRegex(@"^(\d+) QP([SM])$")]
    private static partial Regex Rate();

    [GeneratedRegex(@"D2[56] (\S+\.(?:html|md))")]
    private static partial Regex Page();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
