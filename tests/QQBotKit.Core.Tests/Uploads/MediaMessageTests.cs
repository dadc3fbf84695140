using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace QQBotKit.Core.Tests.Uploads;

/// <summary>Messages with media, as authors send them, in every scene.</summary>
public class MediaMessageTests
{
    private static readonly byte[] Png = [0x89, .. "PNG\r\n"u8, 0x1a, (byte)'\n', 1, 2, 3, 4];
    private static readonly Media Picture = Media.FromBytes(Png) with { FileName = "猫.png" };
    private static readonly Media Film = Media.FromStream(_ => Task.FromResult<Stream>(new FilmStream(5000, canSeek: true))) with { FileName = "a.mp4" };

    [Theory]
    [InlineData(Scene.Group)]
    [InlineData(Scene.C2C)]
    [InlineData(Scene.Channel)]
    [InlineData(Scene.Direct)]
    public async Task A_picture_with_words_arrives(Scene scene)
    {
        await using var world = await UploadWorld.StartAsync();
        var place = PlaceOf(world, scene);

        await world.Delivery.SendAsync(place, new Message("看 <3").Attach(Picture), CancellationToken.None);

        var seen = (await world.SeenAsync(place)).Single();
        seen.GetProperty("text").GetString().Should().Be("看 <3");
        seen.GetProperty("media").GetProperty("kind").GetString().Should().Be("image");
        (await world.Http.GetByteArrayAsync(seen.GetProperty("media").GetProperty("url").GetString())).Should().Equal(Png);
    }

    [Theory]
    [InlineData(Scene.Group)]
    [InlineData(Scene.C2C)]
    [InlineData(Scene.Channel)]
    [InlineData(Scene.Direct)]
    public async Task A_picture_from_an_address_is_named_to_the_platform(Scene scene)
    {
        await using var world = await UploadWorld.StartAsync();
        var place = PlaceOf(world, scene);

        await world.Delivery.SendAsync(place, Media.FromUrl("https://example.com/cat.png"), CancellationToken.None);

        (await world.SeenAsync(place)).Single().GetProperty("media").GetProperty("url").GetString().Should().Be("https://example.com/cat.png");
    }

    [Theory]
    [InlineData(Scene.Channel, false)]
    [InlineData(Scene.Channel, true)]
    [InlineData(Scene.Direct, false)]
    public async Task A_guild_takes_pictures_only_and_says_so_before_any_call(Scene scene, bool kindIsGiven)
    {
        await using var world = await UploadWorld.StartAsync();
        var place = PlaceOf(world, scene);
        var film = kindIsGiven ? Film with { Kind = MediaKind.Video } : Film;

        var refusal = (await world.Delivery.Awaiting(delivery => delivery.SendAsync(place, film, CancellationToken.None))
            .Should().ThrowAsync<DeliveryException>()).Which;
        var sent = await world.Delivery.SendAsync(place, new Message(film).OrElse("https://example.com/a.mp4"), CancellationToken.None);

        refusal.Message.Should().Contain("cannot be sent to");
        sent.FallbackReason.Should().Be(refusal.Message);
        (await world.SeenAsync(place)).Single().GetProperty("text").GetString().Should().Be("https://example.com/a.mp4");
    }

    [Fact]
    public async Task What_is_not_what_it_is_called_is_refused_before_any_call_or_replaced()
    {
        await using var world = await UploadWorld.StartAsync();
        var noPicture = Media.FromBytes("hello"u8.ToArray()) with { FileName = "a.png", Kind = MediaKind.Image };

        var refusal = (await world.Delivery.Awaiting(delivery => delivery.SendAsync(world.Group, noPicture, CancellationToken.None))
            .Should().ThrowAsync<DeliveryException>()).Which;
        await world.Delivery.SendAsync(world.Group, new Message(noPicture).OrElse("no picture"), CancellationToken.None);

        refusal.Message.Should().Contain("a.png cannot be sent as a picture").And.Contain("MediaKind.File");
        (await world.SeenAsync(world.Group)).Single().GetProperty("text").GetString().Should().Be("no picture");
        world.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_an_error_and_no_reason_for_something_else()
    {
        await using var world = await UploadWorld.StartAsync();

        var message = new Message(Media.FromFile("/nowhere/a.png")).OrElse("instead");

        var failure = (await world.Delivery.Awaiting(delivery => delivery.SendAsync(world.Group, message, CancellationToken.None))
            .Should().ThrowAsync<DeliveryException>()).Which;
        failure.Message.Should().Contain("a.png cannot be read");
        failure.InnerException.Should().BeAssignableTo<IOException>();
    }

    [Fact]
    public async Task A_file_that_the_platform_refuses_in_the_message_is_uploaded_again_once()
    {
        await using var world = await UploadWorld.StartAsync();
        await world.Delivery.SendAsync(world.Group, Picture, CancellationToken.None);
        var messages = world.PathOf("messages");

        world.Fail(messages, 1, 400, 304080);
        await world.Delivery.SendAsync(world.Group, Picture, CancellationToken.None);
        world.Calls.Should().Equal("files", "files");
        (await world.SeenAsync(world.Group)).Should().HaveCount(2);

        world.Fail(messages, 2, 400, 304080);
        var refusal = (await world.Delivery.Awaiting(delivery => delivery.SendAsync(world.Group, Picture, CancellationToken.None))
            .Should().ThrowAsync<DeliveryException>()).Which;
        refusal.Code.Should().Be(304080);
        world.Calls.Should().HaveCount(3);
    }

    [Fact]
    public async Task Replies_with_media_are_numbered_as_all_are()
    {
        await using var world = await UploadWorld.StartAsync();
        var asked = await AskAsync(world, world.Group);

        await world.Delivery.ReplyAsync(asked, "one", CancellationToken.None);
        await world.Delivery.ReplyAsync(asked, Picture, CancellationToken.None);
        await world.Delivery.ReplyAsync(asked, Picture, CancellationToken.None);

        var seen = (await world.SeenAsync(world.Group)).Where(message => message.GetProperty("from").GetString() == "bot").ToArray();
        seen.Select(message => message.GetProperty("msg_seq").GetInt32()).Should().Equal(1, 2, 3);
        seen.Should().OnlyContain(message => message.GetProperty("reply_to").GetString() == asked.Id);
        world.Calls.Should().Equal("files");
    }

    [Fact]
    public async Task A_quote_is_left_out_where_a_form_cannot_carry_it()
    {
        await using var world = await UploadWorld.StartAsync();
        var asked = await AskAsync(world, world.Channel);

        await world.Delivery.ReplyAsync(asked, new Message("here").Attach(Picture).Quote(asked), CancellationToken.None);
        await world.Delivery.ReplyAsync(asked, new Message("there").Attach(Media.FromUrl("https://example.com/cat.png")).Quote(asked), CancellationToken.None);

        var raw = (await world.SeenAsync(world.Channel)).Skip(1).Select(message => message.GetProperty("raw")).ToArray();
        raw[0].TryGetProperty("message_reference", out _).Should().BeFalse();
        raw[0].GetProperty("msg_id").GetString().Should().Be(asked.Id);
        raw[1].GetProperty("message_reference").GetProperty("message_id").GetString().Should().Be(asked.Id);
    }

    [Fact]
    public async Task That_people_get_a_file_is_told_in_the_log()
    {
        await using var world = await UploadWorld.StartAsync(block: 25 * 1024 * 1024);
        var large = new FilmStream(31 * 1024 * 1024, canSeek: true);

        await world.Delivery.SendAsync(world.User, Media.FromStream(large) with { FileName = "long.mp4" }, CancellationToken.None);

        world.Log.At(LogLevel.Information).Should().Contain(line => line.StartsWith("long.mp4 has 31 MB: people get it as a file", StringComparison.Ordinal));
        (await world.SeenAsync(world.User)).Single().GetProperty("media").GetProperty("kind").GetString().Should().Be("file");
    }

    [Fact]
    public async Task A_quota_that_is_used_up_is_told_with_its_code()
    {
        await using var world = await UploadWorld.StartAsync(volume: 5);

        var refusal = (await world.Delivery.Awaiting(delivery => delivery.SendAsync(world.Group, Picture, CancellationToken.None))
            .Should().ThrowAsync<DeliveryException>()).Which;

        refusal.Code.Should().Be(40093002);
        refusal.Message.Should().Contain("upload volume of the day is used up").And.Contain("tomorrow");
    }

    private static Target PlaceOf(UploadWorld world, Scene scene) => scene switch
    {
        Scene.Group => world.Group,
        Scene.C2C => world.User,
        Scene.Channel => world.Channel,
        _ => world.Direct,
    };

    /// <summary>Somebody says something; the event as the bot gets it.</summary>
    private static async Task<MessageReceived> AskAsync(UploadWorld world, Target place)
    {
        using var said = await world.Http.PostAsJsonAsync(
            "simulator/messages", new { scene = place.Scene == Scene.Group ? "group" : "channel", conversation = place.Id, text = "?" });
        var id = (await said.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("message_id").GetString()!;
        return new MessageReceived { Type = "X", Id = id, Sender = new Sender("u", ""), Content = "?", Text = "?", Conversation = place };
    }
}
