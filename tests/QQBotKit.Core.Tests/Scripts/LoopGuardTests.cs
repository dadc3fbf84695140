using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Scripts;
using QQBotKit.Core.Tests.Scopes;

namespace QQBotKit.Core.Tests.Scripts;

public sealed class LoopGuardTests : ScriptTestBase
{
    private const string Endless = "static IEnumerable<int> Endless() { while (true) yield return 1; }\n";
    private const string EndlessAsync = "static async IAsyncEnumerable<int> EndlessAsync() { await Task.CompletedTask; while (true) yield return 1; }\n";

    [Theory]
    [InlineData("\nwhile (true);", 2)]
    [InlineData("\nwhile (true)\n{\n}", 2)]
    [InlineData("for (;;) { }", 1)]
    [InlineData("for (;;)\nDo();\nvoid Do() { }", 1)]
    [InlineData("do { if (DateTime.Now.Year > 0) continue; } while (true);", 1)]
    [InlineData(Endless + "foreach (var one in Endless()) { }", 2)]
    [InlineData("foreach (var (one, two) in Enumerable.Repeat((1, 2), int.MaxValue));", 1)]
    [InlineData("for (int i = 0;; i++) for (int j = 0; j < 3; j++) { }", 1)]
    [InlineData("if (true) while (true); else Console.WriteLine();", 1)]
    [InlineData("\n\nagain: goto again;", 3)]
    [InlineData("void Again()\n{\n    again: goto again;\n}\nAgain();", 3)]
    [InlineData("switch (1) { case 1: goto case 2; case 2: goto case 1; }", 1)]
    [InlineData("Action a = () => { while (true); };\na();", 1)]
    [InlineData("Action a = delegate { while (true); };\na();", 1)]
    [InlineData("class A { public int B { get { while (true); } } }\n_ = new A().B;", 1)]
    [InlineData("class A { public A()\n{ while (true); } }\nnew A();", 2)]
    [InlineData("static void Forever<T>(T value) where T : struct { while (true) value = default; }\nForever(1);", 1)]
    [InlineData("while (true) { try { while (true); } catch { } }", 1)]
    [InlineData("while (true) await Task.CompletedTask;", 1)]
    [InlineData("while (true) { await Task.FromResult(1); Console.Write(\"\"); }", 1)]
    [InlineData("await Task.Run(async () => {\nwhile (true) await Task.CompletedTask; });", 2)]
    [InlineData("await Task.Run(() => {\nwhile (true); });", 2)]
    [InlineData(EndlessAsync + "await foreach (var one in EndlessAsync()) { }", 2)]
    [InlineData("static IEnumerable<int> Never() { while (true) if (DateTime.Now.Year < 0) yield return 1; }\nforeach (var _ in Never()) { }", 1)]
    public async Task A_loop_without_an_end_is_stopped_and_its_line_is_told(string text, int line)
    {
        var path = Folder.Write("scripts/endless.csx", text);

        await using var script = await LoadAsync("endless", Source(limit: TimeSpan.FromMilliseconds(100)));
        var run = () => script.ConfigureAsync(Bot).WaitAsync(TimeSpan.FromSeconds(60));

        (await run.Should().ThrowAsync<TimeoutException>()).Which.Message.Should().StartWith($"{path}({line}): the loop was stopped");
        Log.Lines.Should().Contain(logged => logged.StartsWith($"{path}({line}): "));
    }

    [Fact]
    public async Task A_loop_in_a_loaded_file_is_told_of_that_file()
    {
        Folder.Write("scripts/main.csx", "#load \"parts/part.csx\"\nForever();");
        var part = Folder.Write("scripts/parts/part.csx", "void Forever()\n{\n    while (true);\n}");

        await using var script = await LoadAsync("main", Source(limit: TimeSpan.FromMilliseconds(100)));
        var run = () => script.ConfigureAsync(Bot);

        (await run.Should().ThrowAsync<TimeoutException>()).Which.Message.Should().StartWith($"{part}(3): ");
    }

    [Fact]
    public async Task A_script_of_parts_alone_is_guarded()
    {
        Folder.Write("scripts/main.csx", "#load \"part.csx\" // All of it.");
        var part = Folder.Write("scripts/part.csx", "again: await Task.CompletedTask; goto again;");

        await using var script = await LoadAsync("main", Source(limit: TimeSpan.FromMilliseconds(100)));
        var run = () => script.ConfigureAsync(Bot);

        (await run.Should().ThrowAsync<TimeoutException>()).Which.Message.Should().StartWith($"{part}(1): ");
    }

    [Theory]
    [InlineData("for (var i = 0; i < 300; i++) await Task.Yield();")]
    [InlineData("async IAsyncEnumerable<int> Some() { for (var i = 0; i < 300; i++) { await Task.Yield(); yield return i; } }\nawait foreach (var i in Some()) { }")]
    [InlineData("async Task Wait() => await Task.Yield();\nfor (var i = 0; i < 300; i++) { await Wait(); }")]
    [InlineData("var i = 0; again: await Task.Yield(); if (i++ < 300) goto again;")]
    public async Task A_loop_that_waits_may_go_on(string text)
    {
        // Each look at the clock takes a second: with the limit of ten, a few hundred turns are possible only if each wait counts.
        Time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        Folder.Write("scripts/patient.csx", $"bot.Command(\"go\", async () => {{ {text} return \"done\"; }});");

        await using var script = await RunAsync("patient");

        (await (Task<string>)Bot.Commands["go"].DynamicInvoke()!).Should().Be("done");
    }

    [Fact]
    public async Task An_iterator_may_be_asked_for_values_for_ever()
    {
        Time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        Folder.Write("scripts/numbers.csx", """
            IEnumerable<int> Numbers() { var i = 0; while (true) { for (;;) { yield return i++; } } }
            var numbers = Numbers().GetEnumerator();
            bot.Command("next", () => { numbers.MoveNext(); return numbers.Current; });
            """);

        await using var script = await RunAsync("numbers");

        for (var i = 0; i < 100; i++)
        {
            Bot.Say("next").Should().Be($"{i}");
        }
    }

    [Fact]
    public async Task The_end_of_a_version_ends_its_loops_and_frees_it()
    {
        Folder.Write("scripts/background.csx", """
            // Quick at first, and then so slow that it must not be forgotten.
            var turns = 0;
            _ = Task.Run(async () => { while (true) { await (turns++ < 5000 ? Task.CompletedTask : Task.Delay(50)); } });
            bot.Command("turns", () => turns > 5000);
            """);

        var ended = await EndWhileTurningAsync();

        Unloading.Wait(() => !ended.IsAlive).Should().BeTrue("nothing runs any more");
    }

    [Fact]
    public async Task A_script_whose_text_never_ends_is_given_up_and_its_loop_is_stopped()
    {
        var time = new FakeTimeProvider();
        Time = time;
        Folder.Write("scripts/forever.csx", "while (true) await Task.Delay(1);");
        var script = await LoadAsync("forever");
        var run = script.ConfigureAsync(Bot);

        time.Advance(ScriptExtension.ConfigureLimit);

        await FluentActions.Awaiting(() => run).Should().ThrowAsync<ExtensionLoadException>().WithMessage("*Task.Run*");
        await script.DisposeAsync();
    }

    [Fact]
    public async Task Without_the_guard_nothing_is_stopped()
    {
        Time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        Folder.Write("scripts/long.csx", "var sum = 0; for (var i = 0; i < 1_000_000; i++) sum++;\nbot.Command(\"sum\", () => sum);");

        await using (var guarded = await LoadAsync("long"))
        {
            await FluentActions.Awaiting(() => guarded.ConfigureAsync(Bot)).Should().ThrowAsync<TimeoutException>();
        }

        await using var script = await RunAsync("long", Source(guard: false));
        Bot.Say("sum").Should().Be("1000000");
    }

    [Fact]
    public async Task Guarded_code_does_what_it_did_and_throws_from_the_same_lines()
    {
        var path = Folder.Write("scripts/shapes.csx", await File.ReadAllTextAsync(Path.Combine(Repository(), "tests", "QQBotKit.Core.Tests", "Scripts", "shapes.csx")));

        await using var guarded = await RunAsync("shapes");
        var said = Bot.Say("run");
        Bot.Commands.Clear();
        await using var plain = await RunAsync("shapes", Source(guard: false));

        said.Should().Be(Bot.Say("run")).And.Contain(path + ":line 64");
        Log.Lines.Should().BeEmpty("the guards were put in");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> EndWhileTurningAsync()
    {
        using var bot = new FakeBot();
        var script = (ScriptExtension)await LoadAsync("background");
        await script.ConfigureAsync(bot);
        while (bot.Say("turns") == "False")
        {
            await Task.Yield();
        }

        await script.DisposeAsync();
        return script.LoadContext!;
    }

    private ScriptSource Source(bool guard = true, TimeSpan? limit = null) => Source(new ScriptSettings
    {
        Path = Folder["scripts"],
        Cache = Folder["cache"],
        LoopGuard = guard,
        LoopLimit = limit ?? new ScriptSettings().LoopLimit,
    });
}
