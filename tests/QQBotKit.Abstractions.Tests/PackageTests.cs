using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace QQBotKit.Abstractions.Tests;

/// <summary>A plugin that was compiled against the first contract finds everything that it was compiled against.</summary>
public class PackageTests
{
    private static readonly string Project = Path.Combine(Repository(), "src", "QQBotKit.Abstractions");

    /// <summary>Of the contract's interfaces, the one that grows: nobody but the kit implements it.</summary>
    private const string Growing = nameof(IBot);

    [Fact]
    public async Task The_contract_has_all_that_the_first_one_had()
    {
        var output = Directory.CreateTempSubdirectory("qqbot-pack-");
        try
        {
            var (code, told) = await PackAsync(output.FullName);
            code.Should().Be(0, told);
            output.EnumerateFiles("*.nupkg").Should().ContainSingle();
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    [Fact]
    public void No_interface_but_that_of_the_bot_has_members_that_the_first_contract_had_not()
    {
        var first = InterfacesOfTheFirstContract();
        first.Keys.Should().Contain([Growing, nameof(IStore), nameof(ICommand)]);
        foreach (var (name, members) in first.Where(one => one.Key != Growing))
        {
            var now = typeof(IBot).Assembly.GetType($"QQBotKit.{name}")!.GetMethods(BindingFlags.Public | BindingFlags.Instance)
                .Where(method => method.IsAbstract).Select(method => $"{method.Name}/{method.GetParameters().Length}");
            now.Should().BeSubsetOf(members, $"whoever implements {name}, in a test for instance, would no longer be complete");
        }
    }

    [Fact]
    public void A_contract_with_anything_new_has_a_higher_version_than_the_first()
    {
        using var first = FirstContract();
        using var now = new PEReader(File.OpenRead(typeof(IBot).Assembly.Location));
        var (before, after) = (first.GetMetadataReader(), now.GetMetadataReader());
        var added = Members(after).Except(Members(before)).ToArray();
        var (old, current) = (before.GetAssemblyDefinition().Version, after.GetAssemblyDefinition().Version);
        current.Major.Should().Be(old.Major);
        if (added.Length > 0)
        {
            current.Minor.Should().BeGreaterThan(old.Minor, $"a plugin that uses {added[0]} must not load where it is missing");
        }
    }

    private static Dictionary<string, string[]> InterfacesOfTheFirstContract()
    {
        using var file = FirstContract();
        var metadata = file.GetMetadataReader();
        return PublicTypes(metadata).Where(type => type.Attributes.HasFlag(TypeAttributes.Interface))
            .ToDictionary(type => metadata.GetString(type.Name), type => Methods(metadata, type).ToArray());
    }

    private static IEnumerable<string> Members(MetadataReader metadata) =>
        PublicTypes(metadata).SelectMany(type => Methods(metadata, type).Prepend("").Select(method => $"{metadata.GetString(type.Name)}.{method}"));

    private static IEnumerable<TypeDefinition> PublicTypes(MetadataReader metadata) => metadata.TypeDefinitions.Select(metadata.GetTypeDefinition)
        .Where(type => (type.Attributes & TypeAttributes.VisibilityMask) is TypeAttributes.Public or TypeAttributes.NestedPublic);

    private static IEnumerable<string> Methods(MetadataReader metadata, TypeDefinition type) => type.GetMethods().Select(metadata.GetMethodDefinition)
        .Where(method => (method.Attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family)
        .Select(method => $"{metadata.GetString(method.Name)}/{ParametersOf(metadata, method)}");

    private static PEReader FirstContract()
    {
        using var package = ZipFile.OpenRead(Directory.EnumerateFiles(Path.Combine(Project, "baseline"), "*.nupkg").Single());
        var content = new MemoryStream();
        package.GetEntry("lib/net10.0/QQBotKit.Abstractions.dll")!.Open().CopyTo(content);
        content.Position = 0;
        return new PEReader(content);
    }

    // The parameter with number 0, where there is one, is the return value.
    private static int ParametersOf(MetadataReader metadata, MethodDefinition method) =>
        method.GetParameters().Count(parameter => metadata.GetParameter(parameter).SequenceNumber > 0);

    private static async Task<(int Code, string Told)> PackAsync(string output)
    {
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        using var pack = Process.Start(new ProcessStartInfo("dotnet", ["pack", Project, "--no-build", "-nologo", "-v", "q", "-c", configuration, "-o", output])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var told = await Task.WhenAll(pack.StandardOutput.ReadToEndAsync(), pack.StandardError.ReadToEndAsync());
        await pack.WaitForExitAsync();
        return (pack.ExitCode, string.Concat(told));
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "QQBotKit.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder;
    }
}
