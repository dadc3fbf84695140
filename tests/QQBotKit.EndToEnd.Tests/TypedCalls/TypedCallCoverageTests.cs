using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using QQBotKit.Api;
using QQBotKit.Api.Tests.Listed;
using QQBotKit.Tests;

namespace QQBotKit.EndToEnd.Tests.TypedCalls;

/// <summary>Whether the tests beside this one leave a call out.</summary>
public sealed partial class TypedCallCoverageTests(Coverage coverage) : IClassFixture<Coverage>
{
    // Calls of one method to one path that differ by their body and by the status of success alone.
    private static readonly HashSet<string> ByStatus = ["mute.guild", "mute.members"];

    [Fact]
    public async Task Every_call_of_the_platform_reaches_the_simulator_and_succeeds()
    {
        var served = new HashSet<ServedCall>();
        foreach (var test in Tests())
        {
            served.UnionWith(await RunAsync(test));
        }

        var shapes = served.Where(call => call.Status is >= 200 and < 300)
            .Select(call => (call.Method, Shape: Shape(call.Template), call.Status)).ToHashSet();
        var called = ListedEndpoint.All.Values.Where(endpoint => ByStatus.Contains(endpoint.Id)
            ? shapes.Contains((endpoint.Method, Shape(endpoint.Path), endpoint.SuccessStatus))
            : shapes.Any(call => (call.Method, call.Shape) == (endpoint.Method, Shape(endpoint.Path))));

        coverage.Complete("endpoints called end to end", called.Select(endpoint => endpoint.Id), "listed", ListedEndpoint.All.Keys);
    }

    [Fact]
    public void Every_typed_method_is_called()
    {
        var source = string.Concat(Directory.GetFiles(Path.GetDirectoryName(Here())!, "*.cs").Select(File.ReadAllText));
        var called = Call().Matches(source).Select(call => call.Groups["name"].Value);
        var typed = typeof(QQBotApi).GetProperties().SelectMany(property => property.PropertyType
            .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => method.Name.EndsWith("Async", StringComparison.Ordinal) && property.PropertyType.Assembly == typeof(QQBotApi).Assembly)
            .Select(method => $"{property.Name}.{method.Name}"));

        coverage.Complete("typed methods called end to end", called, "public", typed);
    }

    private static IEnumerable<MethodInfo> Tests() => typeof(TypedCallTest).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(TypedCallTest)) && !type.IsAbstract)
        .SelectMany(type => type.GetMethods().Where(method => method.IsDefined(typeof(FactAttribute)) && method.GetParameters() is []));

    private static async Task<IReadOnlyCollection<ServedCall>> RunAsync(MethodInfo method)
    {
        var test = (TypedCallTest)Activator.CreateInstance(method.DeclaringType!)!;
        await test.InitializeAsync();
        try
        {
            await (Task)method.Invoke(test, null)!;
        }
        finally
        {
            await test.DisposeAsync();
        }

        return test.Served;
    }

    private static string Shape(string path) => Parameter().Replace(path, "{}");

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\bApi\.(?<name>\w+\.\w+Async)\(")]
    private static partial Regex Call();
}
