using System.ComponentModel.DataAnnotations;

namespace Dice;

/// <summary>The section <c>plugins.options.dice</c> of bot.yaml.</summary>
public sealed class DiceOptions
{
    /// <summary>The sides of a die when the command names none.</summary>
    [Range(2, 1_000_000)]
    public int Sides { get; set; } = 6;
}
