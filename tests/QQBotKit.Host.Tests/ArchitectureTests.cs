using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace QQBotKit.Host.Tests;

/// <summary>Who may know whom. The simulator and the runtime meet over HTTP and WebSocket only, so that one proves the other; the platform's numbers are data of both.</summary>
public class ArchitectureTests
{
    [Theory]
    [InlineData("QQBotKit.Abstractions")]
    [InlineData("QQBotKit.Api", "QQBotKit.Abstractions")]
    [InlineData("QQBotKit.Limits")]
    [InlineData("QQBotKit.Core", "QQBotKit.Api", "QQBotKit.Abstractions", "QQBotKit.Limits")]
    [InlineData("QQBotKit.Simulator", "QQBotKit.Limits")]
    [InlineData("QQBotKit.Testing", "QQBotKit.Core", "QQBotKit.Simulator", "QQBotKit.Abstractions", "QQBotKit.Limits")]
    [InlineData("QQBotKit.Web")]
    [InlineData("qqbot", "QQBotKit.Core", "QQBotKit.Web", "QQBotKit.Simulator", "QQBotKit.Abstractions", "QQBotKit.Api", "QQBotKit.Limits")]
    public void A_room_knows_only_those_below_it(string assembly, params string[] allowed)
    {
        References(assembly).Where(name => name.StartsWith("QQBotKit", StringComparison.Ordinal)).Should().BeSubsetOf(allowed);
    }

    [Fact]
    public void The_contract_depends_on_nothing_but_the_framework_and_logging_abstractions()
    {
        References("QQBotKit.Abstractions")
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal))
            .Should().Equal("Microsoft.Extensions.Logging.Abstractions");
    }

    private static string[] References(string assembly)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll")));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
