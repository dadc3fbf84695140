using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Tests.Gateway;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Tests.Scopes;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Core.Tests.Plugins;

/// <summary>What becomes of a text that grows when the plugin ends that writes it.</summary>
public class GrowingTextTests
{
    private const string Code = """
        using System.Collections.Generic; using System.IO; using System.Runtime.CompilerServices; using System.Threading; using System.Threading.Tasks; using QQBotKit;

        public sealed class Teller : BotPlugin
        {
            private string folder;

            public override void Configure(IBot bot)
            {
                folder = bot.DataFolder;
                bot.Command("tell", () => Tell());
            }

            private async IAsyncEnumerable<string> Tell([EnumeratorCancellation] CancellationToken cancellationToken = default)
            {
                try
                {
                    yield return "Once upon a time";
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                    yield return " there was more.";
                }
                finally
                {
                    File.WriteAllText(Path.Combine(folder, "disposed"), "");
                }
            }
        }
        """;

    [Fact]
    public async Task A_plugin_that_is_removed_while_its_text_grows_ends_the_text_and_leaves_the_process()
    {
        await using var platform = await FakeGateway.StartAsync();
        platform.Send = _ => Task.FromResult(new Answered(200, """{"id":"S1"}"""));
        var time = new FakeTimeProvider();
        await using var host = new PluginHost(time, new FakeTimeProvider(), platform: platform.Platform.Url);
        var context = await LoadAsync(host);
        var handling = host.HandleAsync(PluginHost.Message("m1", "/tell") with { Conversation = Target.C2C("U") });
        Shown(await platform.NextSendAsync()).Should().Be(("Once upon a time", 1));

        Directory.Delete(host["Teller"], recursive: true);
        var removing = host.LookAsync();

        await Eventually.IsTrue(() => host.Extensions.Status().Count == 0, "it is removed");

        // Its handlers have a while to finish, and less than their deadline.
        var (ended, seconds) = (platform.NextSendAsync(), 0);
        await Eventually.IsTrue(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(seconds++ < 60 ? 1 : 0));
                return ended.IsCompleted && removing.IsCompleted && handling.IsCompleted;
            },
            "the text is ended");

        await handling;
        Shown(await ended).Should().Be(("Once upon a time", 10));

        // Nobody waits for an author who may never let go.
        await Eventually.IsTrue(
            () => Directory.EnumerateFiles(Path.Combine(host.Source.Root, "..", "data"), "disposed", SearchOption.AllDirectories).Any(), "its pieces are disposed of");
        Unloading.Wait(() => !context.IsAlive).Should().BeTrue("nothing of the plugin is left");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> LoadAsync(PluginHost host)
    {
        Directory.CreateDirectory(host["Teller"]);
        await File.WriteAllBytesAsync(Path.Combine(host["Teller"], "Teller.dll"), PluginProject.Compile("Teller", Code));
        await host.LookAsync();
        host.Extensions.Status().Single().Error.Should().BeNull();
        return host.Extensions.ContextOf(ExtensionKind.Plugin, "Teller")!;
    }

    private static (string Text, int State) Shown(Asked sent)
    {
        var body = JsonNode.Parse(sent.Body)!;
        return ((string)body["content_raw"]!, (int)body["input_state"]!);
    }
}
