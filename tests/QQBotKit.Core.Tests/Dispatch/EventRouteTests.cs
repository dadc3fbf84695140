using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using QQBotKit.Core.Delivery;
using QQBotKit.Core.Delivery.Active;
using QQBotKit.Core.Delivery.Replies;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Events;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Tests.Gateway;
using QQBotKit.Limits;

namespace QQBotKit.Core.Tests.Dispatch;

/// <summary>The way of every kind of event through a real bot: from the gateway to the hooks of its record and its bases, and of those that can be answered back.</summary>
public class EventRouteTests
{
    private static readonly string[] EventNames =
        [.. Samples.Names.Where(name => !name.StartsWith('_') && name is not ("READY" or "RESUMED")).DistinctBy(name => name.Split('.')[0])];

    [Fact]
    public async Task Every_event_reaches_the_hooks_of_its_record_and_of_its_bases()
    {
        var seen = new ConcurrentQueue<(Type Hook, string Event)>();
        await using var bot = await RunningBot.StartAsync(scope =>
        {
            foreach (var type in EventTypes.Records.SelectMany(BasesOf).Distinct())
            {
                ((IHooking)Activator.CreateInstance(typeof(Hooking<>).MakeGenericType(type))!).Register(scope, e => seen.Enqueue((type, e.EventId!)));
            }
        });
        var connection = await bot.ConnectAsync();

        for (var i = 0; i < EventNames.Length; i++)
        {
            await connection.SendAsync(Frames.Sample(EventNames[i], i + 2));
        }

        await connection.SyncAsync();
        await bot.StopAsync();

        seen.Should().BeEquivalentTo(EventTypes.All.SelectMany(type => BasesOf(type.Record).Select(hook => (hook, EventIdOf(type.Name)))));
    }

    [Fact]
    public async Task An_event_that_can_be_answered_is_answered_in_its_conversation_by_its_id()
    {
        await using var bot = await RunningBot.StartAsync(scope => scope.On<BotEvent>(async e =>
        {
            if (e is not MessageReceived && e.Conversation is not null)
            {
                await scope.ReplyAsync(e, "seen");
            }
        }));
        var connection = await bot.ConnectAsync();
        var answerable = EventTypes.All.Where(type => type is { CanBeAnswered: true } && type.Record != typeof(MessageReceived) && !type.Record.IsSubclassOf(typeof(GuildMemberEvent)));

        // Who has removed the bot gets no answers any more.
        string[] names = [.. EventNames.Except(["FRIEND_DEL", "GROUP_DEL_ROBOT"])];
        for (var i = 0; i < names.Length; i++)
        {
            await connection.SendAsync(Frames.Sample(names[i], i + 2));
        }

        await connection.SyncAsync();
        await bot.StopAsync();

        // The others are answered by active messages.
        var sent = bot.Platform.Sends.Where(send => JsonNode.Parse(send.Body)!["event_id"] is not null)
            .ToDictionary(send => (string)JsonNode.Parse(send.Body)!["event_id"]!, send => send.Target);
        sent.Keys.Should().BeEquivalentTo(answerable.Select(type => EventIdOf(type.Name)));
        sent[EventIdOf("FRIEND_ADD")].Should().Be("/v2/users/8DADB81BDDA743D9966AFB80A8EB9004/messages");
        sent[EventIdOf("GROUP_ADD_ROBOT")].Should().Be("/v2/groups/4A432943CBF7F17D2877C681173E3CDC/messages");
        sent[EventIdOf("INTERACTION_CREATE")].Should().Be("/v2/groups/4A432943CBF7F17D2877C681173E3CDC/messages");
        sent[EventIdOf("MESSAGE_REACTION_ADD")].Should().Be("/channels/640015521/messages");
        sent[EventIdOf("FORUM_THREAD_CREATE")].Should().Be("/channels/640015540/messages");
    }

    [Fact]
    public async Task An_event_that_nobody_registered_for_costs_nothing_whatever_else_is_registered()
    {
        await using var bot = await RunningBot.StartAsync(scope =>
        {
            scope.Command("ping", () => "pong");
            scope.On<GuildCreated>(_ => { });
            scope.On<ReactionEvent>(_ => { });
        });
        var inbox = Inbox.InMemory(NullLogger.Instance);
        var lanes = new Lanes(_ => Task.CompletedTask, inbox, _ => null, 1000);
        using var ledger = new ReplyLedger(PlatformLimits.Default, TimeProvider.System, NullLogger.Instance);
        using var active = new ActiveLedger(PlatformLimits.Default, certified: false, TimeProvider.System, NullLogger.Instance);
        var intake = new Intake(
            new EventReader(), bot.Bot.Registry, inbox, lanes, new Audits(TimeProvider.System, Texts.OfMachine), ledger, active, bot.Bot.Clicks, NullLogger.Instance);
        Frame.TryRead(Samples.Read("GUILD_UPDATE"), out var frame, out _).Should().BeTrue();
        Accept(intake, frame, 100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Accept(intake, frame, 10_000);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [Fact]
    public async Task An_event_that_switches_a_way_and_comes_again_after_its_opposite_changes_nothing_though_nobody_registered_for_it()
    {
        await using var bot = await RunningBot.StartAsync();
        using var ledger = new ReplyLedger(PlatformLimits.Default, TimeProvider.System, NullLogger.Instance);
        using var active = new ActiveLedger(PlatformLimits.Default, certified: false, TimeProvider.System, NullLogger.Instance);
        var inbox = Inbox.InMemory(NullLogger.Instance);
        var intake = new Intake(
            new EventReader(), bot.Bot.Registry, inbox, new Lanes(_ => Task.CompletedTask, inbox, _ => null, 1000), new Audits(TimeProvider.System, Texts.OfMachine), ledger,
            active, bot.Bot.Clicks, NullLogger.Instance);
        var group = new Route(Target.Group("G"), DeliveryWay.Active);

        Accept("GROUP_MSG_REJECT");
        active.Take(group, out _).Should().NotBeNull();
        Accept("GROUP_MSG_RECEIVE");
        Accept("GROUP_MSG_REJECT");

        active.Take(group, out _).Should().BeNull();

        // All within one second, which is as exact as their times are.
        void Accept(string type)
        {
            var json = $$$"""{"op":0,"s":1,"t":"{{{type}}}","id":"{{{type}}}:1","d":{"timestamp":1770000000,"group_openid":"G","op_member_openid":"x"}}""";
            Frame.TryRead(System.Text.Encoding.UTF8.GetBytes(json), out var frame, out _).Should().BeTrue();
            intake.TryAccept(frame).Should().BeTrue();
        }
    }

    private static void Accept(Intake intake, in Frame frame, int times)
    {
        for (var i = 0; i < times; i++)
        {
            intake.TryAccept(frame);
        }
    }

    private static IEnumerable<Type> BasesOf(Type record)
    {
        for (var type = record; type != typeof(object); type = type.BaseType!)
        {
            yield return type;
        }
    }

    private static string EventIdOf(string type) => (string)JsonNode.Parse(Samples.Read(EventNames.First(name => name.Split('.')[0] == type)))!["id"]!;

    private interface IHooking
    {
        void Register(IBot bot, Action<BotEvent> seen);
    }

    private sealed class Hooking<TEvent> : IHooking where TEvent : BotEvent
    {
        public void Register(IBot bot, Action<BotEvent> seen) => bot.On<TEvent>(seen);
    }
}
