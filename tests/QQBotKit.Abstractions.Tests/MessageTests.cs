using System.Globalization;

namespace QQBotKit.Abstractions.Tests;

/// <summary>How authors make messages.</summary>
public class MessageTests
{
    private static readonly Sender Ann = new("U1", "Ann");

    private enum Side
    {
        Heads,
    }

    [Fact]
    public void An_interpolated_string_is_a_message_whose_text_a_person_can_read()
    {
        int? none = null;
        var when = new DateOnly(2026, 9, 18);
        Message message = $"{Token.Mention(Ann)} said \"{"<@2>"}\" on {when:yyyy-MM-dd}, {1.5:0.00}|{7,4}|{7,-4}|{"x",3}|{none}{null as string} {Side.Heads} {{}}";

        message.Text.Should().Be($"@Ann said \"<@2>\" on 2026-09-18, {1.5:0.00}|   7|7   |  x| Heads {{}}");
        message.ToString().Should().Be(message.Text);
    }

    [Fact]
    public void An_interpolated_string_without_tokens_is_the_same_as_its_text()
    {
        var word = "world";
        Message message = $"hello {word}";
        Message constant = $"hello";

        message.Should().Be(new Message("hello world"));
        constant.Should().Be(new Message("hello"));
        ((Message)$"").Text.Should().BeEmpty();
    }

    [Fact]
    public void An_interpolated_string_is_written_as_a_string_would_be()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            var price = 1234.5;
            var text = $"{price:N2}";
            ((Message)$"{price:N2}").Text.Should().Be(text).And.Be("1.234,50");
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public async Task A_long_text_and_one_that_waits_for_its_holes_are_whole()
    {
        var big = new string('长', 5000);
        Message message = $"{big}{await Task.FromResult(12)}{big.AsSpan(0, 3)}{new string('x', 3000),3001}";

        message.Text.Should().Be($"{big}12长长长 {new string('x', 3000)}");
    }

    [Fact]
    public void A_message_grows_from_other_messages_and_keeps_their_tokens()
    {
        Message list = $"1. {Token.Mention("A")}";
        list = $"{list}\n2. {Token.Mention("B")}";
        Message all = $"{new[] { Token.Mention("A"), Token.Everyone }}!";

        list.Text.Should().Be("1. @A\n2. @B");
        all.Text.Should().Be("@A @全体成员!");
        FluentActions.Invoking(() => (Message)$"{new Message(new Embed("t"))}").Should().Throw<ArgumentException>().WithMessage("*nothing but text*");
    }

    [Fact]
    public void A_token_in_a_plain_string_is_told_at_once()
    {
        FluentActions.Invoking(() => (string)$"hi {Token.Mention(Ann)}").Should().Throw<InvalidOperationException>().WithMessage("*Message (…) =>*插值字符串*");
        FluentActions.Invoking(() => string.Format(CultureInfo.InvariantCulture, "{0}", Token.Everyone)).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void A_message_that_is_made_does_not_change()
    {
        Message message = $"a {1}";

        FluentActions.Invoking(() => message.AppendLiteral("b")).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => message.AppendFormatted(1)).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => new Message("a").AppendFormatted("b".AsSpan())).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => new Message(1, 0).Text).Should().Throw<InvalidOperationException>("nobody but the compiler makes one so");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("1\" /><qqbot-at-everyone")]
    [InlineData("<1>")]
    [InlineData("a b")]
    [InlineData("a&b")]
    public void What_could_break_out_of_a_token_is_no_id(string id)
    {
        FluentActions.Invoking(() => Token.Mention(id)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Token.Mention(new Sender(id, "n"))).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Token.Channel(id)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_token_shows_the_words_that_people_see()
    {
        new[]
        {
            Token.Mention("U1"), Token.Mention(Ann), Token.Mention(new Sender("U2", "")), Token.Mention(new Mention("U3", "Bob")), Token.Everyone,
            Token.Mention(new Mention("", "", Everyone: true)), Token.Channel("7"), Token.Emoji(4), Token.CommandEnter("/sign"), Token.CommandInput("/roll 6"),
            Token.CommandInput("/roll 6", "roll"), Token.Raw("<x>"),
        }.Select(token => token.ToString()).Should().Equal(
            "@U1", "@Ann", "@U2", "@Bob", "@全体成员", "@全体成员", "#7", "[emoji:4]", "/sign", "/roll 6", "roll", "<x>");
    }

    [Fact]
    public void Every_method_leaves_the_message_as_it_was_and_adds_to_a_new_one()
    {
        var start = Message.Markdown("# hi");
        var received = new MessageReceived { Type = "C2C_MESSAGE_CREATE", Id = "m1", Index = "REFIDX_1", Sender = Ann, Text = "", Content = "" };

        var full = start.Keyboard([Button.Callback("yes", "Yes")], [Button.Link("Open", "https://example.com")]).Quote(received).OrElse("plain").WakeUp();

        start.Parts.Should().Be(Message.Markdown("# hi").Parts);
        var parts = full.Parts;
        (parts.Text, parts.IsMarkdown, parts.QuotedId, parts.QuotedIndex, parts.Fallback, parts.IsWakeUp)
            .Should().Be(("# hi", true, "m1", "REFIDX_1", new Message("plain"), true));
        parts.Keyboard!.Rows.Select(row => row.Single().Label).Should().Equal("Yes", "Open");
    }

    [Fact]
    public void A_message_that_was_sent_and_a_kept_reference_are_quoted_as_well()
    {
        var sent = new Message("x").Quote(new SentMessage("m1", DeliveryWay.Active) { Index = "REFIDX_1" }).Parts;
        var kept = new Message("x").Quote("REFIDX_2").Parts;

        (sent.QuotedId, sent.QuotedIndex).Should().Be(("m1", "REFIDX_1"));
        (kept.QuotedId, kept.QuotedIndex).Should().Be(("REFIDX_2", "REFIDX_2"));
    }

    [Fact]
    public void What_a_message_starts_from_is_in_its_parts()
    {
        var media = Media.FromUrl("https://example.com/a.png");
        new Message(media).Parts.Media.Should().BeSameAs(media);
        ((Message)media).Parts.Media.Should().BeSameAs(media);
        new Message("look").Attach(media).Parts.Should().Match<MessageParts>(parts => parts.Text == "look" && parts.Media == media);
        new Message(Ark.BigPicture("t", "s", "c", "l", "p")).Parts.Ark!.TemplateId.Should().Be(37);
        new Message(new Embed("t")).Parts.Embed!.Title.Should().Be("t");
        Message.MarkdownTemplate("1_2", new MarkdownParam("k", "a", "b")).Parts.TemplateParams.Single().Values.Should().Equal("a", "b");
        Message.Typing().Parts.TypingSeconds.Should().Be(60);

        FluentActions.Invoking(() => new Message(media).Attach(media)).Should().Throw<InvalidOperationException>().WithMessage("*another message*");
        FluentActions.Invoking(() => Message.Markdown(new Message(media))).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Message.Typing(61)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task A_review_is_waited_for_as_the_one_who_knows_says()
    {
        var asked = new List<TimeSpan>();
        var audit = new MessageAudit("A-1", (limit, _) =>
        {
            asked.Add(limit);
            return Task.FromResult(new AuditResult(AuditOutcome.Passed, "m1"));
        });

        (await audit.ResultAsync(TimeSpan.FromMinutes(1))).Should().Be(new AuditResult(AuditOutcome.Passed, "m1"));
        asked.Should().Equal(TimeSpan.FromMinutes(1));
    }
}
