using QQBotKit.Api;

namespace QQBotKit.Core.Rest;

/// <summary>The platform's code in an answer, read without taking the answer from the caller.</summary>
internal static class AnswerCode
{
    // An error body is a few hundred bytes. What is larger is none, and stays unread.
    private const int LargestErrorBody = 64 * 1024;

    // With a status of success it is shorter still: it has a code and a message.
    private const int LargestErrorInSuccess = 1024;

    /// <summary>The code; 0 if there is none.</summary>
    public static int Of(HttpResponseMessage response)
    {
        var body = response.Content.ReadAsStream();
        if (!body.CanSeek || body.Length is 0 or > LargestErrorBody || (response.IsSuccessStatusCode && body.Length > LargestErrorInSuccess))
        {
            return 0;
        }

        var bytes = body.Length <= LargestErrorInSuccess ? stackalloc byte[(int)body.Length] : new byte[body.Length];
        body.ReadExactly(bytes);
        body.Position = 0;
        return response.IsSuccessStatusCode ? ApiError.ReadIfError(bytes)?.Code ?? 0 : ApiError.Read(bytes).Code;
    }
}
