using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Tests.Scopes;

namespace QQBotKit.Core.Tests.Plugins;

/// <summary>Services that plugins give each other, over assemblies that they share.</summary>
public sealed class ServiceTests : IAsyncLifetime
{
    private static readonly string[] Chain = ["Points", "Bank", "Shop"];
    private static readonly string[] Talk = ["/apart", "/use"];

    private readonly ServiceWorld _world = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Plugins_are_loaded_after_those_whose_services_they_use()
    {
        _world.PutShop();
        _world.PutBank();
        _world.PutPoints();

        (await _world.LookAsync()).Should().Equal("Points configured", "Bank configured", "Shop configured");

        (await _world.Host.AskAsync("/shop")).Should().Be("1, 1 coins");
        _world.Log.At(LogLevel.Warning).Should().BeEmpty();
    }

    [Fact]
    public async Task What_needs_a_plugin_that_is_not_there_waits_says_for_what_and_begins_when_it_comes()
    {
        _world.PutShop();
        _world.PutBank();
        (await _world.LookAsync()).Should().BeEmpty();
        _world.Status("Bank").Error.Should().Contain("Points.Contract.dll is missing").And.Contain("if it is the contract of another plugin, add that plugin");
        _world.Status("Shop").Error.Should().Contain("It waits for the plugin Bank, whose contract Bank.Contract it uses");

        _world.PutPoints();

        (await _world.LookAsync()).Should().Equal("Points configured", "Bank configured", "Shop configured");
        (await _world.Host.AskAsync("/shop")).Should().Be("1, 1 coins");
        _world.Host.Extensions.Status().Should().AllSatisfy(extension => extension.Error.Should().BeNull());
    }

    [Fact]
    public async Task A_provider_that_is_there_and_not_live_is_waited_for_by_name()
    {
        _world.PutPoints();
        _world.Put("Points", "Points.Contract", "", "throw new System.InvalidTimeZoneException(\"broken\");", "", ("Points.Contract", ServiceWorld.PointsContract()));
        _world.PutBank();

        await _world.LookAsync();

        _world.Status("Points").Error.Should().Contain("broken");
        _world.Status("Bank").Should().BeEquivalentTo(new { IsWaiting = true, Error = "It waits for the plugin Points, whose contract Points.Contract it uses and which is not live." });
        _world.Log.At(LogLevel.Warning).Should().ContainSingle(line => line.Contains("Bank") && line.Contains("waits for the plugin Points"));
        await _world.LookAsync();
        _world.Log.At(LogLevel.Warning).Should().HaveCount(1, "it is said once");
    }

    [Fact]
    public async Task When_a_provider_goes_those_that_use_it_end_first_and_they_return_with_it()
    {
        _world.PutPoints();
        _world.PutBank();
        _world.PutShop();
        await _world.LookAsync();

        _world.Remove("Points");

        (await _world.LookAsync()).Should().Equal("Shop ended", "Bank ended", "Points ended");
        (await _world.Host.AskAsync("/shop")).Should().BeNull();
        _world.Log.At(LogLevel.Error).Should().Contain(line => line.Contains("Bank was stopped with what it uses (plugin.Points)"));

        _world.PutPoints(2);
        (await _world.LookAsync()).Should().Equal("Points configured", "Bank configured", "Shop configured");
        (await _world.Host.AskAsync("/shop")).Should().Be("2, 2 coins");
    }

    [Fact]
    public async Task When_a_provider_is_replaced_those_that_use_it_follow_before_the_old_one_ends()
    {
        _world.PutPoints();
        _world.PutBank();
        _world.PutShop();
        await _world.LookAsync();

        _world.PutPoints(2);

        (await _world.LookAsync()).Should().Equal(
            "Points configured", "Bank configured", "Shop configured", "Shop ended", "Bank ended", "Points ended");
        (await _world.Host.AskAsync("/shop")).Should().Be("2, 2 coins");
    }

    [Fact]
    public async Task No_message_is_lost_while_a_provider_is_replaced_neither_to_those_that_use_it_nor_to_others()
    {
        _world.PutPoints();
        _world.Put("Apart", "", "", "bot.Command(\"apart\", () => Steps.Enqueue(\"apart\"));");
        _world.PutBank(inConfigure: "bot.Command(\"use\", () => Steps.Enqueue($\"use {Of(\"me\")}\"));");
        await _world.LookAsync();
        using var end = new CancellationTokenSource();
        var people = Talk.Select(text => Task.Run(async () =>
        {
            var said = 0;
            for (; !end.IsCancellationRequested; said++)
            {
                await _world.Host.HandleAsync(PluginHost.Message($"{text}{said}", text, text));
            }

            return said;
        })).ToArray();

        for (var version = 2; version < 10; version++)
        {
            _world.PutPoints(version);
            await _world.Host.LookAsync();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (!_world.Steps.Contains($"use {version} coins"))
            {
                limit.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }

        await end.CancelAsync();
        var counts = await Task.WhenAll(people);
        _world.Steps.Count(step => step == "apart").Should().Be(counts[0]);
        _world.Steps.Count(step => step.StartsWith("use", StringComparison.Ordinal)).Should().Be(counts[1]);
    }

    [Fact]
    public async Task A_provider_whose_new_version_fails_goes_on_with_those_that_use_it()
    {
        _world.PutPoints();
        _world.PutBank();
        await _world.LookAsync();

        _world.Put("Points", "Points.Contract", "", "throw new System.InvalidTimeZoneException(\"broken\");", "", ("Points.Contract", ServiceWorld.PointsContract()));

        (await _world.LookAsync()).Should().Equal("Points ended");
        (await _world.Host.AskAsync("/coins")).Should().Be("1 coins");
    }

    [Fact]
    public async Task What_does_not_work_with_the_new_version_of_its_provider_is_stopped_and_says_why()
    {
        _world.PutPoints();
        _world.PutBank(inConfigure: "if (Of(\"me\") != \"1 coins\") throw new System.InvalidTimeZoneException(\"too rich\");");
        await _world.LookAsync();

        _world.PutPoints(2);
        await _world.LookAsync();

        (await _world.Host.AskAsync("/coins")).Should().BeNull();
        _world.Status("Bank").Error.Should().Contain("too rich");
    }

    [Fact]
    public async Task A_script_needs_a_service_and_gives_one_to_a_plugin()
    {
        _world.Host.WriteScript("rich.csx", """
            #r "plugin: Points/Points.Contract"
            var points = bot.Need<Points.IPoints>();
            bot.Provide<Func<string, int>>(person => points.Of(person) * 2);
            bot.Command("rich", () => $"{points.Of("me")}");
            """);
        _world.Put("Late", "", "", "var twice = bot.Need<System.Func<string, int>>(); bot.Command(\"twice\", () => $\"{twice(\"me\")}\");");
        await _world.LookAsync();
        _world.Status("Late").Should().BeEquivalentTo(new { IsWaiting = true });
        _world.Status("Late").Error.Should().Contain("System.Func`2[System.String,System.Int32]").And.Contain("the bot main");

        _world.PutPoints(4);
        await _world.LookAsync();
        (await _world.Host.AskAsync("/rich")).Should().Be("4");
        (await _world.Host.AskAsync("/twice")).Should().Be("8");

        File.Delete(Path.Combine(_world.Host.Scripts.Root, "rich.csx"));
        await _world.LookAsync();
        (await _world.Host.AskAsync("/twice")).Should().BeNull();
        _world.Status("Late").IsWaiting.Should().BeTrue();
    }

    [Fact]
    public async Task A_circle_of_plugins_is_named_with_all_its_members_and_the_others_are_loaded()
    {
        var contracts = "ABC".ToDictionary(letter => $"{letter}", name => PluginProject.Compile($"{name}.Contract", $"public interface I{name};"));
        foreach (var (name, needs) in ((string, string)[])[("A", "B"), ("B", "C"), ("C", "A")])
        {
            _world.Put(name, $"{name}.Contract", "", $"bot.Need<I{needs}>();", $", I{name}", [($"{name}.Contract", contracts[name])], contracts[needs]);
        }

        _world.Put("Apart", "", "", "bot.Command(\"apart\", () => \"yes\");");

        (await _world.LookAsync()).Should().Equal("Apart configured");

        _world.Status("A").Error.Should().Contain("A → B → C → A");
        _world.Status("B").Error.Should().Contain("B → C → A → B");
        _world.Status("C").Error.Should().Contain("C → A → B → C");
        (await _world.Host.AskAsync("/apart")).Should().Be("yes");

        _world.Put("C", "C.Contract", "", "bot.Provide<IC>(this);", ", IC", ("C.Contract", contracts["C"]));
        _world.Put("B", "B.Contract", "", "bot.Need<IC>(); bot.Provide<IB>(this);", ", IB", [("B.Contract", contracts["B"])], contracts["C"]);
        (await _world.LookAsync()).Should().Equal(["C configured", "B configured", "A configured"], "the circle is open");
    }

    [Theory]
    [InlineData("1.0.0.0", "1.1.0.0", null)]
    [InlineData("1.1.0.0", "1.0.0.0", "update Points")]
    [InlineData("1.0.0.0", "2.0.0.0", "build it against that version")]
    public async Task The_version_of_a_contract_decides_as_that_of_the_hosts_own(string built, string offered, string? problem)
    {
        _world.PutPoints(contract: offered);
        _world.PutBank(built);

        await _world.LookAsync();

        if (problem is null)
        {
            _world.Status("Bank").Error.Should().BeNull();
            return;
        }

        _world.Status("Bank").Error.Should().Contain(problem).And.Contain($"Points.Contract {built[..3]}").And.Contain($"plugin Points has {offered[..3]}");
        (await _world.Host.Source.CheckAsync(_world.Host.Source.Scan().Single(file => file.Name == "Bank"), default)).Should().ContainSingle().Which.Message.Should().Contain(problem);
        _world.PutPoints(contract: built);
        await _world.LookAsync();
        _world.Status("Bank").Error.Should().BeNull("its provider was mended");
    }

    [Fact]
    public async Task A_copy_of_a_contract_that_a_plugin_brings_is_not_used()
    {
        _world.PutPoints();
        _world.PutBank();
        await File.WriteAllBytesAsync(Path.Combine(_world.Host["Bank"], "Points.Contract.dll"), ServiceWorld.PointsContract());

        await _world.LookAsync();

        (await _world.Host.AskAsync("/coins")).Should().Be("1 coins");
    }

    [Fact]
    public async Task Two_copies_of_one_contract_that_nobody_declares_are_told_with_the_mend()
    {
        _world.PutPoints(declares: "");
        _world.PutBank();
        await File.WriteAllBytesAsync(Path.Combine(_world.Host["Bank"], "Points.Contract.dll"), ServiceWorld.PointsContract());

        await _world.LookAsync();

        _world.Status("Bank").Error.Should().Contain("<QQBotContract Include=\"Points.Contract\" /> into the project of plugin.Points");
    }

    [Fact]
    public async Task A_service_that_another_provides_is_refused_and_names_both()
    {
        _world.Put("First", "", "", "bot.Provide<System.IFormatProvider>(System.Globalization.CultureInfo.InvariantCulture);");
        _world.Put("Second", "", "", "bot.Provide<System.IFormatProvider>(System.Globalization.CultureInfo.InvariantCulture);");

        await _world.LookAsync();

        _world.Status("Second").Error.Should().ContainAll("System.IFormatProvider", "plugin.First", "plugin.Second");
    }

    [Fact]
    public async Task A_contract_that_is_not_there_and_one_that_two_plugins_have_are_refused()
    {
        _world.PutPoints();
        _world.Put("Again", "Points.Contract", "", "", "", ("Points.Contract", ServiceWorld.PointsContract()));
        _world.Put("Empty", "Empty.Contract", "", "");

        await _world.LookAsync();

        _world.Status("Again").Error.Should().BeNull("it is the first by name");
        _world.Status("Points").Error.Should().Contain("Points.Contract is the contract of Again already");
        _world.Status("Empty").Error.Should().Contain("there is no Empty.Contract.dll beside it");
    }

    [Theory]
    [InlineData("bot.Need<System.IFormatProvider>();")]
    [InlineData("bot.Provide<System.IFormatProvider>(System.Globalization.CultureInfo.InvariantCulture);")]
    public async Task Services_are_given_and_taken_while_a_plugin_is_configured_and_not_later(string call)
    {
        _world.Put("Late", "", "", $"bot.Command(\"late\", () => {{ try {{ {call} return \"\"; }} catch (System.InvalidOperationException e) {{ return e.Message; }} }});");
        await _world.LookAsync();

        (await _world.Host.AskAsync("/late")).Should().Contain("plugin.Late calls").And.Contain("call it in Configure");
    }

    [Fact]
    public async Task Nothing_of_a_provider_or_of_those_that_use_it_stays_in_memory()
    {
        var ended = new List<WeakReference>();
        for (var version = 0; version < 50; version++)
        {
            ended.AddRange(await RunVersionAsync(version));
        }

        foreach (var plugin in Chain)
        {
            _world.Remove(plugin);
        }

        await _world.LookAsync();

        Unloading.Wait(() => ended.TrueForAll(context => !context.IsAlive), _world.Host.Extensions.Unloads.Look)
            .Should().BeTrue($"{ended.Count(context => context.IsAlive)} of {ended.Count} are in memory");
        _world.Host.Extensions.Unloads.Leftovers().Should().BeEmpty();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference[]> RunVersionAsync(int version)
    {
        _world.PutPoints(version);
        if (version == 0)
        {
            _world.PutBank();
            _world.PutShop();
        }

        await _world.LookAsync();
        (await _world.Host.AskAsync("/shop")).Should().Be($"{version}, {version} coins");
        return [.. Chain.Select(plugin => _world.Host.Extensions.ContextOf(ExtensionKind.Plugin, plugin)!)];
    }
}
