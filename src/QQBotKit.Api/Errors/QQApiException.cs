using System.Globalization;
using System.Net;
using System.Text;

namespace QQBotKit.Api;

/// <summary>The platform refused a call, or its answer could not be read. The text says what it means and what to do.</summary>
/// <param name="method">The HTTP method of the call.</param>
/// <param name="path">The address of the call, relative to the base address.</param>
/// <param name="httpStatus">The HTTP status of the answer.</param>
/// <param name="innerException">What made the answer unreadable.</param>
public sealed class QQApiException(string method, string path, HttpStatusCode httpStatus, Exception? innerException = null)
    : Exception(null, innerException)
{
    /// <summary>The HTTP method of the call.</summary>
    public string Method { get; } = method;

    /// <summary>The address of the call, relative to the base address.</summary>
    public string Path { get; } = path;

    /// <summary>The HTTP status of the answer. A refusal can come with 200.</summary>
    public HttpStatusCode HttpStatus { get; } = httpStatus;

    /// <summary>The platform's code: <c>err_code</c>, else <c>code</c>, else <c>retcode</c>; 0 if it gave none.</summary>
    public int Code { get; init; }

    /// <summary>The platform's words; empty if it gave none. They may change: decide on <see cref="Code"/>.</summary>
    public string PlatformMessage { get; init; } = "";

    /// <summary>The id of the call in the platform's logs, which its support asks for; null if it gave none.</summary>
    public string? TraceId { get; init; }

    /// <summary>The first 4 KB of the answer as it came; empty for the token service, whose answers may hold a token.</summary>
    public string Body { get; init; } = "";

    /// <summary>Whether the answer is not what the platform's pages promise, such as a page of a proxy in place of JSON.</summary>
    public bool Unreadable { get; init; }

    /// <summary>The host that answered, with its port unless that is the usual one; null if it is not known.</summary>
    public string? Host { get; init; }

    /// <summary>
    /// Whether the call may have been processed all the same: the answer does not tell, or that of an earlier attempt of the same call was lost.
    /// </summary>
    public bool OutcomeUnknown { get; init; }

    /// <summary>What the platform's pages say about <see cref="Code"/>; null for a code they do not list.</summary>
    public ErrorCode? Known => TokenApi.IsCalled(Path) ? ErrorCodes.FindForToken(Code) : ErrorCodes.Find(Code);

    /// <summary>What may be done about it.</summary>
    public ErrorActions Actions => Known?.Actions ?? ErrorCodes.ActionsOf(HttpStatus);

    /// <summary>What was called, what came back, what it means and what to do.</summary>
    public override string Message => Describe(CultureInfo.CurrentUICulture);

    /// <summary><see cref="Message"/> in the language of <paramref name="culture"/>: Chinese or English.</summary>
    public string Describe(CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(culture);
        var chinese = culture.TwoLetterISOLanguageName == "zh";
        var text = new StringBuilder();
        text.Append(Method).Append(' ').Append(Path).Append(chinese ? "：" : ": ");
        text.Append(CultureInfo.InvariantCulture, $"HTTP {(int)HttpStatus}");
        if (Code != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(chinese ? "，错误码 " : ", code ")}{Code}");
        }

        text.Append(chinese ? "。" : ". ").Append(Meaning(chinese));
        text.Append(chinese ? "" : " ").Append(Known?.Advice(culture) ?? (IsElsewhere ? CheckAddress : ErrorCodes.AdviceOn(Actions)).In(culture));
        if (PlatformMessage.Length > 0)
        {
            text.Append(chinese ? "平台原文：" : " The platform says: ").Append(OneLine(PlatformMessage)).Append(chinese ? "。" : ".");
        }

        if (TraceId is not null)
        {
            text.Append(chinese ? "追踪 ID：" : " Trace id: ").Append(TraceId).Append(chinese ? "。" : ".");
        }

        return text.ToString();
    }

    // The platform gives a code with a refusal, and redirects nobody.
    private bool IsElsewhere =>
        Host is not null && Code == 0 && (HttpStatus is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed || (int)HttpStatus is >= 300 and < 400);

    private BothLanguages CheckAddress => new(
        $"{Host} may not be the platform: check api_url in bot.yaml.", $"{Host} 可能不是平台的地址，请检查 bot.yaml 中的 api_url。");

    private string Meaning(bool chinese) => (Known, Unreadable, Code) switch
    {
        ({ } known, _, _) => chinese ? known.Meaning.Chinese + "。" : known.Meaning.English + ".",
        (null, true, _) => chinese
            ? "应答不是平台文档所述的格式，可能来自代理或边缘服务器。"
            : "The answer is not what the platform's pages promise; a proxy or an edge server may have given it.",
        (null, false, 0) => chinese ? "平台拒绝了调用，且没有给出错误码。" : "The call was refused without a code.",
        _ => chinese ? "平台文档未列出此错误码。" : "The platform's pages do not list this code.",
    };

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim().TrimEnd('.', '。');
}
