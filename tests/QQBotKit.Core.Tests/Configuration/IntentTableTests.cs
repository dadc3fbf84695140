using System.Text;
using QQBotKit.Core.Events;
using QQBotKit.Core.Gateway;

namespace QQBotKit.Core.Tests.Configuration;

public sealed class IntentTableTests
{
    [Theory]
    [InlineData("guilds", 1)]
    [InlineData("guild_members", 2)]
    [InlineData("guild_messages", 512)]
    [InlineData("guild_message_reactions", 1024)]
    [InlineData("direct_message", 4096)]
    [InlineData("open_forums_event", 262144)]
    [InlineData("audio_or_live_channel_member", 524288)]
    [InlineData("enter_aio", 8388608)]
    [InlineData("group_member_event", 16777216)]
    [InlineData("group_and_c2c", 33554432)]
    [InlineData("interaction", 67108864)]
    [InlineData("message_audit", 134217728)]
    [InlineData("forums_event", 268435456)]
    [InlineData("audio_action", 536870912)]
    [InlineData("public_guild_messages", 1073741824)]
    public void Every_intent_has_the_bit_and_the_name_of_the_platform(string name, int bit)
    {
        IntentTable.TryParse(name.ToUpperInvariant(), out var intent).Should().BeTrue();
        ((int)intent).Should().Be(bit);
        IntentTable.Names(intent).Should().Equal(name);
        IntentTable.AllNames.Should().Contain(name).And.HaveCount(15);
    }

    [Fact]
    public void The_platforms_long_name_of_group_and_c2c_is_known_too()
    {
        IntentTable.TryParse("group_and_c2c_event", out var intent).Should().BeTrue();
        intent.Should().Be(Intents.GroupAndC2C);
    }

    [Fact]
    public void Names_lists_every_bit_that_is_set()
    {
        IntentTable.Names(Intents.Guilds | Intents.Interaction | (Intents)(1 << 20)).Should().Equal("guilds", "1<<20", "interaction");
        IntentTable.Names(Intents.None).Should().BeEmpty();
    }

    [Theory]
    [InlineData("GROUP_AT_MESSAGE_CREATE", Intents.GroupAndC2C)]
    [InlineData("MESSAGE_CREATE", Intents.GuildMessages)]
    [InlineData("AT_MESSAGE_CREATE", Intents.PublicGuildMessages)]
    [InlineData("DIRECT_MESSAGE_CREATE", Intents.DirectMessage)]
    [InlineData("FORUM_POST_DELETE", Intents.ForumsEvent)]
    [InlineData("OPEN_FORUM_POST_DELETE", Intents.OpenForumsEvent)]
    public void An_event_names_the_intent_that_brings_it(string type, object intent) =>
        EventTypes.Find(Encoding.UTF8.GetBytes(type))!.Intent.Should().Be((Intents)intent);
}
