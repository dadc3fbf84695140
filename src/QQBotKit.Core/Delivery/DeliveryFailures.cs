using QQBotKit.Api;
using QQBotKit.Core.Rest;

namespace QQBotKit.Core.Delivery;

/// <summary>What an author is told of a message that could not be delivered, and what its failure says of it.</summary>
internal sealed class DeliveryFailures(Texts texts)
{
    private const int MarkdownNotAlone = 50037;
    private const int ReferenceElsewhere = 50038;

    /// <summary>Whether it is the form of the message that cannot be sent: by the kit's own checks, which have no cause, or by the platform's.</summary>
    public static bool IsAboutForm(DeliveryException failure) => failure.InnerException is null
        || failure.InnerException is QQApiException { OutcomeUnknown: false, Known.IsAboutForm: true };

    /// <summary>Whether it is the quote that cannot be.</summary>
    /// <remarks>
    /// Nothing else that markdown could not go with is ever sent with it. For other quotes that cannot be, no page lists a code: the platform's words are
    /// all there is.
    /// </remarks>
    public static bool NamesReference(DeliveryException failure) => failure.InnerException is QQApiException { OutcomeUnknown: false } refused
        && (refused.Code is MarkdownNotAlone or ReferenceElsewhere || refused.PlatformMessage.Contains("reference", StringComparison.OrdinalIgnoreCase)
            || refused.PlatformMessage.Contains("引用", StringComparison.Ordinal));

    /// <summary>What an author is told of a call that failed; null for what is no failure of a call.</summary>
    public DeliveryException? Of(Exception e, CancellationToken cancellationToken) => e switch
    {
        DeliveryException unfit => unfit,
        QQApiException refused => new(Told(refused.Message, refused.OutcomeUnknown), refused)
        {
            Code = refused.Code,
            TraceId = refused.TraceId,
            OutcomeUnknown = refused.OutcomeUnknown,
        },
        MediaException unfit => new(texts.Of(unfit.Text.English, unfit.Text.Chinese), unfit.InnerException),
        CredentialsRefusedException refused => new(refused.Message, refused) { Code = refused.Code },
        RateLimitException full => new(full.Message, full) { EndsAt = full.EndsAt },
        NoAnswerException unanswered => new(Told(unanswered.Message, unanswered.OutcomeUnknown), unanswered) { OutcomeUnknown = unanswered.OutcomeUnknown },
        OperationCanceledException ended when !cancellationToken.IsCancellationRequested => new(
            Told(texts.Of("The bot ended before the platform had answered.", "机器人在平台应答之前已停止。"), true), ended)
        { OutcomeUnknown = true },
        _ => null,
    };

    private string Told(string what, bool outcomeUnknown) =>
        outcomeUnknown ? what + texts.Of(" Whether the message arrived is not known.", "消息是否送达未知。") : what;
}
