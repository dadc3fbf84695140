namespace QQBotKit;

/// <summary>A section of bot.yaml does not fit its options class. The text names file, line, column and the mend.</summary>
public sealed class OptionsException : Exception
{
    /// <summary>Creates the exception.</summary>
    public OptionsException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
