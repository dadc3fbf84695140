using System.Text;

namespace QQBotKit.Core.Tests.Gateway;

/// <summary>Runs alone: what it measures is the process.</summary>
[CollectionDefinition(nameof(ReceiveAllocationTests), DisableParallelization = true)]
[Collection(nameof(ReceiveAllocationTests))]
public class ReceiveAllocationTests
{
    private const int Count = 10_000;

    [Fact]
    public async Task Events_that_nobody_asked_for_cost_no_memory()
    {
        await using var bot = await RunningBot.StartAsync(scope => scope.Command("ping", () => "pong"));
        var connection = await bot.ConnectAsync();
        var frame = Encoding.UTF8.GetBytes(Frames.Sample("MESSAGE_REACTION_ADD", 7));
        await SendAsync(1000);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await SendAsync(Count);
        var each = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Count;

        each.Should().BeLessThan(50, "the platform's side of the test is in it too");

        async Task SendAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await connection.SendAsync(frame);
            }

            await connection.SyncAsync();
        }
    }
}
