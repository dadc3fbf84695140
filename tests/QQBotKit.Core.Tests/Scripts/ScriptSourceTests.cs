using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Scripts;
using QQBotKit.Core.Tests.Scopes;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Core.Tests.Scripts;

public sealed class ScriptSourceTests : ScriptTestBase
{
    [Fact]
    public async Task A_script_registers_its_commands_on_the_bot()
    {
        Folder.Write("scripts/hello.csx", """bot.Command("hello", (string who) => $"Hello, {who}!");""");

        await using var script = await LoadAsync("hello");
        await script.ConfigureAsync(Bot);

        script.Kind.Should().Be(ExtensionKind.Script);
        script.Name.Should().Be("hello");
        Bot.Say("hello", "QQ").Should().Be("Hello, QQ!");
    }

    [Fact]
    public async Task A_script_may_await_and_use_its_own_types_and_variables()
    {
        Folder.Write("scripts/rich.csx", """
            record Pair(int Left, int Right);
            static int Sum(this Pair pair) => pair.Left + pair.Right;
            string? nothing = null;
            await Task.Yield();
            var text = await Task.FromResult("sum");
            bot.Command("sum", () => $"{text} {new Pair(1, 2).Sum()}{nothing}");
            return 0;
            """);

        await using var script = await LoadAsync("rich");
        await script.ConfigureAsync(Bot);

        Bot.Say("sum").Should().Be("sum 3");
    }

    [Fact]
    public async Task A_script_has_the_calls_of_the_platform()
    {
        await using var platform = await FakePlatform.StartAsync();
        platform.Call = asked => Task.FromResult(asked.Target.EndsWith("/mute", StringComparison.Ordinal)
            ? new(400, """{"code":11282,"message":"not an admin"}""")
            : new Answered(200, """{"id":"9","name":"a guild"}"""));
        Bot.Http.BaseAddress = platform.Url;
        Folder.Write("scripts/calls.csx", """
            bot.Command("guild", async (string id) => (await bot.Api.Guilds.GetAsync(id)).Name);
            bot.Command("mute", async (string id) =>
            {
                try
                {
                    await bot.Api.Mutes.MuteGuildAsync(id, TimeSpan.FromMinutes(10));
                    return "quiet";
                }
                catch (QQApiException e) when (e.Code == 11282)
                {
                    return "I am no admin.";
                }
            });
            """);

        await using var script = await LoadAsync("calls");
        await script.ConfigureAsync(Bot);

        (await (Task<string>)Bot.Commands["guild"].DynamicInvoke("9")!).Should().Be("a guild");
        (await (Task<string>)Bot.Commands["mute"].DynamicInvoke("9")!).Should().Be("I am no admin.");
    }

    [Fact]
    public async Task Each_bot_gets_variables_of_its_own()
    {
        Folder.Write("scripts/count.csx", """var count = 0; bot.Command("count", () => $"{bot.Name} {++count}");""");
        using var other = new FakeBot("other");

        await using var script = await LoadAsync("count");
        await script.ConfigureAsync(Bot);
        await script.ConfigureAsync(other);

        Bot.Say("count").Should().Be("main 1");
        Bot.Say("count").Should().Be("main 2");
        other.Say("count").Should().Be("other 1");
    }

    [Theory]
    [InlineData("")]
    [InlineData("// Nothing yet.\n/* still nothing */\n")]
    public async Task A_script_without_code_does_nothing(string text)
    {
        Folder.Write("scripts/empty.csx", text);

        for (var time = 0; time < 2; time++)
        {
            await using var script = await LoadAsync("empty");
            await script.ConfigureAsync(Bot);
        }

        Bot.Commands.Should().BeEmpty();
    }

    [Fact]
    public void Only_files_directly_in_the_folder_are_scripts()
    {
        Source().Scan().Should().BeEmpty("a missing folder has none");
        Folder.Write("scripts/b.csx", "");
        Folder.Write("scripts/a.csx", "");
        Folder.Write("scripts/.hidden.csx", "");
        Folder.Write("scripts/notes.txt", "");
        Folder.Write("scripts/parts/part.csx", "");

        Source().Scan().Select(file => file.Name).Should().Equal("a", "b");
    }

    [Fact]
    public async Task A_script_that_went_away_is_a_finding()
    {
        var path = Folder.Write("scripts/gone.csx", "");
        var source = Source();
        var file = source.Scan().Single();
        File.Delete(path);

        (await source.CheckAsync(file, default)).Should().ContainSingle().Which.Path.Should().Be(path);
        source.ContentKey(file).Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_failing_script_shows_its_lines_in_the_stack_trace()
    {
        var part = Folder.Write("scripts/parts/part.csx", "\n\nvoid Fail() => throw new InvalidOperationException(\"on purpose\");");
        var main = Folder.Write("scripts/fails.csx", "#load \"parts/part.csx\"\n// A line.\nFail();");

        for (var time = 0; time < 2; time++)
        {
            await using var script = await LoadAsync("fails");
            var configure = () => script.ConfigureAsync(Bot);

            (await configure.Should().ThrowAsync<InvalidOperationException>()).Which.StackTrace
                .Should().Contain($"{part}:line 3").And.Contain($"{main}:line 3");
        }
    }

    [Fact]
    public async Task A_change_of_a_loaded_file_changes_every_script_that_uses_it()
    {
        Folder.Write("scripts/a.csx", "#load \"parts/outer.csx\"\nbot.Command(\"a\", () => Word());");
        Folder.Write("scripts/b.csx", "bot.Command(\"b\", () => \"b\");");
        Folder.Write("scripts/parts/outer.csx", "  # load \"inner.csx\" // nested");
        Folder.Write("scripts/parts/inner.csx", "string Word() => \"one\";");
        var source = Source();
        var before = source.Scan();
        source.Scan().Should().Equal(before, "nothing changed");
        (await LoadAsync("a", source)).Name.Should().Be("a");
        source.Scan().Should().Equal(before, "loading changes no file");
        var keys = before.Select(source.ContentKey).ToList();

        Folder.Write("scripts/parts/inner.csx", "string Word() => \"another\";");
        var after = source.Scan();

        after[0].Stamp.Should().NotBe(before[0].Stamp);
        after[1].Should().Be(before[1]);
        source.ContentKey(after[0]).Should().NotBe(keys[0]);
        source.ContentKey(after[1]).Should().Be(keys[1]);
        await using var script = await LoadAsync("a", source);
        await script.ConfigureAsync(Bot);
        Bot.Say("a").Should().Be("another");
    }

    [Fact]
    public void A_loaded_file_that_appears_later_changes_the_script()
    {
        Folder.Write("scripts/a.csx", "#load \"parts/later.csx\"");
        var source = Source();
        var before = source.Scan().Single();

        Folder.Write("scripts/parts/later.csx", "");

        source.Scan().Single().Stamp.Should().NotBe(before.Stamp);
    }

    [Theory]
    [InlineData("#load \"nope.csx\"", "CS1504")]
    [InlineData("#load \"\"", "CS1504")]
    [InlineData("#load \"a\0b\"", "CS1504")]
    [InlineData("#r \"nope.dll\"", "CS0006")]
    [InlineData("#load \"self.csx\"\nint same = 1;", "CS0102")]
    public async Task A_file_that_cannot_be_loaded_is_a_finding_and_no_crash(string text, string id)
    {
        Folder.Write("scripts/self.csx", text);

        (await CheckAsync("self")).Should().ContainSingle().Which.Message.Should().StartWith(id + ": ");
    }

    [Fact]
    public void Touching_a_script_changes_its_stamp_but_not_its_content_key()
    {
        var path = Folder.Write("scripts/a.csx", "// text");
        var source = Source();
        var before = source.Scan().Single();
        File.SetLastWriteTimeUtc(path, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var after = source.Scan().Single();

        after.Stamp.Should().NotBe(before.Stamp);
        source.ContentKey(after).Should().Be(source.ContentKey(before));
    }

    [Fact]
    public async Task A_script_uses_an_assembly_beside_it_and_what_that_needs()
    {
        var inner = Emit("Inner", "public static class Inner { public static string Word => \"from a dll\"; }");
        Emit("Outer", "public static class Outer { public static string Word => Inner.Word; }", inner);
        Folder.Write("scripts/uses.csx", "#r \"parts/Outer.dll\"\n#r \"System.Xml.Linq\"\nbot.Command(\"a\", () => Outer.Word);");

        await using var script = await LoadAsync("uses");
        await script.ConfigureAsync(Bot);

        Bot.Say("a").Should().Be("from a dll");
    }

    [Fact]
    public async Task A_script_sees_the_contract_and_not_the_runtime()
    {
        Folder.Write("scripts/nosy.csx", "QQBotKit.Core.Configuration.QQBotSettings? settings = null;");

        (await CheckAsync("nosy")).Should().NotBeEmpty();
    }

    [Fact]
    public async Task The_samples_compile_and_answer()
    {
        var source = Source(new ScriptSettings { Path = Path.Combine(Repository(), "scripts"), Cache = Folder["cache"] });
        foreach (var file in source.Scan())
        {
            (await source.CheckAsync(file, default)).Should().BeEmpty();
            await using var script = await source.LoadAsync(file, default);
            await script.ConfigureAsync(Bot);
        }

        Bot.Say("ping").Should().Be("pong");
        Bot.Say("echo|复读", "  as \"sent\"").Should().Be("  as \"sent\"");
        Bot.Say("dice|掷骰子", 6).Should().MatchRegex("^🎲 [1-6]$");
        Bot.Say("dice|掷骰子", 0).Should().Contain("2");
        Bot.Commands["vote|投票"].DynamicInvoke("Tea?").Should().BeOfType<Message>().Which.Text.Should().Be("Tea?");
    }

    [Fact]
    public async Task Versions_of_a_script_leave_the_process()
    {
        var ended = new List<ScriptExtension>();
        for (var version = 0; version < 30; version++)
        {
            Folder.Write("scripts/live.csx", $"await Task.Yield(); bot.Command(\"live\", () => \"{version}\");");
            ended.Add(await RunOnceAsync(version.ToString(CultureInfo.InvariantCulture)));
        }

        // The last one may still be held by a frame of this method.
        Unloading.CountAlive([.. ended.Select(script => script.LoadContext!)]).Should().BeLessThanOrEqualTo(1);
        GC.KeepAlive(ended);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<ScriptExtension> RunOnceAsync(string expected)
    {
        using var bot = new FakeBot();
        await using var script = await LoadAsync("live");
        await script.ConfigureAsync(bot);
        bot.Say("live").Should().Be(expected);
        return (ScriptExtension)script;
    }

    private string Emit(string name, string code, params string[] references)
    {
        var path = Folder[$"scripts/parts/{name}.dll"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        CSharpCompilation.Create(
                name,
                [CSharpSyntaxTree.ParseText(code)],
                [MetadataReference.CreateFromFile(HostAssemblies.Trusted["System.Private.CoreLib"]), MetadataReference.CreateFromFile(HostAssemblies.Trusted["System.Runtime"]), .. references.Select(reference => MetadataReference.CreateFromFile(reference))],
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
            .Emit(path).Success.Should().BeTrue();
        return path;
    }
}
