using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Media;

public class GuildImageTests
{
    private static readonly byte[] Jpg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, (byte)'J', (byte)'F', (byte)'I', (byte)'F'];

    [Fact]
    public async Task A_form_carries_a_picture_with_its_words()
    {
        await using var platform = await Platform.StartAsync();
        var (places, online) = await ReadyAsync(platform);
        using var _ = online;

        (await SendAsync(platform, places.Channel, Jpg, ("content", "看 &lt;3"))).Should().Be((HttpStatusCode.OK, 0));

        var message = (await platform.MessagesAsync(places.Channel)).Single();
        message.GetProperty("text").GetString().Should().Be("看 <3");
        message.GetProperty("media").GetProperty("name").GetString().Should().Be("cat.jpg");
        (await platform.Http.GetByteArrayAsync(message.GetProperty("media").GetProperty("url").GetString())).Should().Equal(Jpg);
    }

    [Fact]
    public async Task Objects_in_a_form_are_read_bare_and_wrapped()
    {
        await using var platform = await Platform.StartAsync();
        var (places, online) = await ReadyAsync(platform);
        using var _ = online;

        (await SendAsync(platform, places.Channel, null, ("embed", """{"title":"a"}"""))).Status.Should().Be(HttpStatusCode.OK);
        (await SendAsync(platform, places.Channel, null, ("embed", """{"embed":{"title":"b"}}"""))).Status.Should().Be(HttpStatusCode.OK);

        (await platform.MessagesAsync(places.Channel)).Select(message => message.GetProperty("raw").GetProperty("embed").GetProperty("title").GetString())
            .Should().Equal("a", "b");
    }

    [Fact]
    public async Task What_cannot_be_is_refused()
    {
        await using var platform = await Platform.StartAsync();
        var (places, online) = await ReadyAsync(platform);
        using var _ = online;

        (await SendAsync(platform, places.Channel, [1, 2, 3])).Code.Should().Be(304010);
        (await SendAsync(platform, places.Channel, null, ("embed", "no object"))).Code.Should().Be(50035);
        (await SendAsync(platform, places.Channel, null, ("content", ""))).Code.Should().Be(50006);
    }

    private static async Task<(Places Places, Socket Online)> ReadyAsync(Platform platform)
    {
        await platform.LogInAsync();
        return (await Places.OfAsync(platform), (await platform.IdentifyAsync(0)).Socket);
    }

    private static async Task<(HttpStatusCode Status, int Code)> SendAsync(Platform platform, string channel, byte[]? image, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        if (image is not null)
        {
            var file = new ByteArrayContent(image) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } };
            form.Add(file, "file_image", "cat.jpg");
        }

        using var answer = await platform.Http.PostAsync($"/channels/{channel}/messages", form);
        var body = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, body.TryGetProperty("code", out var code) ? code.GetInt32() : 0);
    }
}
