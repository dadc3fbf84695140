using System;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Runtime.Loader;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using QQBotKit;
using QQBotKit.Api;

/// <summary>Typed calls of the platform, with a copy of their library that is the plugin's own.</summary>
public sealed class Calls : BotPlugin
{
    public override void Configure(IBot bot)
    {
        if (AssemblyLoadContext.GetLoadContext(bot.Api.GetType().Assembly) != AssemblyLoadContext.GetLoadContext(GetType().Assembly))
        {
            throw new InvalidOperationException("The library is the host's.");
        }

        bot.Command("work", async (CancellationToken stopping) =>
        {
            using var server = new TcpListener(IPAddress.Loopback, 0);
            server.Start();
            using var http = new HttpClient { BaseAddress = new Uri($"http://{server.LocalEndpoint}/") };
            var answered = AnswerAsync(server, stopping);
            var role = await new QQBotApi(http).Roles.CreateAsync("9", new() { Name = "n", Hoist = true }, stopping);
            await answered;
            if (role.Role.Name != "n")
            {
                throw new InvalidOperationException(role.ToString());
            }
        });
    }

    private static async Task AnswerAsync(TcpListener server, CancellationToken stopping)
    {
        const string Body = """{"role_id":"5","role":{"id":"5","name":"n","color":1,"hoist":1}}""";
        using var caller = await server.AcceptTcpClientAsync(stopping);
        await using var stream = caller.GetStream();
        _ = await stream.ReadAsync(new byte[4096], stopping);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"), stopping);
    }
}
