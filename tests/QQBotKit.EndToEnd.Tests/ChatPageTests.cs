using Microsoft.Playwright;

namespace QQBotKit.EndToEnd.Tests;

/// <summary>The chat page in a real browser.</summary>
public sealed class ChatPageTests
{
    [BrowserFact]
    public async Task A_stranger_types_a_command_and_reads_the_reply()
    {
        using var folder = new BotFolder();
        await using var host = await HostProcess.RunAsync(folder);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = BrowserFactAttribute.Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
        var page = await browser.NewPageAsync();
        var errors = new List<string>();
        page.Console += (_, message) => { if (message.Type == "error") { errors.Add(message.Text); } };
        page.PageError += (_, error) => errors.Add(error);

        await page.GotoAsync(host.Url.ToString());
        await page.FillAsync("#text", "/echo <b>hello</b>");
        await page.PressAsync("#text", "Enter");

        // What was typed is shown as text, never as markup.
        await Assertions.Expect(page.Locator("#messages")).ToContainTextAsync("<b>hello</b>");
        await page.FillAsync("#text", "/ping");
        await page.ClickAsync("#send");
        await Assertions.Expect(page.Locator("#messages")).ToContainTextAsync("pong");
        (await page.Locator("#messages b").CountAsync()).Should().Be(0);
        errors.Should().BeEmpty();
    }
}

/// <summary>A test that needs a browser; skipped, with the reason, where there is none.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Chromium is null)
        {
            Skip = "This test needs Chromium (Debian: apt-get install chromium; or set CHROMIUM to its path).";
        }
    }

    public static string? Chromium { get; } =
        new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
            .FirstOrDefault(File.Exists);
}
