using System.Security.Cryptography;
using QQBotKit.Api;

namespace QQBotKit.EndToEnd.Tests.TypedCalls;

public sealed class UploadCallTests : TypedCallTest
{
    private static readonly byte[] File = [.. Enumerable.Range(0, 1000).Select(index => (byte)index)];

    // The platform's digests are these.
    private static readonly string Md5 = Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, File));
    private static readonly string Sha1 = Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.SHA1, File));

    [Fact]
    public async Task A_file_is_uploaded_for_a_group_and_sent() => await UploadAsync(Target.Group(await GroupAsync(0)));

    [Fact]
    public async Task A_file_is_uploaded_for_a_user_and_sent() => await UploadAsync(Target.C2C(await UserAsync(0)));

    [Fact]
    public async Task A_file_is_uploaded_for_a_group_in_parts() => await UploadInPartsAsync(Target.Group(await GroupAsync(0)));

    [Fact]
    public async Task A_file_is_uploaded_for_a_user_in_parts() => await UploadInPartsAsync(Target.C2C(await UserAsync(0)));

    private async Task UploadAsync(Target to)
    {
        var uploaded = await Api.Media.UploadAsync(to, new(MediaKind.File) { FileData = File, FileName = "a.bin" });

        uploaded.FileInfo.Should().NotBeEmpty();
        uploaded.Ttl.Should().BePositive();
        await SendAsync(to, uploaded);
    }

    private async Task UploadInPartsAsync(Target to)
    {
        var prepared = await Api.Media.PrepareAsync(to, new(MediaKind.File, File.Length, "a.bin", Md5, Sha1, Md5));
        var part = prepared.Parts.Should().ContainSingle().Subject;

        // The address is signed: the token stays at home.
        using var http = new HttpClient();
        using var answer = await http.PutAsync(new Uri(part.PresignedUrl), new ByteArrayContent(File));
        answer.IsSuccessStatusCode.Should().BeTrue();
        await Api.Media.FinishPartAsync(to, new(prepared.UploadId, part.Index, File.Length, Md5));
        var uploaded = await Api.Media.UploadAsync(to, new(MediaKind.File) { UploadId = prepared.UploadId, FileName = "a.bin" });

        await SendAsync(to, uploaded);
    }

    private async Task SendAsync(Target to, UploadedFile uploaded)
    {
        var body = new MessageBody { Type = MessageType.Media, Media = new(uploaded.FileInfo) };
        await (to.Scene == Scene.Group ? Api.Messages.SendToGroupAsync(to.Id, body) : Api.Messages.SendToUserAsync(to.Id, body));

        var message = (await MessagesAsync(to.Id)).Should().ContainSingle().Subject;
        ((string?)message["media"]!["name"]).Should().Be("a.bin");
        ((long)message["media"]!["size"]!).Should().Be(File.Length);
    }
}
