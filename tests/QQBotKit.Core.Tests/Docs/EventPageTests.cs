using QQBotKit.Core.Events;
using QQBotKit.Core.Gateway;

namespace QQBotKit.Core.Tests.Docs;

/// <summary>The tables of the page about events say what the table in the code says.</summary>
public class EventPageTests
{
    [Theory]
    [InlineData("docs/events.md")]
    [InlineData("docs/events.zh-CN.md")]
    public void The_tables_list_every_record_with_its_base_its_events_and_its_intents(string page)
    {
        var rows = Pages.Read(page).Split('\n').Select(line => line.Replace("`", "").Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 7 && EventTypes.Records.Any(record => record.Name == cells[1]))
            .Select(cells => string.Join(" | ", cells[1..5]) + (cells[5].Length > 0 ? " | answered" : ""));

        rows.Should().BeEquivalentTo(EventTypes.All.GroupBy(type => type.Record).Select(types => string.Join(
            " | ",
            types.Key.Name,
            types.Key.BaseType == typeof(BotEvent) ? "" : types.Key.BaseType!.Name,
            string.Join(", ", types.Select(type => type.Name)),
            string.Join(", ", types.Select(type => IntentTable.Names(type.Intent).Single()).Distinct()))
            + (types.All(type => type.CanBeAnswered) && !types.Key.IsSubclassOf(typeof(GuildMemberEvent)) ? " | answered" : "")));
    }
}
