using System.Text.Json;

namespace QQBotKit.Simulator.Control;

/// <summary>Rights of bots in the words of the control API.</summary>
internal static class RightNames
{
    private static readonly (BotRights Right, string Name)[] All =
    [
        .. Enum.GetValues<BotRights>().Where(right => right is not (BotRights.None or BotRights.All))
            .Select(right => (right, JsonNamingPolicy.SnakeCaseLower.ConvertName(right.ToString()))),
    ];

    public static IEnumerable<string> Of(BotRights rights) => All.Where(one => rights.HasFlag(one.Right)).Select(static one => one.Name);

    /// <summary>Reads a list of rights. Otherwise it says what is wrong and what there is.</summary>
    public static string? Read(string[]? names, out BotRights rights)
    {
        rights = BotRights.None;
        foreach (var name in names ?? [])
        {
            var (right, _) = Array.Find(All, one => one.Name == name);
            if (right == BotRights.None)
            {
                return $"unknown right {ControlAnswers.Quote(name)}: there is {string.Join(", ", Of(BotRights.All))}";
            }

            rights |= right;
        }

        return null;
    }
}
