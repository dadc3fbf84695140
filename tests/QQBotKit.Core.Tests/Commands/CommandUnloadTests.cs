using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QQBotKit.Core.Commands;
using QQBotKit.Core.Tests.Scopes;

namespace QQBotKit.Core.Tests.Commands;

public sealed class CommandUnloadTests
{
    private const string Plugin =
        """
        using System;
        public enum Color { Red, Green }
        public class Settings { public int Sides { get; set; } = 6; }
        public record Place(string Name) : IParsable<Place>
        {
            public static Place Parse(string s, IFormatProvider p) => new(s);
            public static bool TryParse(string s, IFormatProvider p, out Place place) { place = new(s); return true; }
        }
        public static class Handlers
        {
            public static Delegate Make() =>
                (Settings settings, Color color, Color? other, Place place, params Place[] more) => $"{settings.Sides} {color} {other} {place.Name} {more.Length}";
        }
        """;

    [Fact]
    public async Task A_removed_command_lets_go_of_the_assembly_of_its_handler()
    {
        var context = Load(Compile());
        await CallOftenAsync(context);
        Unload(context);

        Unloading.Wait(() => !context.IsAlive).Should().BeTrue();
    }

    /// <summary>Often enough for the runtime to make code for the calls.</summary>
    private static async Task CallOftenAsync(WeakReference context)
    {
        var table = CommandFixture.Table(Register(context));
        var message = CommandFixture.Message("/paint red green Rome Oslo 'New York'");
        for (var i = 0; i < 100; i++)
        {
            table.TryMatch(message.Text, out var match).Should().BeTrue();
            (await match.Command.InvokeAsync(match, message, default)).Reply!.Text.Should().Be("6 Red Green Rome 2");
        }

        var wrong = CommandFixture.Message("/paint blue");
        table.TryMatch(wrong.Text, out var second).Should().BeTrue();
        (await second.Command.InvokeAsync(second, wrong, default)).UsageError.Should().Contain("Red|Green");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Command Register(WeakReference context)
    {
        var assembly = ((AssemblyLoadContext)context.Target!).Assemblies.Single();
        var handler = (Delegate)assembly.GetType("Handlers")!.GetMethod("Make")!.Invoke(null, null)!;
        return CommandFixture.Command("paint", handler);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Load(byte[] image)
    {
        var context = new AssemblyLoadContext("plugin", isCollectible: true);
        context.LoadFromStream(new MemoryStream(image));
        return new(context);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Unload(WeakReference context) => ((AssemblyLoadContext?)context.Target)?.Unload(); // Null when nothing holds it any more.

    private static byte[] Compile()
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create(
            "Painter",
            [CSharpSyntaxTree.ParseText(Plugin)],
            platform.Where(p => Path.GetFileName(p) is "System.Runtime.dll" or "System.Private.CoreLib.dll").Select(p => MetadataReference.CreateFromFile(p)),
            new(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        compilation.Emit(image).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Should().BeEmpty();
        return image.ToArray();
    }
}
