#nullable enable
// Every shape that a loop can have. Run with and without the guard, it must say the same.
using System.Text;

record struct Point(int X, int Y);

static class Loops
{
    public static IEnumerable<int> Evens(int below)
    {
        for (var i = 0; i < below; i++)
            if (i % 2 == 0) yield return i; else continue;
        yield break;
    }

    public static async IAsyncEnumerable<int> SlowlyAsync(int below)
    {
        for (var i = 0; i < below; i++) { if (i == 2) await Task.Yield(); yield return i; }
    }

    public static int Count { get { var n = 0; do n++; while (n < 4); return n; } }

    static Loops() { for (;;) break; }
}

var said = new StringBuilder();

int Jump(int from)
{
    var jumps = 0;
again:
    if (++jumps < from) goto again;
    switch (from)
    {
        case 1: goto case 2;
        case 2: goto default;
        default: return jumps;
    }
}

T First<T>(IEnumerable<T> all) where T : notnull
{
    foreach (var one in all) return one;
    throw new InvalidOperationException("none");
}

async Task<string> RunAsync()
{
    said.Clear();
    var i = 0; while (i < 3) said.Append(i++); // Without braces, with a comment behind it.
    while (i > 0) { if (i-- == 2) continue; said.Append('-'); }
    for (int a = 0, b = 9; a < b; a++, b--) for (var c = 0; c < 2; c++) if (c == 1) break; else said.Append(a + b);
    foreach (var even in Loops.Evens(7)) said.Append(even); foreach (ref var letter in "xy".ToArray().AsSpan()) { letter++; said.Append(letter); }
    foreach (var (x, y) in new[] { new Point(1, 2), new Point(3, 4) }) said.Append(x * y);
    await foreach (var slow in Loops.SlowlyAsync(4)) { said.Append(slow); }
    await foreach (var slow in Loops.SlowlyAsync(2).ConfigureAwait(false)) said.Append(slow);
    if (i < 0) while (true) ; else do { said.Append('.'); } while (i++ < 1);
    Func<int, int> sum = n => { var s = 0; while (n > 0) s += n--; return s; };
    Action<int> each = delegate (int n) { for (; n > 0; n--) lock (said) said.Append('d'); };
    each(2); said.Append(sum(4)).Append(Jump(5)).Append(Jump(1)).Append(Loops.Count).Append(First([7, 8]));
    var words = new List<string>(); using (var reader = new StringReader("a\nb")) while (reader.ReadLine() is { } word) words.Add(word);
    try
    {
        foreach (var number in new[] { 1, 0 }) { await Task.Yield(); foreach (var one in words) { _ =
            5 / number; } }
    }
    catch (DivideByZeroException e)
    {
        said.Append(e.StackTrace!.Split('\n').First(line => line.Contains(".csx")).Split(" in ").Last());
    }
    finally { var n = 0; outer: while (true) { while (true) { if (++n > 3) goto done; if (n == 2) goto outer; } } done: said.Append(n); }
    unsafe_free: for (var k = 0; k < 2; k++) { switch (k) { case 0: continue; case 1: while (true) { break; } goto default; default: break; } }
    return said.ToString();
}

var top = 0;
back: top++;
if (top < 3) goto back;
#if DEBUG
while (top > 0) top--;
#else
while (top < 9)
    top++;
#endif
bot.Command("run", () => RunAsync().GetAwaiter().GetResult() + top)
