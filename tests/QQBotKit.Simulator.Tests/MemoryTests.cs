namespace QQBotKit.Simulator.Tests;

/// <summary>Runs alone: what it measures is the process.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public class MemoryTests
{
    private const long Most = 3 * 1024 * 1024;

    [Fact]
    public async Task Above_what_it_keeps_a_message_and_its_answer_leave_nothing_behind()
    {
        await using var platform = await Platform.StartAsync(new() { Bots = new Dictionary<string, string> { [Platform.AppId] = Platform.Secret }, Rules = SimulatorRules.Off, KeptMessages = 200, KeptCalls = 100, ReplayLimit = 100 });
        await platform.LogInAsync();
        var group = (await Places.OfAsync(platform)).Group;
        await TalkAsync(500);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await TalkAsync(2_500);

        (GC.GetTotalMemory(forceFullCollection: true) - before).Should().BeLessThan(Most, "5,000 messages and 2,500 calls of a kilobyte and more each are not kept");

        async Task TalkAsync(int messages)
        {
            for (var i = 0; i < messages; i++)
            {
                var said = await platform.SayAsync(new { scene = "group", conversation = group, text = $"{i} {new string('x', 1000)}" });
                await platform.PostAsync($"/v2/groups/{group}/messages", new { content = new string('y', 1000), msg_id = said.GetProperty("message_id").GetString(), msg_seq = 1 });
            }
        }
    }
}
