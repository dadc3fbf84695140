namespace QQBotKit.Limits;

/// <summary>At most so many in a time.</summary>
/// <param name="Count">How many.</param>
/// <param name="Per">In which time. A day is the calendar's of Beijing, where the platform is.</param>
internal readonly record struct Rate(int Count, TimeSpan Per)
{
    public bool IsDaily => Per == TimeSpan.FromDays(1);

    /// <summary>How many in a day some rates allow; null where none of them is of a day.</summary>
    public static int? Daily(IReadOnlyList<Rate> rates)
    {
        // Asked with each active message: a loop costs nothing.
        int? least = null;
        for (var i = 0; i < rates.Count; i++)
        {
            least = rates[i].IsDaily && (least is null || rates[i].Count < least) ? rates[i].Count : least;
        }

        return least;
    }
}

/// <summary>The days that the platform counts by: those of Beijing.</summary>
internal static class PlatformDay
{
    /// <summary>How far the clocks of Beijing are before UTC.</summary>
    public static TimeSpan Offset { get; } = TimeSpan.FromHours(8);

    /// <summary>The number of the day.</summary>
    public static int Of(DateTimeOffset at) => DateOnly.FromDateTime(at.ToOffset(Offset).DateTime).DayNumber;

    /// <summary>When the day with a number begins.</summary>
    public static DateTimeOffset Start(int day) => new(DateOnly.FromDayNumber(day).ToDateTime(default), Offset);
}

/// <summary>How a message or an event can be answered.</summary>
/// <param name="Window">How long after the platform had it.</param>
/// <param name="Count">How often; null for no limit.</param>
internal sealed record ReplyLimit(TimeSpan Window, int? Count);

/// <summary>How often a bot may be active (主动消息) in one kind of conversation. No rates mean no limit.</summary>
/// <param name="Bot">For the bot as a whole.</param>
/// <param name="Certified">The same for a bot whose owner is certified.</param>
/// <param name="Conversation">For each conversation.</param>
internal sealed record ActiveLimit(IReadOnlyList<Rate> Bot, IReadOnlyList<Rate> Certified, IReadOnlyList<Rate> Conversation)
{
    public ActiveLimit WithoutRates() => new(Daily(Bot), Daily(Certified), Daily(Conversation));

    private static IReadOnlyList<Rate> Daily(IReadOnlyList<Rate> rates) => [.. rates.Where(static rate => rate.IsDaily)];
}

/// <summary>The limits of one kind of conversation.</summary>
/// <param name="Replies">Of passive messages.</param>
/// <param name="Active">Of active messages.</param>
/// <param name="Sends">Of all messages to one conversation.</param>
/// <param name="Text">The longest text, in characters; null for no limit.</param>
internal sealed record ConversationLimits(ReplyLimit Replies, ActiveLimit Active, IReadOnlyList<Rate> Sends, int? Text)
{
    public ConversationLimits WithoutRates() => this with { Active = Active.WithoutRates(), Sends = [] };
}

/// <summary>The sizes of one kind of file, in bytes.</summary>
/// <param name="Soft">Above it an item arrives as a file.</param>
/// <param name="Hard">Above it an item is refused.</param>
internal sealed record UploadLimit(long Soft, long Hard);

/// <summary>
/// What the platform allows: the numbers of <c>limits.yaml</c>, or those of a file of the owner's where that has others.
/// </summary>
/// <remarks>Platform pages: server-inter/message/overview.html, server-inter/message/rich-media.html, autogen/api.</remarks>
internal sealed record PlatformLimits
{
    private static readonly Lazy<PlatformLimits> Shipped = new(() => LimitsFile.Shipped().ToLimits());

    /// <summary>The product's own numbers.</summary>
    public static PlatformLimits Default => Shipped.Value;

    public required ConversationLimits C2C { get; init; }

    public required ConversationLimits Group { get; init; }

    public required ConversationLimits Channel { get; init; }

    public required ConversationLimits Direct { get; init; }

    /// <summary>In how many channels of a guild a bot may be active in one day; null for no limit.</summary>
    public required int? ActiveChannelsPerGuild { get; init; }

    /// <summary>Messages of a bot that mention everyone, in a guild.</summary>
    public required IReadOnlyList<Rate> MentionsOfEveryone { get; init; }

    /// <summary>The ends of the periods after a person's last message, in each of which one wake-up message (互动召回) may go.</summary>
    public required IReadOnlyList<TimeSpan> WakeUpPeriods { get; init; }

    /// <summary>For how long a message can be taken back.</summary>
    public required TimeSpan RecallWindow { get; init; }

    public required UploadLimit Image { get; init; }

    public required UploadLimit Video { get; init; }

    public required UploadLimit Voice { get; init; }

    public required UploadLimit File { get; init; }

    /// <summary>The bytes of all files of a bot in a day; null for no limit.</summary>
    public required long? DailyUpload { get; init; }

    /// <summary>The rates of the calls that have one of their own, by method and path: <c>POST /v2/groups/{group_openid}/messages</c>.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<Rate>> Calls { get; init; }

    /// <summary>The rates of each other call.</summary>
    public required IReadOnlyList<Rate> OtherCalls { get; init; }

    /// <summary>Which of <see cref="WakeUpPeriods"/> it is, from 0, so long after a person's last message; null after the last one.</summary>
    public int? WakeUpPeriod(TimeSpan since) => WakeUpPeriods.TakeWhile(end => since > end).Count() is var period && period < WakeUpPeriods.Count ? period : null;

    /// <summary>The same, without limits of how often calls may be made. What a day allows stays.</summary>
    public PlatformLimits WithoutRates() => this with
    {
        C2C = C2C.WithoutRates(),
        Group = Group.WithoutRates(),
        Channel = Channel.WithoutRates(),
        Direct = Direct.WithoutRates(),
        Calls = new Dictionary<string, IReadOnlyList<Rate>>(),
        OtherCalls = [],
    };

    /// <summary>The product's numbers, and those of a file where it has others.</summary>
    /// <param name="path">A file with some of the keys of <c>limits.yaml</c>.</param>
    /// <exception cref="LimitsException">The file cannot be read, a key is unknown or a value is not one.</exception>
    public static PlatformLimits Read(string path) => LimitsFile.Shipped().With(path).ToLimits();
}

/// <summary>A file of limits is not right.</summary>
/// <param name="place">The file, and the line and column where they are known: <c>limits.yaml:3:5</c>.</param>
/// <param name="english">What is wrong and what would be right.</param>
/// <param name="chinese">The same.</param>
internal sealed class LimitsException(string place, string english, string chinese) : Exception($"{place}: {english}")
{
    public (string English, string Chinese) Text { get; } = ($"{place}: {english}", $"{place}：{chinese}");
}
