using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace QQBotKit.Core.Delivery.Waiting;

/// <summary>Where messages that wait are kept: each in a file, and the content of its media in others beside it. In memory alone where there is no folder.</summary>
internal sealed partial class WaitingFiles(string? folder, ILogger log)
{
    /// <summary>So many bytes of media wait at most.</summary>
    public const long MostBytes = 500L * 1024 * 1024;

    private const long MostBytesInMemory = 50L * 1024 * 1024;
    private const string Messages = ".json";
    private const string Contents = ".media";
    private const string Unfinished = ".new";

    private readonly ConcurrentDictionary<string, byte[]> _inMemory = new();
    private long _bytes;

    /// <summary>How many bytes of media may wait.</summary>
    public long Most => folder is null ? MostBytesInMemory : MostBytes;

    /// <summary>Reads what earlier processes left, in its order, and clears away what they had not finished.</summary>
    public IReadOnlyList<WaitingMessage> Load()
    {
        var paths = List();
        var read = Array.ConvertAll(Array.FindAll(paths, path => path.EndsWith(Messages, StringComparison.Ordinal)), Read);
        var kept = read.OfType<WaitingMessage>().OrderBy(message => message.Number).ToArray();
        _bytes = kept.SelectMany(message => message.Media).Sum(media => media.Bytes);

        // What cannot be read may need any of the contents.
        var needed = read.Contains(null) ? null : kept.SelectMany(message => message.Media).Select(media => media.File).ToHashSet();
        foreach (var path in paths)
        {
            if (path.EndsWith(Unfinished, StringComparison.Ordinal)
                || (path.EndsWith(Contents, StringComparison.Ordinal) && needed?.Contains(Path.GetFileName(path)) == false))
            {
                TryDelete(path);
            }
        }

        return kept;
    }

    /// <summary>Writes a message, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(WaitingMessage message)
    {
        if (folder is null)
        {
            return;
        }

        Directory.CreateDirectory(folder);
        var path = PathOf(message);
        File.WriteAllBytes(path + Unfinished, JsonSerializer.SerializeToUtf8Bytes(message, WaitingJson.Default.WaitingMessage));
        File.Move(path + Unfinished, path, overwrite: true);
    }

    /// <summary>The message waits no more. Its file goes before its media: what has a file has all that it needs.</summary>
    public void Delete(WaitingMessage message)
    {
        if (folder is not null)
        {
            TryDelete(PathOf(message));
        }

        Discard(message.Media);
    }

    /// <summary>Keeps the content of media.</summary>
    /// <param name="size">How many bytes that are.</param>
    /// <param name="copy">Writes them.</param>
    /// <returns>Its name; null where there is no room for it.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async Task<string?> KeepAsync(long size, Func<Stream, Task> copy)
    {
        if (Interlocked.Add(ref _bytes, size) > Most)
        {
            Interlocked.Add(ref _bytes, -size);
            return null;
        }

        var name = $"{Guid.NewGuid():N}{Contents}";
        try
        {
            if (folder is null)
            {
                var bytes = new byte[size];
                using var memory = new MemoryStream(bytes);
                await copy(memory);
                _inMemory[name] = bytes;
                return name;
            }

            Directory.CreateDirectory(folder);
            await using var file = new FileStream(Path.Combine(folder, name), new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Options = FileOptions.Asynchronous,
                PreallocationSize = size,
                BufferSize = 0,
            });
            await copy(file);
            return name;
        }
        catch
        {
            Discard([new WaitingMedia(null, name, size, null, null)]);
            throw;
        }
    }

    /// <summary>What is sent.</summary>
    public Media Open(WaitingMedia media) => (media switch
    {
        { Url: { } url } => Media.FromUrl(url),
        { File: { } name } when _inMemory.TryGetValue(name, out var bytes) => Media.FromBytes(bytes),
        { File: var name } => Media.FromFile(Path.Combine(folder ?? "", name ?? "")),
    }) with
    { Kind = media.Kind, FileName = media.FileName };

    /// <summary>Nobody needs these any more.</summary>
    public void Discard(IEnumerable<WaitingMedia> media)
    {
        foreach (var (_, name, bytes, _, _) in media)
        {
            if (name is null)
            {
                continue;
            }

            Interlocked.Add(ref _bytes, -bytes);
            if (!_inMemory.TryRemove(name, out _) && folder is not null)
            {
                TryDelete(Path.Combine(folder, name));
            }
        }
    }

    private string[] List()
    {
        try
        {
            return folder is not null && Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(folder!, e.Message);
            return [];
        }
    }

    private string PathOf(WaitingMessage message) => Path.Combine(folder!, $"{message.Number:D12}{Messages}");

    private WaitingMessage? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), WaitingJson.Default.WaitingMessage) is { Forms: [[..], ..] } message
                ? message
                : throw new JsonException("It has no message.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            LogUnreadable(path, e.Message);
            return null;
        }
    }

    private void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogStays(path, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path}, of messages that wait, cannot be read and is left where it is: {Reason}")]
    private partial void LogUnreadable(string path, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path}, of a message that waits no more, cannot be deleted: {Reason} If it is a message, the next process may send it again")]
    private partial void LogStays(string path, string reason);
}
