using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using QQBotKit.Core.Webhook;

namespace QQBotKit.Core.Tests.Webhook;

public sealed class WebhookKeyTests
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly Dictionary<string, Vector> Vectors = JsonSerializer.Deserialize<Vector[]>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Webhook", "vectors.json")), SnakeCase)!.ToDictionary(vector => vector.Name);

    public static TheoryData<string> Names => [.. Vectors.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_key_signs_and_verifies_as_the_platform_does(string name)
    {
        var vector = Vectors[name];
        var key = new WebhookKey(vector.Secret);

        Convert.ToHexStringLower(key.PublicKey).Should().Be(vector.PublicKeyHex);
        Convert.ToHexStringLower(vector.Message).Should().Be(vector.MessageHex);
        key.Sign(vector.Message).Should().Be(vector.SignatureHex);
        key.Verify(vector.SignatureHex, vector.Message).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Both_cases_of_a_signature_are_read(string name)
    {
        var vector = Vectors[name];

        new WebhookKey(vector.Secret).Verify(vector.SignatureHex.ToUpperInvariant(), vector.Message).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_flipped_bit_of_a_message_or_a_signature_verifies(string name)
    {
        var vector = Vectors[name];
        var key = new WebhookKey(vector.Secret);
        for (var i = 0; i < vector.Message.Length; i++)
        {
            var changed = vector.Message.ToArray();
            changed[i] ^= 1;
            key.Verify(vector.SignatureHex, changed).Should().BeFalse($"byte {i} of the message was changed");
        }

        for (var i = 0; i < 64; i++)
        {
            var changed = Convert.FromHexString(vector.SignatureHex);
            changed[i] ^= 1;
            key.Verify(Convert.ToHexStringLower(changed), vector.Message).Should().BeFalse($"byte {i} of the signature was changed");
        }
    }

    [Theory]
    [InlineData(0x20)]
    [InlineData(0x40)]
    [InlineData(0x80)]
    [InlineData(0xE0)]
    public void A_signature_with_one_of_its_three_highest_bits_does_not_verify(int bits)
    {
        var vector = Vectors["official-validation"];
        var signature = Convert.FromHexString(vector.SignatureHex);
        signature[63] |= (byte)bits;

        new WebhookKey(vector.Secret).Verify(Convert.ToHexStringLower(signature), vector.Message).Should().BeFalse();
    }

    [Fact]
    public void Only_64_bytes_of_hexadecimal_text_are_a_signature()
    {
        var vector = Vectors["official-event-pretty-body"];
        var key = new WebhookKey(vector.Secret);
        string[] others =
        [
            "", "00", vector.SignatureHex[..126], vector.SignatureHex[..127], vector.SignatureHex + "0", vector.SignatureHex + "00",
            $"{vector.SignatureHex[..127]}g", $" {vector.SignatureHex[1..]}", $"0x{vector.SignatureHex[2..]}", new('０', 128),
        ];

        others.Should().OnlyContain(other => !key.Verify(other, vector.Message));
    }

    [Fact]
    public void The_bytes_that_were_sent_count_not_what_they_mean()
    {
        var vector = Vectors["official-event-pretty-body"];
        var key = new WebhookKey(vector.Secret);
        string[] others =
        [
            vector.BodyOrPlainToken + vector.Timestamp,
            $"0{vector.Timestamp}{vector.BodyOrPlainToken}",
            $" {vector.Timestamp}{vector.BodyOrPlainToken}",
            $"{vector.Timestamp} {vector.BodyOrPlainToken}",
            $"{vector.Timestamp}{vector.BodyOrPlainToken}\n",
            $"{vector.Timestamp}{vector.BodyOrPlainToken.ReplaceLineEndings("\r\n")}",
            vector.Timestamp + JsonNode.Parse(vector.BodyOrPlainToken)!.ToJsonString(),
            vector.Timestamp + """{ "op": 0,"d": {}, "t": "GATEWAY_EVENT_NAME"}""",
        ];

        others.Should().OnlyContain(other => !key.Verify(vector.SignatureHex, Encoding.UTF8.GetBytes(other)));
    }

    [Fact]
    public void The_one_line_body_of_the_platforms_page_has_another_signature() =>
        new WebhookKey(Vectors["official-event-pretty-body"].Secret).Verify(
            "2eb9983ebb8bb209e78fd095942f58e442656656e7975d01e64f9023a84b7c964290fdd40e5500c33867ccfe9563b7e0b6bac0e1d42c13e787b304fd51f71102",
            """1725442341{ "op": 0,"d": {}, "t": "GATEWAY_EVENT_NAME"}"""u8).Should().BeTrue();

    [Fact]
    public void Another_secret_does_not_verify()
    {
        var vector = Vectors["own-20-char-secret-unicode"];

        new WebhookKey(vector.Secret + "x").Verify(vector.SignatureHex, vector.Message).Should().BeFalse();
    }

    [Fact]
    public void An_empty_secret_makes_no_key() => FluentActions.Invoking(() => new WebhookKey("")).Should().Throw<ArgumentException>();

    private sealed record Vector(
        string Name, string Secret, string PublicKeyHex, string Timestamp, string BodyOrPlainToken, string MessageHex, string SignatureHex)
    {
        public byte[] Message { get; } = Encoding.UTF8.GetBytes(Timestamp + BodyOrPlainToken);
    }
}
