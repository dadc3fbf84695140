using Microsoft.Extensions.Logging;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Tests.Rest;

namespace QQBotKit.Core.Tests.Gateway;

/// <summary>What a bot asks the gateway for, and what becomes of that while plugins come and the platform refuses.</summary>
public class IntentTests
{
    private const Intents Messages = Intents.GroupAndC2C | Intents.PublicGuildMessages | Intents.DirectMessage;

    public static TheoryData<Action<IBot>, string> Registrations => new()
    {
        { _ => { }, "" },
        { bot => bot.Command("ping", () => "pong"), "" },
        { bot => bot.Use((_, next) => next()), "" },
        { bot => bot.On<MessageReceived>(_ => { }), "" },
        { bot => bot.On<GroupRobotAdded>(_ => { }), "" },
        { bot => bot.On<FriendAdded>(_ => { }), "" },
        { bot => bot.On<GuildMemberAdded>(_ => { }), "guild_members" },
        { bot => bot.On<ChannelCreated>(_ => { }), "guilds" },
        { bot => bot.On<InteractionCreated>(_ => { }), "interaction" },
        { bot => bot.On<ReactionAdded>(_ => { }), "guild_message_reactions" },
        { bot => bot.On<GroupMemberAdded>(_ => { }), "group_member_event" },
        { bot => bot.On<GroupJoinRequested>(_ => { }), "group_member_event" },
        { bot => bot.On<MessageAuditPassed>(_ => { }), "message_audit" },
        { bot => bot.On<ForumThreadCreated>(_ => { }), "forums_event" },
        { bot => bot.On<OpenForumEvent>(_ => { }), "open_forums_event" },
        { bot => bot.On<AudioEvent>(_ => { }), "audio_action" },
        { bot => bot.On<ChannelMemberEntered>(_ => { }), "audio_or_live_channel_member" },
        { bot => bot.On<ChatEntered>(_ => { }), "enter_aio" },

        // What several intents bring is asked for as far as bots commonly have a right to it.
        { bot => bot.On<MessageDeleted>(_ => { }), "" },
        { bot => bot.On<GroupEvent>(_ => { }), "" },
        { bot => bot.On<RawEvent>(_ => { }), "guilds guild_members interaction" },
        { bot => bot.On<BotEvent>(_ => { }), "guilds guild_members interaction" },
        {
            bot =>
            {
                bot.On<ReactionRemoved>(_ => { });
                bot.On<GuildEvent>(_ => { });
                bot.On<GuildUpdated>(_ => { });
            },
            "guilds guild_message_reactions"
        },
    };

    [Theory]
    [MemberData(nameof(Registrations))]
    public async Task Auto_is_messages_and_what_the_hooks_need(Action<IBot> configure, string more)
    {
        await using var bot = await RunningBot.StartAsync(configure);

        (await IdentifyAsync(bot)).Should().Be(Messages | Named(more.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        bot.Alarms.Should().BeEmpty();
    }

    [Fact]
    public async Task A_list_is_taken_as_it_is_and_what_gets_nothing_by_it_is_told_by_name_once()
    {
        await using var bot = await RunningBot.StartAsync(
            scope =>
            {
                scope.Command("ping", () => "pong");
                scope.Use((_, next) => next());
                scope.On<ReactionAdded>(_ => { });
                scope.On<ReactionAdded>(_ => { });
                scope.On<MessageDeleted>(_ => { });
                scope.On<GuildCreated>(_ => { });
                scope.On<BotEvent>(_ => { });
            },
            intents: ["guilds"]);

        (await IdentifyAsync(bot)).Should().Be(Intents.Guilds);
        bot.Alarms.Should().HaveCount(4);
        bot.Alarms.Should().ContainSingle(line => line.Contains("ReactionAdded of plugin.tested") && line.Contains("guild_message_reactions") && line.Contains("intents in bot.yaml"));
        bot.Alarms.Should().ContainSingle(line => line.Contains("commands of plugin.tested") && line.Contains("group_and_c2c or public_guild_messages"));
        bot.Alarms.Should().ContainSingle(line => line.Contains("middleware of plugin.tested"));
        bot.Alarms.Should().ContainSingle(line => line.Contains("MessageDeleted of plugin.tested"));

        bot.Scope.On<ForumThreadCreated>(_ => { });
        bot.Alarms.Should().HaveCount(5).And.Contain(line => line.Contains("ForumThreadCreated of plugin.tested") && line.Contains("forums_event"));
    }

    [Fact]
    public async Task A_right_that_the_bot_lacks_is_named_with_those_who_asked()
    {
        await using var bot = await RunningBot.StartAsync(scope =>
        {
            scope.On<ForumThreadCreated>(_ => { });
            scope.On<ForumPostEvent>(_ => { });
            scope.On<GuildUpdated>(_ => { });
        });
        var connection = await bot.Platform.AcceptAsync();
        await connection.HelloAsync();
        await connection.ReceiveAsync(Opcode.Identify);

        await connection.CloseAsync(4014);

        var why = await bot.Run.WaitAsync(FakeGateway.Patience);
        why.Should().Contain("no right")
            .And.Contain("forums_event is for private-domain (私域) bots, asked for by plugin.tested (ForumThreadCreated), plugin.tested (ForumPostEvent)")
            .And.Contain("direct_message is given on application, asked for by /help")
            .And.NotContain("guilds is", "every bot may have it");
        bot.Alarms.Should().ContainSingle().Which.Should().Contain("4014").And.Contain("forums_event");
        bot.Platform.ConnectionCount.Should().Be(1, "the same intents would be refused again");
    }

    [Fact]
    public void Who_asked_is_said_in_both_languages_and_not_at_any_length()
    {
        Demand[] demands = [.. "abcde".Select(name => new Demand($"plugin.{name}", "ReactionAdded", Intents.GuildMessageReactions, Intents.GuildMessageReactions))];
        var auto = new AskedIntents("main", null, () => demands, new TestClock(), new TestLog());
        var listed = new AskedIntents("main", Intents.AudioAction | Intents.Guilds, () => demands, new TestClock(), new TestLog());
        auto.Begin();
        listed.Begin();

        auto.Explain().English.Should().Contain("plugin.a (ReactionAdded), plugin.b (ReactionAdded), plugin.c (ReactionAdded) and 2 more");
        auto.Explain().Chinese.Should().Contain("guild_message_reactions 需申请权限，由 plugin.a (ReactionAdded), plugin.b (ReactionAdded), plugin.c (ReactionAdded) 等 5 处订阅");
        listed.Explain().Should().Be(("audio_action is for audio bots, listed in bot.yaml", "audio_action 仅限音频机器人，写在 bot.yaml 中"));
    }

    [Fact]
    public async Task What_comes_later_and_needs_more_gets_it_by_a_new_session()
    {
        await using var bot = await RunningBot.StartAsync(scope => scope.Command("ping", () => "pong"));
        var first = await bot.ConnectAsync();
        var reactions = new TaskCompletionSource<ReactionAdded>();

        bot.Scope.On<ReactionAdded>(reactions.SetResult);
        bot.Scope.On<GuildCreated>(_ => { });
        bot.Clock.Advance(AskedIntents.Quiet.TotalSeconds);

        (await first.Closed).Should().Be(1000, "its session is not to be resumed");
        await bot.Clock.PassDelayAsync();
        var second = await bot.Platform.AcceptAsync();
        ((Intents)(int)(await second.StartSessionAsync("session-2"))["intents"]!).Should().Be(Messages | Intents.Guilds | Intents.GuildMessageReactions);
        await second.SendAsync(Frames.Sample("MESSAGE_REACTION_ADD", 2));
        (await reactions.Task.WaitAsync(FakeGateway.Patience)).EmojiId.Should().Be("14");
        await second.SendAsync(Frames.Group(3, "/ping"));
        (await bot.NextReplyAsync()).Should().Be("pong");
        bot.Log.At(LogLevel.Information).Should().ContainSingle(line =>
            line.Contains("guilds, guild_message_reactions needed now") && line.Contains("plugin.tested (ReactionAdded)") && line.Contains("plugin.tested (GuildCreated)"));
        bot.Alarms.Should().BeEmpty("nothing is wrong");
    }

    [Fact]
    public async Task Sessions_are_begun_anew_only_for_more()
    {
        await using var bot = await RunningBot.StartAsync(scope => scope.On<ReactionAdded>(_ => { }));
        var connection = await bot.ConnectAsync();

        bot.Scope.On<ReactionRemoved>(_ => { });
        bot.Scope.On<MessageReceived>(_ => { }).Dispose();
        bot.Scope.On<GuildCreated>(_ => { }).Dispose();
        bot.Clock.Advance(AskedIntents.Quiet.TotalSeconds);
        await bot.Scope.EndAsync(TimeSpan.Zero, bot.Clock);
        bot.Bot.Registry.Swap(bot.Scope, null);
        bot.Clock.Advance(10);

        await connection.SyncAsync();
        bot.Platform.ConnectionCount.Should().Be(1);
    }

    [Fact]
    public async Task What_is_refused_to_a_newcomer_does_not_cost_the_others_theirs()
    {
        await using var bot = await RunningBot.StartAsync(scope => scope.Command("ping", () => "pong"));
        await bot.ConnectAsync();
        bot.Scope.On<ForumThreadCreated>(_ => { });
        bot.Clock.Advance(AskedIntents.Quiet.TotalSeconds);
        await bot.Clock.PassDelayAsync();
        var refused = await bot.Platform.AcceptAsync();
        await refused.HelloAsync();
        ((Intents)(int)(await refused.ReceiveAsync(Opcode.Identify))!["intents"]!).Should().Be(Messages | Intents.ForumsEvent);

        await refused.CloseAsync(4014);

        var third = await bot.Platform.AcceptAsync();
        ((Intents)(int)(await third.StartSessionAsync("session-3"))["intents"]!).Should().Be(Messages);
        await third.SendAsync(Frames.Group(2, "/ping"));
        (await bot.NextReplyAsync()).Should().Be("pong");
        bot.Log.At(LogLevel.Error).Should().ContainSingle().Which.Should()
            .Contain("goes on without it").And.Contain("forums_event is for private-domain (私域) bots, asked for by plugin.tested (ForumThreadCreated)");

        bot.Scope.On<ForumPostCreated>(_ => { });
        bot.Clock.Advance(AskedIntents.Quiet.TotalSeconds);
        bot.Log.At(LogLevel.Warning).Should().Contain(line => line.Contains("ForumPostCreated of plugin.tested"));
        bot.Scope.On<GuildCreated>(_ => { });
        bot.Clock.Advance(AskedIntents.Quiet.TotalSeconds);
        (await third.Closed).Should().Be(1000);
        await bot.Clock.PassDelayAsync();
        (await IdentifyAsync(bot)).Should().Be(Messages | Intents.Guilds, "what was refused is not asked for again");
    }

    [Fact]
    public async Task Every_shard_gets_what_is_needed_now_and_goes_back_with_the_others()
    {
        await using var bot = await RunningBot.StartAsync(prepare: platform => platform.Shards = 2);
        await IdentifyAsync(bot);
        await IdentifyAsync(bot);

        bot.Scope.On<ReactionAdded>(_ => { });
        bot.Clock.Advance(AskedIntents.Quiet.TotalSeconds);
        await bot.Clock.PassDelayAsync();
        await bot.Clock.PassDelayAsync();
        GatewayConnection[] both = [await bot.Platform.AcceptAsync(), await bot.Platform.AcceptAsync()];
        foreach (var connection in both)
        {
            await connection.HelloAsync();
            ((Intents)(int)(await connection.ReceiveAsync(Opcode.Identify))!["intents"]!).Should().Be(Messages | Intents.GuildMessageReactions);
        }

        await both[0].CloseAsync(4014);

        (await both[1].Closed).Should().Be(1000, "it would be refused as well");
        (await IdentifyAsync(bot)).Should().Be(Messages);
        (await IdentifyAsync(bot)).Should().Be(Messages);
        bot.Run.IsCompleted.Should().BeFalse();
        bot.Alarms.Should().ContainSingle().Which.Should().Contain("goes on without it");
    }

    private static async Task<Intents> IdentifyAsync(RunningBot bot) =>
        (Intents)(int)(await (await bot.Platform.AcceptAsync()).StartSessionAsync($"session-{bot.Platform.ConnectionCount}"))["intents"]!;

    private static Intents Named(IEnumerable<string> names) =>
        names.Aggregate(Intents.None, (all, name) => IntentTable.TryParse(name, out var intent) ? all | intent : throw new ArgumentException(name));
}
