using System.Globalization;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Control;

/// <summary>The messages of all conversations, for those who look at them from outside.</summary>
internal sealed class MessageApi(SimulatedWorld world, MessageLog log, CancellationToken stopping)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    public void Map(ControlRoutes control) => control.Map("GET", "messages", ReadAsync);

    /// <summary>Reads the seconds that a caller is ready to wait.</summary>
    public static bool TryWait(HttpContext http, out TimeSpan wait)
    {
        var valid = TryNumber(http.Request.Query["wait"], out var seconds);
        wait = TimeSpan.FromSeconds(Math.Min(seconds, LongestWait.TotalSeconds));
        return valid;
    }

    public static bool TryNumber(string? text, out long number)
    {
        number = 0;
        return string.IsNullOrEmpty(text) || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private async Task ReadAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var wanted = query["conversation"].ToString();
        var conversation = world.Conversation(wanted) ?? world.Chats.FirstOrDefault(chat => chat.Members[0].Is(wanted));
        if (wanted.Length > 0 && conversation is null)
        {
            await http.RefuseAsync($"unknown conversation {ControlAnswers.Quote(wanted)}: GET /simulator/world lists them");
            return;
        }

        if (!TryNumber(query["after"], out var after) || !TryWait(http, out var wait))
        {
            await http.RefuseAsync("after and wait are whole numbers from 0: the seq of the last message known, and the seconds to wait for a next one");
            return;
        }

        var found = new List<Message>();
        await GatherAsync(conversation, after, wait, found, http.RequestAborted);
        await http.AnswerAsync(found, static (json, messages) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("messages"u8);
            foreach (var message in messages)
            {
                MessageView.Write(json, message);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private async Task GatherAsync(Conversation? conversation, long after, TimeSpan wait, List<Message> found, CancellationToken aborted)
    {
        var more = log.Read(conversation, ref after, found);
        if (found.Count > 0 || wait == TimeSpan.Zero)
        {
            return;
        }

        // Real time, whatever clock the platform runs on: whoever waits here stands outside the simulated world.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        end.CancelAfter(wait);
        while (found.Count == 0)
        {
            await more.WaitAsync(end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (end.IsCancellationRequested)
            {
                return;
            }

            more = log.Read(conversation, ref after, found);
        }
    }
}
