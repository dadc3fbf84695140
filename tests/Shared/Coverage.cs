using System.Globalization;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace QQBotKit.Tests;

/// <summary>
/// Tells how much of what is listed somewhere the kit has, as a line of a plain <c>dotnet test</c>: "endpoints typed 103 / listed 103".
/// A class fixture; its project needs the shared <c>xunit.runner.json</c> as well, without which the line is not shown.
/// </summary>
public sealed class Coverage(IMessageSink sink)
{
    /// <summary>Prints the line, and fails when something is missing.</summary>
    /// <param name="what">What is counted and what the kit does with it: "endpoints typed".</param>
    /// <param name="covered">What the kit has.</param>
    /// <param name="where">Where all of it is named: "listed".</param>
    /// <param name="all">All that is named there.</param>
    public void Complete(string what, IEnumerable<string> covered, string where, IEnumerable<string> all)
    {
        var listed = all.ToHashSet();
        var missing = listed.Except(covered).Order().ToArray();
        Print(what, listed.Count - missing.Length, where, listed.Count);
        string.Join(", ", missing).Should().BeEmpty("all that is {0} is {1}", where, what);
    }

    /// <summary>Prints the line.</summary>
    public void Print(string what, int covered, string where, int all) =>
        sink.OnMessage(new DiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"{what} {covered} / {where} {all}")));
}
