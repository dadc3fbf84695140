using System.ComponentModel.DataAnnotations;

class QuizOptions
{
    [Range(1, 50)]
    public int Rounds { get; set; } = 5;
}

bot.Command("quiz", (QuizOptions options) => $"{options.Rounds} rounds! · 共 {options.Rounds} 轮！");
