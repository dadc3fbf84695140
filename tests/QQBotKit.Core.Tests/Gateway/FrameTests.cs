using System.Text;
using System.Text.Json.Nodes;
using QQBotKit.Core.Gateway;

namespace QQBotKit.Core.Tests.Gateway;

public class FrameTests
{
    public static TheoryData<string> AllSamples => [.. Samples.Names];

    [Fact]
    public void There_are_7_control_frames_and_73_events()
    {
        Samples.Names.Count(name => name.StartsWith('_')).Should().Be(7);
        Samples.Names.Count(name => !name.StartsWith('_')).Should().Be(73);
    }

    [Theory]
    [MemberData(nameof(AllSamples))]
    public void Every_sample_keeps_every_part_of_its_envelope(string name)
    {
        var bytes = Samples.Read(name);
        var expected = JsonNode.Parse(bytes)!.AsObject();

        Frame.TryRead(bytes, out var frame, out var error).Should().BeTrue(error);

        ((int)frame.Op).Should().Be((int)expected["op"]!);
        frame.Seq.Should().Be((long?)expected["s"]);
        Encoding.UTF8.GetString(frame.Type.Span).Should().Be((string?)expected["t"] ?? "");
        Encoding.UTF8.GetString(frame.Id.Span).Should().Be((string?)expected["id"] ?? "");
        if (expected.ContainsKey("d"))
        {
            JsonNode.DeepEquals(JsonNode.Parse(frame.Data.Span), expected["d"]).Should().BeTrue();
        }
        else
        {
            frame.Data.IsEmpty.Should().BeTrue();
        }
    }

    [Theory]
    [InlineData("""{"d":{"op":7,"s":1},"t":"X","s":5,"op":0}""", 0, 5L, "X")]
    [InlineData("""{"op":"0","s":"5","t":"X"}""", 0, 5L, "X")]
    [InlineData("""{"op":0,"s":null,"t":null,"d":null}""", 0, null, "")]
    [InlineData("""{"op":0,"s":{"a":1},"t":["x"],"future":{"op":9}}""", 0, null, "")]
    [InlineData("""{"op":0,"t":"\u0041B"}""", 0, null, "AB")]
    public void An_envelope_is_read_leniently(string json, int op, long? seq, string type)
    {
        Frame.TryRead(Encoding.UTF8.GetBytes(json), out var frame, out _).Should().BeTrue();

        ((int)frame.Op).Should().Be(op);
        frame.Seq.Should().Be(seq);
        Encoding.UTF8.GetString(frame.Type.Span).Should().Be(type);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("""{"op":99999999999999}""")]
    [InlineData("""{"op":0""")]
    [InlineData("""{"op":0} trailing""")]
    [InlineData("""{"op":0,"t":"\ud800"}""")]
    [InlineData("""{"op":0,"t":"X","id":"\udc00"}""")]
    public void What_is_no_frame_is_refused_with_a_reason_that_quotes_nothing_of_it(string json)
    {
        Frame.TryRead(Encoding.UTF8.GetBytes(json), out _, out var error).Should().BeFalse();

        error.Should().NotBeNullOrEmpty();
        error.Should().NotContain("trailing").And.NotContain("9999");
    }

    [Fact]
    public void Broken_utf8_is_refused_even_inside_a_text()
    {
        byte[] bytes = [.. """{"op":0,"d":{"content":" """u8, 0xC3, 0x28, .. "\"}}"u8];

        Frame.TryRead(bytes, out _, out var error).Should().BeFalse();

        error.Should().Contain("UTF-8");
    }

    [Fact]
    public void A_deeply_nested_frame_is_read()
    {
        var json = $$"""{"op":0,"t":"X","d":{{new string('[', 500)}}{{new string(']', 500)}}}""";

        Frame.TryRead(Encoding.UTF8.GetBytes(json), out var frame, out var error).Should().BeTrue(error);

        frame.Data.Length.Should().Be(1000);
    }

    [Fact]
    public void Reading_an_envelope_allocates_nothing()
    {
        ReadOnlyMemory<byte> bytes = Samples.Read("GROUP_MESSAGE_CREATE");
        Frame.TryRead(bytes, out _, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Frame.TryRead(bytes, out _, out _);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }
}
