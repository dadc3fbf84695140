using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Delivery.Waiting;
using QQBotKit.Core.Tests.Plugins;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Tests.Scopes;
using QQBotKit.Limits;
using QQBotKit.Simulator;
using QQBotKit.Simulator.Faults;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>What waits for somebody to write: a bot on the simulator with all its rules, and people who see what they see.</summary>
public sealed class WaitingTests : IAsyncLifetime
{
    private const int NoKeyboards = 304057;
    private const int TooLong = 40054007;
    private static readonly byte[] Png = [0x89, .. "PNG\r\n"u8, 0x1a, (byte)'\n', 1, 2, 3, 4];
    private readonly TemporaryFolder _folder = new();
    private readonly TestClock _clock = new();
    private SimulatedPlatform _platform = null!;

    public async Task InitializeAsync() =>
        _platform = await SimulatedPlatform.StartAsync(new SimulatorOptions { AcceptAnySecret = true, GuildSendsNeedGateway = false }, _clock);

    public async Task DisposeAsync()
    {
        await _platform.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(Scene.Group)]
    [InlineData(Scene.C2C)]
    [InlineData(Scene.Channel)]
    [InlineData(Scene.Direct)]
    public async Task A_picture_waits_with_its_words_over_a_restart_and_nothing_of_it_is_left(Scene scene)
    {
        await using (var bot = await StartAsync())
        {
            await QueueAsync(bot, scene, new Message("看 <3").Attach(Media.FromBytes(Png)));
            await QueueAsync(bot, scene, "after it");
        }

        (await _platform.CallsAsync("/v2/")).Should().NotContain(call => call.GetProperty("path").GetString()!.EndsWith("/files", StringComparison.Ordinal), "uploads end");
        await using var next = await StartAsync();
        var asked = await _platform.SayAsync(scene, "hi");
        var seen = await _platform.SeenAsync(scene, 2);

        seen.Select(Text).Should().Equal("看 <3", "after it");
        seen.Should().OnlyContain(message => message.GetProperty("reply_to").GetString() == asked);
        using var http = new HttpClient { BaseAddress = _platform.Address };
        (await http.GetByteArrayAsync(seen[0].GetProperty("media").GetProperty("url").GetString())).Should().Equal(Png);
        await UntilNothingIsKeptAsync();
    }

    [Theory]
    [InlineData(Scene.Group)]
    [InlineData(Scene.Channel)]
    public async Task An_address_stays_an_address(Scene scene)
    {
        await using var bot = await StartAsync();

        await QueueAsync(bot, scene, Media.FromUrl("https://example.com/cat.png"));
        Files().Should().ContainSingle();
        await _platform.SayAsync(scene, "hi");

        (await _platform.SeenAsync(scene, 1)).Single().GetProperty("media").GetProperty("url").GetString().Should().Be("https://example.com/cat.png");
    }

    [Fact]
    public async Task A_file_may_be_gone_and_a_stream_at_its_end_when_somebody_writes()
    {
        await using var bot = await StartAsync();
        var path = _folder.Write("report.txt", "the report");
        await QueueAsync(bot, Scene.Group, Media.FromFile(path));
        File.Delete(path);
        await using (var once = new MemoryStream("from a stream"u8.ToArray()))
        {
            await QueueAsync(bot, Scene.Group, Media.FromStream(once) with { FileName = "stream.txt" });
        }

        await _platform.SayAsync(Scene.Group, "hi");

        var seen = await _platform.SeenAsync(Scene.Group, 2);
        seen.Select(message => message.GetProperty("media").GetProperty("name").GetString()).Should().Equal("report.txt", "stream.txt");
    }

    [Fact]
    public async Task What_a_guild_does_not_take_is_told_when_it_would_begin_to_wait_and_OrElse_waits_in_its_place()
    {
        await using var bot = await StartAsync();
        var film = Media.FromStream(_ => Task.FromResult<Stream>(new MemoryStream([0, 0, 0, 24, .. "ftypisom...."u8])));

        var refusal = (await bot.Awaiting(bot => QueueAsync(bot, Scene.Channel, film)).Should().ThrowAsync<DeliveryException>()).Which;
        var sent = await QueueAsync(bot, Scene.Channel, new Message(film).OrElse("no film here"));

        refusal.Message.Should().Contain("cannot be sent to a guild");
        sent.FallbackReason.Should().Be(refusal.Message);
        await _platform.SayAsync(Scene.Channel, "hi");
        (await _platform.SeenAsync(Scene.Channel, 1)).Select(Text).Should().Equal("no film here");
        await UntilNothingIsKeptAsync();
    }

    [Fact]
    public async Task What_is_larger_than_the_limits_say_is_an_error_at_once()
    {
        await using var bot = await StartAsync(PlatformLimits.Default with { Image = new UploadLimit(5, 10) });

        var refusal = (await bot.Awaiting(bot => QueueAsync(bot, Scene.Group, Media.FromBytes(Png) with { FileName = "a.png" }))
            .Should().ThrowAsync<DeliveryException>()).Which;

        refusal.Message.Should().Contain("a.png").And.Contain("larger than");
        Files().Should().BeEmpty();
    }

    [Fact]
    public async Task The_fallbacks_of_what_waits_are_tried_in_their_order_when_the_platform_refuses_its_form()
    {
        await using var bot = await StartAsync();
        await QueueAsync(bot, Scene.Group, Message.Markdown("# vote").Keyboard([Button.Callback("a", "A")]).OrElse(Message.Markdown("# plain").OrElse("text")));
        await QueueAsync(bot, Scene.Group, "after it");
        Refuse(Scene.Group, NoKeyboards, times: 2);

        await _platform.SayAsync(Scene.Group, "hi");

        (await _platform.SeenAsync(Scene.Group, 2)).Select(Text).Should().Equal("text", "after it");
        bot.Log.At(LogLevel.Warning).Should().HaveCount(2).And.OnlyContain(line => line.Contains("OrElse") && line.Contains($"{NoKeyboards}"));
        await UntilNothingIsKeptAsync();
    }

    [Fact]
    public async Task A_long_text_waits_in_its_parts_which_go_in_order_over_as_many_messages_as_they_need()
    {
        var limits = PlatformLimits.Default with { Group = PlatformLimits.Default.Group with { Text = 200 } };
        var paragraphs = Enumerable.Range(0, 10).Select(i => $"paragraph {i} {new string('x', 100)}").ToArray();
        await using (var bot = await StartAsync(limits))
        {
            await QueueAsync(bot, Scene.Group, string.Join("\n\n", paragraphs));
            await QueueAsync(bot, Scene.Group, "after it");
            await _platform.SayAsync(Scene.Group, "one");
            await _platform.SeenAsync(Scene.Group, 5);
        }

        await using var next = await StartAsync(limits);
        await _platform.SayAsync(Scene.Group, "two");
        await _platform.SeenAsync(Scene.Group, 10);
        await _platform.SayAsync(Scene.Group, "three");

        (await _platform.SeenAsync(Scene.Group, 11)).Select(message => Text(message).Split('\n')[0]).Should().Equal([.. paragraphs, "after it"]);
        (await _platform.RefusalsAsync()).Should().BeEmpty();
        await UntilNothingIsKeptAsync();
    }

    [Fact]
    public async Task What_waits_and_is_too_long_for_the_platform_all_the_same_is_cut_shorter_with_its_picture_first_and_its_buttons_last()
    {
        await using var bot = await StartAsync();
        var words = string.Join(' ', Enumerable.Range(0, 60).Select(i => $"word{i}"));
        await QueueAsync(bot, Scene.Group, new Message(words).Attach(Media.FromBytes(Png)));
        Refuse(Scene.Group, TooLong);
        await _platform.SayAsync(Scene.Group, "one");
        await UntilNothingIsKeptAsync();
        await QueueAsync(bot, Scene.Group, Message.Markdown($"```\n{words.Replace(' ', '\n')}\n```").Keyboard([Button.Callback("a", "A")]));
        Refuse(Scene.Group, TooLong);
        await _platform.SayAsync(Scene.Group, "two");
        await UntilNothingIsKeptAsync();

        var seen = await _platform.SeenAsync(Scene.Group, 4);
        var plain = seen.Select(Text).TakeWhile(part => !part.StartsWith('`')).ToArray();
        plain.Should().HaveCountGreaterThan(1);
        string.Join(' ', plain).Should().Be(words);
        seen.Select(message => Has(message, "media")).Should().Equal([true, .. Enumerable.Repeat(false, seen.Length - 1)]);
        var code = seen[plain.Length..].Select(Text).ToArray();
        code.Should().HaveCountGreaterThan(1).And.OnlyContain(part => part.StartsWith("```\n") && part.EndsWith("\n```"));
        string.Join(' ', code.Select(part => part[4..^4].Replace('\n', ' '))).Should().Be(words);
        seen.Select(message => Has(message.GetProperty("raw"), "keyboard")).Should().Equal([.. Enumerable.Repeat(false, seen.Length - 1), true]);
    }

    [Fact]
    public async Task The_fallback_of_a_long_text_goes_in_the_place_of_all_its_parts()
    {
        var limits = PlatformLimits.Default with { Group = PlatformLimits.Default.Group with { Text = 200 } };
        await using var bot = await StartAsync(limits);
        await QueueAsync(bot, Scene.Group, Message.Markdown(string.Join("\n\n", Enumerable.Range(0, 4).Select(_ => new string('x', 150)))).OrElse("short"));
        Refuse(Scene.Group, NoKeyboards);

        await _platform.SayAsync(Scene.Group, "hi");
        await UntilNothingIsKeptAsync();

        (await _platform.SeenAsync(Scene.Group, 1)).Select(Text).Should().Equal("short");
    }

    [Fact]
    public async Task What_the_platform_refuses_for_good_is_in_the_log_and_holds_nothing_up()
    {
        await using var bot = await StartAsync();
        await QueueAsync(bot, Scene.Group, "refused");
        await QueueAsync(bot, Scene.Group, "after it");
        Refuse(Scene.Group, 40054010);

        await _platform.SayAsync(Scene.Group, "hi");

        (await _platform.SeenAsync(Scene.Group, 1)).Select(Text).Should().Equal("after it");
        bot.Log.At(LogLevel.Error).Should().ContainSingle().Which.Should().Contain("was not sent").And.Contain("40054010").And.Contain(_platform.Places[Scene.Group].Id);
    }

    [Fact]
    public async Task A_quote_that_the_platform_does_not_take_is_left_out()
    {
        await using var bot = await StartAsync();
        await QueueAsync(bot, Scene.Group, new Message("as I said").Quote("REFIDX_gone"));
        Refuse(Scene.Group, 50038);

        await _platform.SayAsync(Scene.Group, "hi");

        var seen = (await _platform.SeenAsync(Scene.Group, 1)).Single();
        seen.GetProperty("raw").TryGetProperty("message_reference", out _).Should().BeFalse();
    }

    [Fact]
    public async Task Neither_the_sign_of_typing_nor_a_wake_up_message_waits()
    {
        await using var bot = await StartAsync();

        await bot.Awaiting(bot => QueueAsync(bot, Scene.C2C, Message.Typing())).Should().ThrowAsync<DeliveryException>();
        await bot.Awaiting(bot => QueueAsync(bot, Scene.C2C, new Message("wake up").WakeUp())).Should().ThrowAsync<DeliveryException>();

        Files().Should().BeEmpty();
    }

    [Fact]
    public async Task When_many_write_at_once_and_their_handlers_answer_what_waits_keeps_its_order_and_goes_once()
    {
        await using var bot = await StartAsync(plugins:
        [
            scope => scope.On<MessageReceived>(async message => await scope.ReplyAsync(message, "one")),
            scope => scope.On<MessageReceived>(async message => await scope.ReplyAsync(message, "two")),
        ]);
        var waiting = Enumerable.Range(0, WaitingMessages.MostInOne).Select(i => $"w{i}").ToArray();
        foreach (var text in waiting)
        {
            await QueueAsync(bot, Scene.Group, text);
        }

        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => _platform.SayAsync(Scene.Group, $"{i}")));

        var seen = await _platform.SeenAsync(Scene.Group, 40);
        seen.Select(Text).Where(text => text.StartsWith('w')).Should().Equal(waiting);
        seen.GroupBy(message => message.GetProperty("reply_to").GetString()).Should().HaveCount(10).And.OnlyContain(replies => replies.Count() <= 5);
        (await _platform.RefusalsAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData(Scene.Group)]
    [InlineData(Scene.C2C)]
    public async Task What_may_have_arrived_is_repeated_as_the_same_reply_and_people_see_it_once(Scene scene)
    {
        await using var bot = await StartAsync();
        await QueueAsync(bot, scene, "first");
        await QueueAsync(bot, scene, "second");
        LoseAnswers(scene, isDelivered: true);
        var asked = await _platform.SayAsync(scene, "hi");
        await PassUntilLoggedAsync(bot, LogLevel.Warning, "goes on waiting");

        _platform.Simulator.Faults.Add(new Fault { Kind = FaultKind.Clear });
        var again = await _platform.SayAsync(scene, "hello?");

        (await _platform.SeenAsync(scene, 2)).Select(message => (Text(message), message.GetProperty("reply_to").GetString()))
            .Should().Equal(("first", asked), ("second", again));
        await UntilNothingIsKeptAsync();
    }

    [Fact]
    public async Task What_may_have_arrived_is_not_sent_as_another_reply_when_its_time_is_over_and_the_log_says_so()
    {
        await using var bot = await StartAsync();
        await QueueAsync(bot, Scene.Group, "first");
        await QueueAsync(bot, Scene.Group, "second");
        LoseAnswers(Scene.Group, isDelivered: false);
        await _platform.SayAsync(Scene.Group, "hi");
        await PassUntilLoggedAsync(bot, LogLevel.Warning, "goes on waiting");

        _platform.Simulator.Faults.Add(new Fault { Kind = FaultKind.Clear });
        _clock.Advance(360);
        await _platform.SayAsync(Scene.Group, "hello?");
        await PassUntilLoggedAsync(bot, LogLevel.Error, "whether it arrived is not known");

        (await _platform.SeenAsync(Scene.Group, 1)).Select(Text).Should().Equal("second");
    }

    [Fact]
    public async Task In_a_guild_what_may_have_arrived_is_not_repeated_and_the_log_says_so()
    {
        await using var bot = await StartAsync();
        await QueueAsync(bot, Scene.Channel, "first");
        await QueueAsync(bot, Scene.Channel, "second");
        LoseAnswers(Scene.Channel, isDelivered: true, times: 1);
        await _platform.SayAsync(Scene.Channel, "hi");

        await PassUntilLoggedAsync(bot, LogLevel.Error, "whether it arrived is not known");

        (await _platform.SeenAsync(Scene.Channel, 2)).Select(Text).Should().Equal("first", "second");
        await UntilNothingIsKeptAsync();
    }

    [Fact]
    public async Task In_a_guild_what_a_process_that_was_killed_may_have_sent_is_not_sent_again_and_the_log_says_so()
    {
        await using (var bot = await StartAsync())
        {
            await QueueAsync(bot, Scene.Channel, "first");
            await QueueAsync(bot, Scene.Channel, "second");
        }

        using (var killed = new WaitingMessages(_folder["bot/waiting"], _clock, new TestLog()))
        {
            killed.Assign(killed.First(_platform.Places[Scene.Channel])!, new SendAttempt("before", 1));
        }

        await using var next = await StartAsync();
        await _platform.SayAsync(Scene.Channel, "hi");

        (await _platform.SeenAsync(Scene.Channel, 1)).Select(Text).Should().Equal("second");
        next.Log.At(LogLevel.Error).Should().ContainSingle().Which.Should().Contain("whether it arrived is not known");
    }

    [Fact]
    public async Task A_picture_that_somebody_deleted_is_in_the_log_and_holds_nothing_up()
    {
        await using var bot = await StartAsync();
        await QueueAsync(bot, Scene.Group, Media.FromBytes(Png) with { FileName = "cat.png" });
        await QueueAsync(bot, Scene.Group, "after it");
        File.Delete(Files().Single(file => file.EndsWith(".media", StringComparison.Ordinal)));

        await _platform.SayAsync(Scene.Group, "hi");

        (await _platform.SeenAsync(Scene.Group, 1)).Select(Text).Should().Equal("after it");
        bot.Log.At(LogLevel.Error).Should().ContainSingle().Which.Should().Contain("was not sent").And.Contain("cat.png");
    }

    [Fact]
    public async Task What_a_plugin_let_wait_goes_when_it_is_gone()
    {
        await using var bot = await StartAsync();
        await QueueAsync(bot, Scene.Group, new Message("still there").Attach(Media.FromBytes(Png)));
        bot.Retire();

        await _platform.SayAsync(Scene.Group, "hi");

        (await _platform.SeenAsync(Scene.Group, 1)).Select(Text).Should().Equal("still there");
    }

    [Fact]
    public async Task What_a_plugin_let_wait_holds_nothing_of_it()
    {
        await using var bot = await StartAsync();
        var context = Load("""
            using System; using System.Collections.Generic; using System.IO; using System.Threading.Tasks; using QQBotKit;
            public static class Waits
            {
                public static Task<SentMessage> Go(IBot bot, Target to) =>
                    bot.SendAsync(to, Message.Stream(Pieces(), wholeElsewhere: true).OrElse(new Message(new Mine().Picture)).Via(DeliveryWay.Queued));

                static async IAsyncEnumerable<string> Pieces() { await Task.Yield(); yield return "of a "; yield return "plugin"; }
            }
            public class Mine : IProgress<MediaProgress>
            {
                public void Report(MediaProgress progress) { }
                public Media Picture => Media.FromStream(_ => Task.FromResult<Stream>(new MemoryStream(new byte[] { 0x89, 0x50, 0x4e, 0x47, 1 }))) with { Progress = this };
            }
            """);
        await Task.Run(() => Call(context, bot.Scope, _platform.Places[Scene.Group]));

        // Not on the stack of what has sent it.
        await Task.Yield();
        Unload(context);

        Unloading.Wait(() => !context.IsAlive).Should().BeTrue("its code is not needed any more");

        await _platform.SayAsync(Scene.Group, "hi");
        (await _platform.SeenAsync(Scene.Group, 1)).Select(Text).Should().Equal("of a plugin");
    }

    [Fact]
    public async Task After_a_restart_the_newest_event_of_the_conversation_still_takes_a_reply()
    {
        var group = _platform.Places[Scene.Group];
        string happened;
        await using (var bot = await StartAsync(plugins: [scope => scope.On<GroupMessagesAccepted>(e => scope.ReplyAsync(e, "thank you"))]))
        {
            happened = await _platform.PublishAsync("GROUP_MSG_RECEIVE", new { timestamp = _clock.GetUtcNow().ToUnixTimeSeconds(), group_openid = group.Id, op_member_openid = "x" });
            await _platform.SeenAsync(Scene.Group, 1);
        }

        MessageReceived? heard = null;
        await using var next = await StartAsync(plugins: [scope => scope.On<MessageReceived>(message => heard = message)]);
        await _platform.SayAsync(Scene.Group, "hi");
        await SimulatedPlatform.UntilAsync(() => Task.FromResult(heard is not null), () => "the message");
        var sent = await next.Scope.ReplyAsync(heard!, new Message("by the event").Via(DeliveryWay.Event));

        sent.Way.Should().Be(DeliveryWay.Event);
        var raw = (await _platform.SeenAsync(Scene.Group, 2))[1].GetProperty("raw");
        (raw.GetProperty("event_id").GetString(), raw.GetProperty("msg_seq").GetInt32()).Should().Be((happened, 2), "the process before had used the first number");
    }

    private Task<SimulatedBot> StartAsync(PlatformLimits? limits = null, params Action<IBot>[] plugins) => SimulatedBot.StartAsync(
        _platform, plugins is [] ? [_ => { }] : plugins, new BotSetup { Folder = _folder["bot"], Limits = limits ?? PlatformLimits.Default });

    private async Task<SentMessage> QueueAsync(SimulatedBot bot, Scene scene, Message message)
    {
        var sent = await bot.Scope.SendAsync(_platform.Places[scene], message.Via(DeliveryWay.Queued));
        sent.Way.Should().Be(DeliveryWay.Queued);
        return sent;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Load(string plugin)
    {
        var context = new AssemblyLoadContext("plugin", isCollectible: true);
        context.LoadFromStream(new MemoryStream(PluginProject.Compile("Waits", plugin)));
        return new WeakReference(context);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task Call(WeakReference context, IBot bot, Target to) =>
        (Task)((AssemblyLoadContext)context.Target!).Assemblies.Single().GetType("Waits")!.GetMethod("Go")!.Invoke(null, [bot, to])!;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Unload(WeakReference context) => ((AssemblyLoadContext?)context.Target)?.Unload(); // Gone already where nothing held it.

    private static bool Has(JsonElement message, string part) => message.TryGetProperty(part, out var value) && value.ValueKind != JsonValueKind.Null;

    private void Refuse(Scene scene, int code, int times = 1) => _platform.Simulator.Faults.Add(
        new Fault { Kind = FaultKind.HttpStatus, Path = PathOf(scene), Count = times, Status = 400, Code = code });

    private void LoseAnswers(Scene scene, bool isDelivered, int? times = null) => _platform.Simulator.Faults.Add(
        new Fault { Kind = FaultKind.HttpStatus, Path = PathOf(scene), Count = times, How = FaultManner.Never, After = isDelivered });

    private string PathOf(Scene scene) => (scene, _platform.Places[scene].Id) switch
    {
        (Scene.Group, var id) => $"/v2/groups/{id}/messages",
        (Scene.C2C, var id) => $"/v2/users/{id}/messages",
        (_, var id) => $"/channels/{id}/messages",
    };

    private async Task PassUntilLoggedAsync(SimulatedBot bot, LogLevel level, string text) => await SimulatedPlatform.UntilAsync(
        () =>
        {
            _clock.Advance(1);
            return Task.FromResult(bot.Log.At(level).Any(line => line.Contains(text, StringComparison.Ordinal)));
        },
        () => text);

    private string[] Files() => Directory.Exists(_folder["bot/waiting"]) ? Directory.GetFiles(_folder["bot/waiting"]) : [];

    private Task UntilNothingIsKeptAsync() => SimulatedPlatform.UntilAsync(() => Task.FromResult(Files() is []), () => "no file");

    private static string Text(JsonElement message) => message.GetProperty("text").GetString()!;
}
