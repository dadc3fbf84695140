using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;
using OpenQA.Selenium.Support.UI;

namespace QQBotKit.EndToEnd.Tests;

/// <summary>The chat page in a real browser.</summary>
public sealed class ChatPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [BrowserFact]
    public async Task A_stranger_types_a_command_and_reads_the_reply()
    {
        using var folder = new BotFolder();
        await using var host = await HostProcess.RunAsync(folder);
        using var browser = BrowserFactAttribute.Open();

        await browser.Navigate().GoToUrlAsync(host.Url);
        var text = browser.FindElement(By.Id("text"));
        WaitFor(browser, page => page.FindElements(By.CssSelector("#conversations *")).Count > 0);
        text.SendKeys("/echo <b>hello</b>" + Keys.Enter);

        // What was typed is shown as text, never as markup; once as the question, once as the answer, once as its quote.
        WaitFor(browser, page => Messages(page).Split("<b>hello</b>").Length >= 4);
        browser.FindElements(By.CssSelector("#messages b")).Should().BeEmpty();

        text.SendKeys("/ping");
        browser.FindElement(By.Id("send")).Click();
        WaitFor(browser, page => Messages(page).Contains("pong", StringComparison.Ordinal));

        browser.Manage().Logs.GetLog(LogType.Browser).Where(entry => entry.Level >= LogLevel.Severe).Should().BeEmpty();
    }

    [BrowserFact]
    public async Task A_picture_is_seen_and_a_file_can_be_taken_away()
    {
        using var folder = new BotFolder(samples: false);

        // The smallest picture there is: one dot.
        folder.WriteScript("pictures", """
            var dot = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");
            bot.Command("dot", () => new Message("a dot").Attach(Media.FromBytes(dot)));
            bot.Command("notes", () => Media.FromBytes("hello"u8.ToArray()) with { FileName = "notes.html" });
            """);
        await using var host = await HostProcess.RunAsync(folder);
        using var browser = BrowserFactAttribute.Open();

        await browser.Navigate().GoToUrlAsync(host.Url);
        var text = browser.FindElement(By.Id("text"));
        WaitFor(browser, page => page.FindElements(By.CssSelector("#conversations *")).Count > 0);
        text.SendKeys("/dot" + Keys.Enter);
        WaitFor(browser, page => page.FindElements(By.CssSelector("#messages img")).Any(image => image.GetDomProperty("naturalWidth") == "1"));
        text.SendKeys("/notes" + Keys.Enter);
        WaitFor(browser, page => Messages(page).Contains("[file] notes.html (5 B)", StringComparison.Ordinal));

        browser.FindElement(By.CssSelector("#messages a")).GetDomAttribute("download").Should().Be("notes.html");
        browser.Manage().Logs.GetLog(LogType.Browser).Where(entry => entry.Level >= LogLevel.Severe).Should().BeEmpty();
    }

    [BrowserFact]
    public async Task A_click_on_a_button_reaches_the_bot_and_its_acknowledgement_is_seen()
    {
        using var folder = new BotFolder("""
            bots: { main: { app_id: "102000001", secret: s, intents: [group_and_c2c, interaction] } }
            web: { url: "http://127.0.0.1:0" }
            """, samples: false);
        folder.WriteScript("vote", """
            bot.Command("vote", () => Message.Markdown("# Next book\n\nVote *once*: <b>no</b> markup")
                .Keyboard([Button.Callback("yes", "Kafka", "vote:kafka") with { VisitedLabel = "Voted" }, Button.Command("Again", "/vote")]));
            bot.On<InteractionCreated>(async (interaction, stopping) =>
            {
                await bot.Api.Interactions.AckAsync(interaction.Id, cancellationToken: stopping);
                await bot.ReplyAsync(interaction, $"counted {interaction.ButtonData}", stopping);
            });
            """);
        await using var host = await HostProcess.RunAsync(folder);
        using var browser = BrowserFactAttribute.Open();

        await browser.Navigate().GoToUrlAsync(host.Url);
        var text = browser.FindElement(By.Id("text"));
        WaitFor(browser, page => page.FindElements(By.CssSelector("#conversations *")).Count > 0);
        text.SendKeys("/vote" + Keys.Enter);
        WaitFor(browser, page => page.FindElements(By.CssSelector("[data-testid=button]")).Count == 2);
        browser.FindElement(By.CssSelector("#messages h3")).Text.Should().Be("Next book");
        browser.FindElement(By.CssSelector("#messages em")).Text.Should().Be("once");
        browser.FindElements(By.CssSelector("#messages b")).Should().BeEmpty();

        browser.FindElement(By.CssSelector("[data-testid=button][data-id=yes]")).Click();
        WaitFor(browser, page => Messages(page).Contains("counted vote:kafka", StringComparison.Ordinal));
        WaitFor(browser, page => page.FindElements(By.CssSelector("[data-id=yes][data-state=acknowledged]")).Count == 1);
        browser.FindElement(By.CssSelector("[data-id=yes]")).Text.Should().StartWith("Voted");

        browser.FindElement(By.XPath("//button[.='Again']")).Click();
        text.GetDomProperty("value").Should().Be("/vote", "a command is put into the box");
        browser.Manage().Logs.GetLog(LogType.Browser).Where(entry => entry.Level >= LogLevel.Severe).Should().BeEmpty();
    }

    [BrowserFact]
    public async Task A_message_is_quoted_and_one_that_is_recalled_is_seen_to_be()
    {
        using var folder = new BotFolder(samples: false);
        folder.WriteScript("oops", """
            bot.Command("oops", async (CommandContext ctx) =>
            {
                var sent = await ctx.ReplyAsync("a slip");
                await bot.Api.Messages.RecallFromGroupAsync(ctx.Message.Conversation!.Value.Id, sent.Id!);
            });
            """);
        await using var host = await HostProcess.RunAsync(folder);
        using var browser = BrowserFactAttribute.Open();

        await browser.Navigate().GoToUrlAsync(host.Url);
        var text = browser.FindElement(By.Id("text"));
        WaitFor(browser, page => page.FindElements(By.CssSelector("#conversations *")).Count > 0);
        text.SendKeys("/oops" + Keys.Enter);
        WaitFor(browser, page => page.FindElements(By.CssSelector("#messages li.recalled")).Count == 1);

        new OpenQA.Selenium.Interactions.Actions(browser).MoveToElement(browser.FindElement(By.CssSelector("#messages li.user .bubble"))).Perform();
        browser.FindElement(By.CssSelector("#messages li.user .who button")).Click();
        text.SendKeys("never mind" + Keys.Enter);
        WaitFor(browser, page => page.FindElements(By.CssSelector("#messages li.user blockquote")).Any(quote => quote.Text == "/oops"));
        browser.FindElement(By.Id("quote")).Displayed.Should().BeFalse("it is sent");
    }

    [BrowserFact]
    public async Task A_simulator_with_a_key_is_opened_with_it()
    {
        using var folder = new BotFolder("""
            bots: { main: { app_id: "102000001", secret: s } }
            web: { url: "http://127.0.0.1:0", simulator_key: open sesame }
            """, samples: false);
        await using var host = await HostProcess.RunAsync(folder);
        using var browser = BrowserFactAttribute.Open();

        await browser.Navigate().GoToUrlAsync(host.Url);
        WaitFor(browser, page => page.FindElement(By.Id("key")).Displayed);
        browser.FindElements(By.CssSelector("#conversations button")).Should().BeEmpty();
        browser.FindElement(By.Id("key")).SendKeys("open sesame" + Keys.Enter);

        WaitFor(browser, page => page.FindElements(By.CssSelector("#conversations button")).Count > 0);
        WaitFor(browser, page => !page.FindElement(By.Id("key")).Displayed);
        browser.FindElement(By.Id("text")).SendKeys("/help" + Keys.Enter);
        WaitFor(browser, page => page.FindElements(By.CssSelector("#messages li.bot")).Count == 1);
        browser.FindElement(By.Id("error")).Displayed.Should().BeFalse();
    }

    private static string Messages(ISearchContext page) => page.FindElement(By.Id("messages")).Text;

    private static void WaitFor(IWebDriver browser, Func<IWebDriver, bool> condition) =>
        new WebDriverWait(browser, Patience).Until(condition);
}

/// <summary>A test that needs a browser; skipped, with the reason, where there is none.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    private static readonly string? Chromium = Find("CHROMIUM", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
    private static readonly string? Driver = Find("CHROMEDRIVER", "/usr/bin/chromedriver");

    public BrowserFactAttribute()
    {
        if (Chromium is null || Driver is null)
        {
            Skip = "This test needs Chromium and its driver (Debian: apt-get install chromium chromium-driver; or set CHROMIUM and CHROMEDRIVER to their paths).";
        }
    }

    public static ChromeDriver Open()
    {
        var options = new ChromeOptions { BinaryLocation = Chromium };
        options.AddArguments(
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync");
        options.SetLoggingPreference(LogType.Browser, LogLevel.All);
        return new ChromeDriver(ChromeDriverService.CreateDefaultService(Path.GetDirectoryName(Driver), Path.GetFileName(Driver)), options);
    }

    private static string? Find(string variable, params string[] usual) =>
        usual.Prepend(Environment.GetEnvironmentVariable(variable)).FirstOrDefault(File.Exists);
}
