using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace QQBotKit.Benchmarks.Loopback;

/// <summary>
/// The least that a program can do: <see cref="ClientWebSocket"/>, <see cref="Utf8JsonReader"/> and one <see cref="HttpClient"/>. It has no
/// sessions, no order, no commands and no way to fail well.
/// </summary>
internal static class BaselineClient
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public static async Task RunAsync(Uri url)
    {
        using var http = new HttpClient { BaseAddress = url };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "QQBot t");
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{url.Authority}/websocket"), default);
        var buffer = new byte[64 * 1024];
        await socket.ReceiveAsync(buffer, default);
        await socket.SendAsync("""{"op":2,"d":{"token":"QQBot t","intents":33554432,"shard":[0,1],"properties":{}}}"""u8.ToArray(), WebSocketMessageType.Text, true, default);
        await socket.ReceiveAsync(buffer, default);

        TimeSpan cpu = default;
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult received;
            do
            {
                received = await socket.ReceiveAsync(buffer.AsMemory(length), default);
                length += received.Count;
            }
            while (!received.EndOfMessage);

            var (content, group, id) = Read(buffer.AsSpan(0, length));
            switch (content)
            {
                case "/ping":
                    _ = AnswerAsync(http, group!, id!);
                    break;
                case "/start":
                    cpu = Environment.CpuUsage.TotalTime;
                    await AnswerAsync(http, group!, id!);
                    break;
                case "/stop":
                    var used = Environment.CpuUsage.TotalTime - cpu;
                    using (await http.PostAsync($"cpu/{used.TotalMicroseconds:0}", null))
                    {
                        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
                        return;
                    }
            }
        }
    }

    private static async Task AnswerAsync(HttpClient http, string group, string id)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes($$"""{"msg_type":0,"content":"pong","msg_id":"{{id}}","msg_seq":1}"""));
        content.Headers.ContentType = Json;
        using var answer = await http.PostAsync($"v2/groups/{group}/messages", content);
        var body = await answer.Content.ReadAsByteArrayAsync();
        _ = ReadId(body);
    }

    private static (string? Content, string? Group, string? Id) Read(ReadOnlySpan<byte> frame)
    {
        var reader = new Utf8JsonReader(frame);
        string? content = null, group = null, id = null;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 2)
            {
                continue;
            }

            if (reader.ValueTextEquals("content"u8))
            {
                reader.Read();
                content = reader.GetString()!.Trim();
            }
            else if (reader.ValueTextEquals("group_openid"u8))
            {
                reader.Read();
                group = reader.GetString();
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                id = reader.GetString();
            }
        }

        return (content, group, id);
    }

    private static string? ReadId(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                return reader.GetString();
            }
        }

        return null;
    }
}
