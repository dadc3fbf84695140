using System;
using System.Collections.Generic;
using System.Text.Json;
using QQBotKit;

/// <summary>Serialises its own types with the default options, which the serializer keeps for the process.</summary>
public sealed class Json : BotPlugin
{
    public sealed record Place(string Name, Dictionary<string, int> Visits, DayOfWeek? Open);

    public override void Configure(IBot bot) => bot.Command("work", () =>
    {
        var text = JsonSerializer.Serialize(new Place("Rome", new() { ["a"] = 1 }, DayOfWeek.Friday));
        _ = JsonSerializer.Deserialize<Place>(text);
        _ = JsonSerializer.Serialize(new { text, other = 1 }, JsonSerializerOptions.Web);
    });
}
