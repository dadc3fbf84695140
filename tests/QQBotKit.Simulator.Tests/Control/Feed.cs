using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Control;

/// <summary>A reader of <c>GET /simulator/stream</c>.</summary>
internal sealed class Feed : IDisposable
{
    private readonly StreamReader _reader;

    private Feed(StreamReader reader) => _reader = reader;

    /// <summary>The id of the last event.</summary>
    public string? LastId { get; private set; }

    /// <summary>Opens the stream; what happens from now on is read from it.</summary>
    public static async Task<Feed> OpenAsync(Platform platform, string query = "")
    {
        var reader = new StreamReader(await platform.Http.GetStreamAsync($"/simulator/stream{query}"));
        (await LineAsync(reader)).Should().Be(": open");
        (await LineAsync(reader)).Should().BeEmpty();
        return new(reader);
    }

    public async Task<(string Type, JsonElement Data)> ReadAsync()
    {
        var (type, data) = ("", default(JsonElement));
        while (await LineAsync(_reader) is { Length: > 0 } line)
        {
            var (name, value) = (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]);
            switch (name)
            {
                case "id":
                    LastId = value;
                    break;
                case "event":
                    type = value;
                    break;
                case "data":
                    data = JsonSerializer.Deserialize<JsonElement>(value);
                    break;
            }
        }

        return (type, data);
    }

    public async Task<JsonElement> ReadAsync(string type)
    {
        var (found, data) = await ReadAsync();
        found.Should().Be(type);
        return data;
    }

    public void Dispose() => _reader.Dispose();

    private static async Task<string> LineAsync(StreamReader reader)
    {
        using var patience = new CancellationTokenSource(Platform.Patience);
        return await reader.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException("The stream has ended.");
    }
}
