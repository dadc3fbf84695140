using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using QQBotKit.Core.Capabilities;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Plugins;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Tests.Docs;
using QQBotKit.Core.Tests.Gateway;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Tests.Scopes;

namespace QQBotKit.Core.Tests.Plugins;

/// <summary>What plugins declare that they use, and what becomes of what they do not declare.</summary>
public sealed class CapabilityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/send", "active-messages", "api:guilds")]
    [InlineData("/call", "api:guilds", "active-messages")]
    public async Task What_a_plugin_does_not_declare_is_refused_with_the_line_to_add(string command, string needed, string other)
    {
        await using var host = await HostAsync(null, other);

        (await host.AskAsync(command)).Should().Contain("plugin.Caller does not declare " + needed)
            .And.Contain($"<QQBotCapability Include=\"{needed}\" /> to its project").And.Contain("plugins.capabilities in bot.yaml");
    }

    [Theory]
    [InlineData("as declared")]
    [InlineData("by the owner")]
    [InlineData("since nothing is declared")]
    public async Task What_is_declared_or_allowed_by_the_owner_goes_out(string how)
    {
        string[] words = ["active-messages", "api:guilds"];
        await using var host = await HostAsync(
            how == "by the owner" ? new() { Capabilities = new Dictionary<string, IReadOnlyList<string>> { ["CALLER"] = words } } : null,
            how switch { "as declared" => words, "by the owner" => ["none"], _ => [] });

        var scope = host.Bot.Registry.Current.Commands.Commands.Select(command => (BotScope)command.Command.Bot).First(scope => scope.ExtensionName == "Caller");

        scope.Capabilities.MaySend.Should().BeTrue();
        scope.Capabilities.MayCall("guilds").Should().BeTrue();
        scope.Capabilities.MayCall("mutes").Should().Be(how == "since nothing is declared");
    }

    [Fact]
    public async Task An_owner_can_refuse_what_is_not_declared()
    {
        await using var host = await HostAsync(new() { Undeclared = UndeclaredCapabilities.Refuse });

        (await host.AskAsync("/send")).Should().Contain("does not declare active-messages");
        (await host.AskAsync("/call")).Should().Contain("does not declare api:guilds");
    }

    [Fact]
    public async Task A_plugin_that_only_replies_declares_none()
    {
        await using var host = await HostAsync(null, "none");

        (await host.AskAsync("/send")).Should().Contain("does not declare active-messages");
        (await host.AskAsync("/reply")).Should().StartWith("No way is open", "a reply does not become an active message either");
        host.Extensions.Status().Single().Capabilities.Should().Equal("none");
    }

    [Fact]
    public async Task A_word_that_nobody_knows_is_refused_before_any_code_runs()
    {
        await using var host = await HostAsync(null, "activ-messages");

        host.Extensions.Status().Single().Error.Should().Contain("There is no capability activ-messages. Did you mean active-messages?");
    }

    [Fact]
    public void What_a_plugin_uses_is_shown_once_and_again_when_it_grows()
    {
        Show("network", "api:guilds");
        Show("network", "api:guilds");
        _log.At(LogLevel.Information).Should().ContainSingle().Which.Should().Contain("Plugin Caller uses: api:guilds, network");

        Show("network", "api:guilds", "active-messages");
        _log.At(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("uses more than before: active-messages");

        Show("network");
        Show("network", "active-messages");
        _log.At(LogLevel.Warning).Should().HaveCount(2, "what was taken away is new when it returns");
        Show();
        _log.At(LogLevel.Information).Should().HaveCount(2).And.Subject.Last().Should().Contain("does not declare what it uses, and may do everything");
    }

    [Fact]
    public async Task Only_calls_of_the_platform_are_looked_at_and_nothing_of_a_refused_one_leaves()
    {
        var inner = new Answering();
        using var client = new HttpClient(new CapabilityHandler("plugin.Caller", new CapabilitySet(["api:guilds"]), new Texts(CultureInfo.InvariantCulture))
        {
            Platform = new Uri("https://api.sgroup.qq.com/"),
            InnerHandler = inner,
        })
        { BaseAddress = new Uri("https://api.sgroup.qq.com/") };

        await client.GetAsync("guilds/1");
        await client.GetAsync("https://example.com/weather");
        var refused = () => client.DeleteAsync("guilds/1/members/2");
        var unknown = () => client.GetAsync("v3/new");

        await refused.Should().ThrowAsync<InvalidOperationException>().WithMessage("*api:members*DELETE /guilds/1/members/2*");
        await unknown.Should().ThrowAsync<InvalidOperationException>().WithMessage("*does not declare api,*");
        inner.Calls.Should().Equal("/guilds/1", "/weather");
    }

    [Fact]
    public void Bot_yaml_names_the_words()
    {
        using var good = YamlFileOf("plugins: { undeclared: refuse, capabilities: { welcome: [active-messages, \"api:guilds\"] } }");
        var settings = good.Settings().Plugins;
        settings.Undeclared.Should().Be(UndeclaredCapabilities.Refuse);
        settings.Capabilities["Welcome"].Should().Equal("active-messages", "api:guilds");

        using var bad = YamlFileOf("plugins: { capabilities: { welcome: [\"api:guild\"] } }");
        bad.Findings().Should().ContainSingle().Which.Should().Contain("plugins.capabilities.welcome").And.Contain("Did you mean api:guilds?");
    }

    [Fact]
    public void The_projects_items_are_in_the_assembly_of_a_sample()
    {
        var dice = PluginFiles.FindAssembly(Path.Combine(Pages.Root, "plugins", "Dice"))!;

        new PluginPreflight(new Texts(CultureInfo.InvariantCulture)).Examine(dice).Capabilities.Should().Equal("none");
    }

    private static Configuration.YamlFile YamlFileOf(string yaml) => Configuration.YamlFile.WithBot(yaml);

    private async Task<PluginHost> HostAsync(PluginSettings? settings, params string[] declares)
    {
        var host = new PluginHost(clock: new FakeTimeProvider(), logs: new RunningBot.LogsToOne(_log), plugins: settings);
        Directory.CreateDirectory(host["Caller"]);
        await File.WriteAllBytesAsync(Path.Combine(host["Caller"], "Caller.dll"), PluginProject.Compile("Caller", $$"""
            using System; using System.Threading.Tasks; using QQBotKit;
            {{string.Concat(declares.Select(word => $"[assembly: System.Reflection.AssemblyMetadata(\"QQBotKit.Capability\", \"{word}\")]"))}}
            public sealed class Caller : BotPlugin
            {
                public override void Configure(IBot bot)
                {
                    bot.Command("send", () => Try(() => bot.SendAsync(Target.Group("G"), "hello")));
                    bot.Command("reply", (MessageReceived asked) => Try(() => bot.ReplyAsync(asked, new Message("hello").Via(DeliveryWay.Active))));
                    bot.Command("call", () => Try(() => bot.Http.GetAsync("guilds/1")));
                }
                private static async Task<string> Try(Func<Task> act) { try { await act(); return "done"; } catch (Exception e) { return e.Message; } }
            }
            """));
        await host.LookAsync();
        return host;
    }

    private void Show(params string[] declares) =>
        new CapabilityPolicy(new PluginSettings(), _folder.Path, _log).Show(new Declaring { Kind = ExtensionKind.Plugin, Name = "Caller", Declared = declares });

    private sealed class Declaring : Extension
    {
        public override Task ConfigureAsync(IBot bot) => Task.CompletedTask;

        public override ValueTask DisposeAsync() => default;
    }

    private sealed class Answering : HttpMessageHandler
    {
        public List<string> Calls { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls.Add(request.RequestUri!.AbsolutePath);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
        }
    }
}
