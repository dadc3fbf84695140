using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace QQBotKit.Testing.Tests;

/// <summary>A plugin that was compiled against the first contract runs on every later host of the same major version.</summary>
public sealed class FirstContractTests
{
    private static readonly string Dll = Path.Combine(AppContext.BaseDirectory, "FirstContract", "FirstContract.dll");

    [Fact]
    public void The_plugin_is_the_one_that_was_compiled_then()
    {
        using var file = new PEReader(File.OpenRead(Dll));
        var metadata = file.GetMetadataReader();
        metadata.AssemblyReferences.Select(metadata.GetAssemblyReference)
            .Single(reference => metadata.GetString(reference.Name) == "QQBotKit.Abstractions").Version.Should().Be(new Version(1, 0, 0, 0));
    }

    [Theory]
    [InlineData("/first", "Hi, Tester: first 1 Plain ")]
    [InlineData("/第一 7 fancy a \"b c\"", "Hi, Tester: 第一 7 Fancy a+b c")]
    [InlineData("/first many", null)]
    [InlineData("/first started", "started")]
    [InlineData("/first stream", "one two three")]
    [InlineData("/first menu", "**menu**")]
    [InlineData("/first count", "1")]
    [InlineData("/first reply", "to /first reply\nPassive, True")]
    [InlineData("/first send", "unasked")]
    [InlineData("/first me", "OK")]
    [InlineData("/first file", "main")]
    [InlineData("hello", "hook, in Group")]
    [InlineData("not for bots", null)]
    public async Task Its_commands_hooks_and_replies_work(string said, string? answer)
    {
        await using var test = await BotTest.StartAsync(Dll);
        var answered = await test.SayAsync(said);
        if (said == "/first many")
        {
            answered.Should().Contain("number", "a wrong word is answered with the usage");
            return;
        }

        answered.Should().Be(answer);
    }

    [Fact]
    public async Task Its_options_are_bound_and_validated()
    {
        await using var test = await BotTest.StartAsync(Dll, new BotTestOptions { Options = "greeting: 你好" });
        (await test.SayAsync("/first 2")).Should().Be("你好, Tester: first 2 Plain ");
        await FluentActions.Invoking(() => BotTest.StartAsync(Dll, new BotTestOptions { Options = "greeting: H" }))
            .Should().ThrowAsync<BotTestException>().WithMessage("*greeting*");
    }

    [Fact]
    public async Task Its_store_and_its_events_work()
    {
        await using var test = await BotTest.StartAsync(Dll);
        for (var count = 1; count <= 3; count++)
        {
            (await test.SayAsync("/first count")).Should().Be($"{count}");
        }

        var friend = test.User("小明", Scene.C2C);
        (await friend.SayAsync("hello")).Should().Be("hook, in C2C");
        (await test.RaiseAsync("FRIEND_ADD", new { openid = friend.Id, timestamp = 1789733731 }))
            .Should().ContainSingle().Which.Text.Should().Be($"welcome {friend.Id}");
        var menu = (await test.SendAsync("/first menu")).Single();
        menu.Buttons.Should().Equal("Yes", "Roll");
        (await test.User().ClickAsync(menu, "Yes")).Text.Should().Be("clicked yes");
    }
}
