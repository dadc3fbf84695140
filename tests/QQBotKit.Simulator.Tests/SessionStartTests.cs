using System.Text.Json;

namespace QQBotKit.Simulator.Tests;

public class SessionStartTests
{
    [Fact]
    public async Task Each_identify_takes_one_session_start_and_a_resume_takes_none()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var (socket, session) = await platform.IdentifyAsync(0);
        using var owned = socket;
        platform.Time.Advance(TimeSpan.FromSeconds(5));
        var (other, _) = await platform.IdentifyAsync(0);
        using var ownedOther = other;

        using var resumed = await platform.ConnectAsync();
        await resumed.SendAsync(new { op = 6, d = new { token = $"QQBot {await platform.TokenAsync()}", session_id = session, seq = 1 } });
        await resumed.ReadAsync("RESUMED");

        (await LimitAsync(platform, "total")).Should().Be(1000);
        (await LimitAsync(platform, "remaining")).Should().Be(998);
    }

    [Fact]
    public async Task The_allowance_comes_back_at_the_end_of_its_window()
    {
        await using var platform = await Platform.StartAsync(new() { AcceptAnySecret = true, SessionStartLimit = 1 });
        await platform.LogInAsync();
        var (socket, _) = await platform.IdentifyAsync(0);
        using var owned = socket;
        platform.Time.Advance(TimeSpan.FromHours(1));
        await platform.LogInAsync();

        (await LimitAsync(platform, "remaining")).Should().Be(0);
        (await LimitAsync(platform, "reset_after")).Should().Be(23 * 3_600_000);
        using var refused = await platform.ConnectAsync();
        (await IdentifyAsync(platform, refused)).GetRawText().Should().Be("""{"op":9,"d":false}""");

        platform.Time.Advance(TimeSpan.FromHours(23));
        await platform.LogInAsync();
        (await LimitAsync(platform, "remaining")).Should().Be(1);
        using var accepted = await platform.ConnectAsync();
        (await IdentifyAsync(platform, accepted)).GetProperty("t").GetString().Should().Be("READY");
    }

    [Fact]
    public async Task More_identifies_than_max_concurrency_in_five_seconds_are_answered_with_op_9_and_may_come_again()
    {
        await using var platform = await Platform.StartAsync(new() { AcceptAnySecret = true, MaxConcurrency = 2 });
        await platform.LogInAsync();
        (await LimitAsync(platform, "max_concurrency")).Should().Be(2);
        using var first = await platform.ConnectAsync();
        using var second = await platform.ConnectAsync();
        using var third = await platform.ConnectAsync();
        await IdentifyAsync(platform, first);
        platform.Time.Advance(TimeSpan.FromSeconds(3));
        await IdentifyAsync(platform, second);

        (await IdentifyAsync(platform, third)).GetProperty("op").GetInt32().Should().Be(9);
        platform.Time.Advance(TimeSpan.FromSeconds(2));
        (await IdentifyAsync(platform, third)).GetProperty("t").GetString().Should().Be("READY");
        (await LimitAsync(platform, "remaining")).Should().Be(997, "a refused Identify takes nothing");
    }

    [Fact]
    public async Task One_bots_starts_are_not_anothers()
    {
        await using var platform = await Platform.StartAsync();
        var (first, _) = await platform.IdentifyAsync(0);
        var (second, _) = await platform.IdentifyAsync(0, token: await platform.TokenAsync("102000002", "another"));

        first.Dispose();
        second.Dispose();
    }

    [Fact]
    public async Task A_new_layout_may_identify_while_sessions_of_the_old_one_live()
    {
        await using var platform = await Platform.StartAsync();
        var (old, _) = await platform.IdentifyAsync(0, [0, 1]);
        using var owned = old;
        platform.Time.Advance(TimeSpan.FromSeconds(5));

        var (@new, _) = await platform.IdentifyAsync(0, [1, 2]);
        using var ownedNew = @new;

        await old.SendAsync(new { op = 1, d = 1 });
        (await old.ReadAsync()).GetProperty("op").GetInt32().Should().Be(11);
    }

    private static async Task<JsonElement> IdentifyAsync(Platform platform, Socket socket)
    {
        await socket.SendAsync(new { op = 2, d = new { token = $"QQBot {await platform.TokenAsync()}", intents = 0 } });
        return await socket.ReadAsync();
    }

    private static async Task<long> LimitAsync(Platform platform, string name) =>
        (await platform.GetAsync("/gateway/bot")).GetProperty("session_start_limit").GetProperty(name).GetInt64();
}
