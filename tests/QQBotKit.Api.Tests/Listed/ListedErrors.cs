using System.Globalization;
using System.Text.RegularExpressions;

namespace QQBotKit.Api.Tests.Listed;

/// <summary>A code, or a range of codes, of the platform's tables: a copy of them is beside this file.</summary>
/// <param name="First">The first code.</param>
/// <param name="Last">The last code.</param>
/// <param name="OfToken">Whether it is a code of the token service.</param>
/// <param name="Actions">What the table says may be done; null where one cell speaks of several codes.</param>
internal sealed partial record ListedError(int First, int Last, bool OfToken, ErrorActions? Actions)
{
    public string Name => First == Last ? $"{First}" : $"{First}–{Last}";

    public static IReadOnlyList<ListedError> All { get; } = [.. File.ReadLines("Listed/error-codes.md").SelectMany(ReadRow)];

    private static IEnumerable<ListedError> ReadRow(string line)
    {
        if (Row().Match(line) is not { Success: true } row)
        {
            yield break;
        }

        var cell = row.Groups["codes"].Value.Replace("*", "", StringComparison.Ordinal);
        var ofToken = cell.Contains("token endpoint", StringComparison.Ordinal) || row.Groups["meaning"].Value.StartsWith("token endpoint", StringComparison.Ordinal);
        cell = Remark().Replace(cell, "");
        var previous = "";
        foreach (Match code in Code().Matches(cell))
        {
            var first = Complete(code.Groups["first"].Value, previous);
            var last = code.Groups["last"] is { Success: true } end ? end.Value : first;
            previous = first;
            yield return new ListedError(
                Number(first.Replace('x', '0')), Number(last.Replace('x', '9')), ofToken, ActionsOf(row.Groups["action"].Value.Replace("*", "", StringComparison.Ordinal)));
        }
    }

    // "40034008 / 09" names 40034009 by its end.
    private static string Complete(string code, string previous) => code.Length < previous.Length ? previous[..^code.Length] + code : code;

    private static int Number(string code) => int.Parse(code, CultureInfo.InvariantCulture);

    private static ErrorActions? ActionsOf(string cell) => Action().Match(cell) switch
    {
        { Success: false } => null,
        var action => action.Groups["letter"].Value switch
        {
            "R1" => ErrorActions.RetryOnce,
            "R" => ErrorActions.Retry,
            "T" => ErrorActions.RefreshToken,
            "S" => ErrorActions.SlowDown,
            "OK" => ErrorActions.Delivered,
            "W" => ErrorActions.Wait,
            _ => ErrorActions.Fail,
        },
    };

    [GeneratedRegex(@"^\| (?<codes>[*\d][^|]*) \| (?<meaning>[^|]*) \| (?<action>[^|]*) \|$")]
    private static partial Regex Row();

    [GeneratedRegex(@"\([^)]*\)")]
    private static partial Regex Remark();

    [GeneratedRegex(@"(?<first>[\dx]+)(–(?<last>\d+))?")]
    private static partial Regex Code();

    // Not "F / R": which letter is of which code, only the words beside it say.
    [GeneratedRegex(@"^(?<letter>R1|R|T|S|F|OK|W)(?! /)\b")]
    private static partial Regex Action();
}
