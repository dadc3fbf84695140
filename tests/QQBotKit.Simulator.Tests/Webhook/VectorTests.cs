using System.Text;
using System.Text.Json;
using Org.BouncyCastle.Math.EC.Rfc8032;
using QQBotKit.Simulator.Webhook;

namespace QQBotKit.Simulator.Tests.Webhook;

/// <summary>The key and the signatures against the platform's own examples and some made with another implementation of Ed25519.</summary>
public class VectorTests
{
    public static TheoryData<string> Names => [.. All.Select(vector => vector.GetProperty("name").GetString()!)];

    private static JsonElement[] All => [.. Sample.Load("webhook-vectors").EnumerateArray()];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_secret_gives_the_key_and_the_key_gives_the_signature(string name)
    {
        var vector = All.Single(vector => Text(vector, "name") == name);
        var key = new WebhookKey(Text(vector, "secret"));
        var content = Encoding.UTF8.GetBytes(Text(vector, "body_or_plain_token"));

        var signature = key.Sign(Text(vector, "timestamp"), content);

        Convert.ToHexStringLower(key.Public).Should().Be(Text(vector, "public_key_hex"));
        signature.Should().Be(Text(vector, "signature_hex"));
        key.Verify(Text(vector, "timestamp"), content, signature.ToUpperInvariant()).Should().BeTrue("hex is hex in either case");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_signed_verifies_with_the_public_key_of_the_vector(string name)
    {
        var vector = All.Single(vector => Text(vector, "name") == name);
        var message = Encoding.UTF8.GetBytes(Text(vector, "timestamp") + "something else");

        var signature = Convert.FromHexString(new WebhookKey(Text(vector, "secret")).Sign(Text(vector, "timestamp"), "something else"u8));

        Ed25519.Verify(signature, 0, Convert.FromHexString(Text(vector, "public_key_hex")), 0, message, 0, message.Length).Should().BeTrue();
    }

    [Fact]
    public void A_signature_of_anything_else_is_refused()
    {
        var key = new WebhookKey("kq7Zp2Lx");
        var signature = key.Sign("1790000001", "token"u8);

        key.Verify("1790000001", "token"u8, signature).Should().BeTrue();
        key.Verify("1790000002", "token"u8, signature).Should().BeFalse();
        key.Verify("01790000001", "token"u8, signature).Should().BeFalse();
        key.Verify("1790000001", "tokeN"u8, signature).Should().BeFalse();
        key.Verify("token", "1790000001"u8, signature).Should().BeFalse("the timestamp comes first");
        key.Verify("1790000001", "token"u8, signature[2..]).Should().BeFalse();
        key.Verify("1790000001", "token"u8, signature + "00").Should().BeFalse();
        key.Verify("1790000001", "token"u8, "x" + signature[1..]).Should().BeFalse();
        key.Verify("1790000001", "token"u8, signature[..^2] + "ff").Should().BeFalse("its top bits must be clear");
        new WebhookKey("kq7Zp2Ly").Verify("1790000001", "token"u8, signature).Should().BeFalse();
    }

    [Fact]
    public void There_is_no_key_without_a_secret()
    {
        var make = () => new WebhookKey("");

        make.Should().Throw<ArgumentException>();
    }

    private static string Text(JsonElement vector, string name) => vector.GetProperty(name).GetString()!;
}
