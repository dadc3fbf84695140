using System.Globalization;
using System.Text.Json;
using QQBotKit.Core;
using QQBotKit.Core.Recording;

namespace QQBotKit.Host.Replay;

/// <summary>One line of a recording.</summary>
/// <param name="N">Its place.</param>
/// <param name="At">When it happened.</param>
/// <param name="Bot">The bot.</param>
/// <param name="Line">All of it.</param>
internal sealed record Entry(long N, DateTimeOffset At, string Bot, JsonElement Line)
{
    public JsonElement? Event => Part("event");

    public JsonElement? Call => Part("call");

    public JsonElement? Answer => Part("answer");

    public JsonElement? Ready => Part("ready");

    private JsonElement? Part(string name) => Line.TryGetProperty(name, out var part) ? part : null;
}

/// <summary>What <c>qqbot record</c> wrote.</summary>
internal sealed record Recording(RecordedTexts Texts, IReadOnlyList<string> Bots, IReadOnlyList<string> Owners, IReadOnlyList<Entry> Entries, bool IsTorn, long Lost)
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="texts">The owner's language.</param>
    /// <exception cref="InvalidDataException">It is no recording, or none that this version reads.</exception>
    public static async Task<Recording> ReadAsync(string path, Texts texts)
    {
        var lines = await File.ReadAllLinesAsync(path);
        if (lines.Length == 0 || Parse(lines[0]) is not { ValueKind: JsonValueKind.Object } head || !head.TryGetProperty("qqbot_recording", out var version))
        {
            throw new InvalidDataException(texts.Of(
                $"{path} is no recording: its first line has no \"qqbot_recording\". Make one with qqbot record.", $"{path} 不是录制文件：第一行没有 \"qqbot_recording\"。请用 qqbot record 录制。"));
        }

        if (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != Recorder.Version)
        {
            throw new InvalidDataException(texts.Of(
                $"{path} is a recording of version {version}; this qqbot reads version {Recorder.Version}. Replay it with the qqbot that made it.",
                $"{path} 的录制版本为 {version}，本程序只能读取版本 {Recorder.Version}。请用录制它的 qqbot 回放。"));
        }

        List<Entry> entries = [];
        long lost = 0;
        var isTorn = false;
        for (var i = 1; i < lines.Length; i++)
        {
            if (Parse(lines[i]) is not { ValueKind: JsonValueKind.Object } line)
            {
                // A process that is killed may have been writing the last one.
                isTorn = i == lines.Length - 1 ? true : throw new InvalidDataException(texts.Of($"{path}({i + 1}): this line is no JSON object.", $"{path}({i + 1})：这一行不是 JSON 对象。"));
            }
            else if (line.TryGetProperty("lost", out var left))
            {
                lost += left.GetInt64();
            }
            else
            {
                entries.Add(Read(line) ?? throw new InvalidDataException(texts.Of($"{path}({i + 1}): this line has no n, at and bot.", $"{path}({i + 1})：这一行缺少 n、at 或 bot。")));
            }
        }

        var words = head.TryGetProperty("texts", out var kept) && kept.ValueEquals("mask") ? RecordedTexts.Mask : RecordedTexts.Keep;

        // A call is written when it has its answer.
        return new(words, Strings(head, "bots"), Strings(head, "owners"), [.. entries.OrderBy(entry => entry.N)], isTorn, lost);
    }

    private static Entry? Read(JsonElement line) =>
        line.TryGetProperty("n", out var n) && n.TryGetInt64(out var place)
        && line.TryGetProperty("at", out var at) && DateTimeOffset.TryParse(at.GetString(), CultureInfo.InvariantCulture, out var time)
        && line.TryGetProperty("bot", out var bot) && bot.ValueKind == JsonValueKind.String
            ? new Entry(place, time, bot.GetString()!, line)
            : null;

    private static string[] Strings(JsonElement line, string name) =>
        line.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(item => item.ToString())] : [];

    private static JsonElement? Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, new() { MaxDepth = 512 });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
