using System;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using QQBotKit;

/// <summary>Calls over HTTP: with a client of its own that it never ends, as many plugins have, and with the one of the bot.</summary>
public sealed class Http : BotPlugin
{
    private static readonly HttpClient Client = new();

    public override void Configure(IBot bot)
    {
        bot.Http.Timeout = TimeSpan.FromSeconds(5);
        bot.Command("work", async (CancellationToken stopping) =>
        {
            using var server = new TcpListener(IPAddress.Loopback, 0);
            server.Start();
            var answered = AnswerAsync(server, stopping);
            _ = await Client.GetStringAsync(new Uri($"http://{server.LocalEndpoint}/"), stopping);
            await answered;
        });
    }

    private static async Task AnswerAsync(TcpListener server, CancellationToken stopping)
    {
        using var caller = await server.AcceptTcpClientAsync(stopping);
        await using var stream = caller.GetStream();
        _ = await stream.ReadAsync(new byte[4096], stopping);
        await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), stopping);
    }
}
