namespace QQBotKit.Testing;

/// <summary>A person of a test in one conversation with the bot; see <see cref="BotTest.User"/>.</summary>
public sealed class TestUser
{
    private readonly BotTest _test;
    private readonly string _place;

    internal TestUser(BotTest test, string name, Scene scene, string place)
    {
        (_test, Name, _place) = (test, name, place);
        Conversation = Stage.PlaceOf(scene, name, place);
    }

    /// <summary>What others read.</summary>
    public string Name { get; }

    /// <summary>The conversation.</summary>
    public Target Conversation { get; }

    /// <summary>The id that the bot knows the person by there: <c>user_openid</c>, <c>member_openid</c>, or the id in guilds.</summary>
    public string Id => Conversation.Scene is Scene.Group or Scene.C2C ? Stage.OpenidOf(Name) : Stage.GuildIdOf(Name);

    /// <summary>Says something, and waits until the bot has dealt with it: until every handler that it was for has ended.</summary>
    /// <returns>What the bot answered, one line for each message; null when it said nothing.</returns>
    /// <exception cref="BotTestException">The bot did not finish in time.</exception>
    public async Task<string?> SayAsync(PersonMessage message)
    {
        var answers = await SendAsync(message);
        return answers.Count == 0 ? null : string.Join('\n', answers);
    }

    /// <summary>Does the same as <see cref="SayAsync"/>.</summary>
    /// <returns>What the bot answered, message by message.</returns>
    /// <exception cref="BotTestException">The bot did not finish in time.</exception>
    public Task<IReadOnlyList<BotMessage>> SendAsync(PersonMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _test.SayAsync(this, _place, message);
    }

    /// <summary>Clicks a button of the bot's, and waits until the bot has dealt with it.</summary>
    /// <param name="message">The message with the button.</param>
    /// <param name="button">The id of the button, or its label.</param>
    /// <exception cref="BotTestException">There is no such button, the person may not click it, or the bot did not finish in time.</exception>
    public Task<ButtonClick> ClickAsync(BotMessage message, string button)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(button);
        return _test.ClickAsync(this, _place, message, button);
    }
}
