namespace QQBotKit.Core.Tests.Scripts;

/// <summary>Calls without an end, which .NET answers with the end of the process.</summary>
public sealed class CallGuardTests : ScriptTestBase
{
    [Theory]
    [InlineData("int Down(int n)\n{\n    return Down(n - 1);\n}\nDown(0);", 2)]
    [InlineData("int Down(int n) =>\n    n * Down(n - 1);\nDown(0);", 2)]
    [InlineData("void Down() => Down();\nDown();", 1)]
    [InlineData("void Ping() { Pong(); }\nvoid Pong() => Ping();\nPing();", 0)]
    [InlineData("async Task Down() => await Down();\nawait Down();", 1)]
    [InlineData("async Task<int> Down() => await Down() + 1;\nawait Down();", 1)]
    [InlineData("async ValueTask Down() { await Down(); }\nawait Down();", 1)]
    [InlineData("Func<int, int> down = null!;\ndown = n => { return down(n - 1); };\ndown(0);", 2)]
    [InlineData("class A { public int Count => Count; }\n_ = new A().Count;", 1)]
    [InlineData("class A { public int Count { get => Count; set => Count = value; } }\nnew A().Count = 1;", 1)]
    [InlineData("class A { public int this[int i] => this[i]; }\n_ = new A()[1];", 1)]
    [InlineData("class A { public A() { new A(); } }\nnew A();", 1)]
    [InlineData("class A { public A(int a) => new A(a); }\nnew A(1);", 1)]
    [InlineData("record A(int B) { public static A operator +(A a, A b) => a + b; public static implicit operator int(A a) => (int)a; }\n_ = new A(1) + new A(2);", 1)]
    [InlineData("record A { public override string ToString() => $\"{this}\"; }\n$\"{new A()}\".ToString();", 1)]
    public async Task Calls_without_an_end_are_stopped_and_the_process_goes_on(string text, int line)
    {
        var path = Folder.Write("scripts/endless.csx", text);

        await using var script = await LoadAsync("endless");
        var run = () => Task.Run(() => script.ConfigureAsync(Bot));

        var fault = (await run.Should().ThrowAsync<InvalidOperationException>().WithMessage("Functions call each other*")).Which;
        Core.Scopes.ScriptPlace.Of(fault).Should().StartWith(line == 0 ? path : $"{path}({line})");
        Log.Lines.Should().BeEmpty("the guards were put in");
    }

    [Fact]
    public async Task Every_kind_of_function_still_does_what_it_says()
    {
        Folder.Write("scripts/kinds.csx", """
            int Throws(int n) => n > 0 ? n : throw new ArgumentException("n");
            int Never() => throw new NotSupportedException();
            ref int First(int[] all) => ref all[0];
            List<int> Empty() => [];
            string? Nothing() => null;
            Func<int> Later(int n) => () => n;
            T Made<T>() where T : new() => new();
            (int, string) Pair() => (1, "a");
            int Chosen(int n) => n switch { 0 => 1, _ => n };
            Task<int> Soon() => Task.FromResult(1);
            async Task<string> Text(int n) => $"{await Soon() + n}";
            IEnumerable<int> Some() { yield return 1; }
            static int Twice(this int n) => 2 * n;
            class Box<T>(T value) { public T Value { get => value; set => value = value!; } public T Again => Value; public static bool operator !(Box<T> box) => false; ~Box() => GC.KeepAlive(this); }
            interface IShape { int Sides => 4; int Corners(); }
            class Square : IShape { public int Corners() => ((IShape)this).Sides; }
            var all = new[] { 1, 2 };
            First(all) = 7;
            bot.Command("run", () => $"{Throws(1)} {all[0]} {Empty().Count} {Nothing()} {Later(3)()} {Made<object>() is not null} {Pair()} {Chosen(0)} {Text(4).Result} {Some().Sum()} {2.Twice()} {new Box<int>(5).Again} {!new Box<int>(1)} {new Square().Corners()}");
            """);

        await using var script = await RunAsync("kinds");

        Bot.Say("run").Should().Be("1 7 0  3 True (1, a) 1 5 1 4 5 False 4");
        Log.Lines.Should().BeEmpty("the guards were put in");
    }
}
