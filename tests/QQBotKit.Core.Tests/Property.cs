using FsCheck;
using FsCheck.Fluent;

namespace QQBotKit.Core.Tests;

/// <summary>
/// What holds for any input. A failure prints a short one that shows it, and three numbers with which it can be replayed:
/// <c>FSCHECK_REPLAY=seed,gamma,size</c> in the environment does that.
/// </summary>
internal static class Property
{
    public static void Check<T>(Gen<T> inputs, Action<T> holds, int tests = 2_000) => Check(inputs.ToArbitrary(), holds, tests);

    public static void Check<T>(Arbitrary<T> inputs, Action<T> holds, int tests = 2_000) => Check(Prop.ForAll(inputs, holds), tests);

    public static void Check<T>(Arbitrary<T> inputs, Func<T, Task> holds, int tests = 2_000) => Check(Prop.ForAll(inputs, holds), tests);

    private static void Check(FsCheck.Property property, int tests)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(tests).WithEndSize(120);
        if (Environment.GetEnvironmentVariable("FSCHECK_REPLAY")?.Split(',') is [var seed, var gamma, var size])
        {
            config = config.WithReplay(ulong.Parse(seed), ulong.Parse(gamma), int.Parse(size));
        }

        FsCheck.Check.One(config, property);
    }
}
