using static QQBotKit.Api.Tests.Contract.ContractRow;

namespace QQBotKit.Api.Tests.Contract;

/// <summary>What is uploaded: the same for one person as for a group.</summary>
internal static class MediaRows
{
    public static IEnumerable<ContractRow> All => [.. For("c2c", Target.C2C(Ids.Person)), .. For("group", Target.Group(Ids.Group))];

    private static IEnumerable<ContractRow> For(string scene, Target to) =>
    [
        Of($"{scene}.upload", api => api.Media.UploadAsync(to, new(MediaKind.Voice) { Url = "https://x/a.silk", FileName = "a.silk", SrvSendMsg = true }),
            """{"file_type":3,"url":"https://x/a.silk","file_name":"a.silk","srv_send_msg":true}""")
            .Reads("""{"file_uuid":"u","file_info":"i","ttl":3600,"id":"1"}""", new UploadedFile("i", "u", 3600, "1")),
        Of($"{scene}.upload", api => api.Media.UploadAsync(to, new(MediaKind.Image) { FileData = new byte[] { 0xFB, 0xEF, 0xFF } }),
            """{"file_type":1,"file_data":"++//","srv_send_msg":false}""")
            .Reads("""{"file_uuid":"u","file_info":"i","ttl":0}""", new UploadedFile("i", "u")),
        Of($"{scene}.upload", api => api.Media.UploadAsync(to, new(MediaKind.Video) { UploadId = "U", FileName = "a.mp4" }),
            """{"file_type":2,"file_name":"a.mp4","upload_id":"U","srv_send_msg":false}""")
            .Reads("""{"file_uuid":"u","file_info":"i","ttl":"3600","raw_url":"https://r"}""", new UploadedFile("i", "u", 3600, "", "https://r")),
        Of($"{scene}.upload_prepare", api => api.Media.PrepareAsync(to, new(MediaKind.Video, 16_777_216, "a.mp4", "m", "s", "b")),
            """{"file_type":2,"file_size":"16777216","file_name":"a.mp4","md5":"m","sha1":"s","md5_10m":"b"}""")
            .Reads(
                """
                {"upload_id":"U","block_size":"10","parts":[{"index":0,"presigned_url":"http://h/0","block_size":"10"},{"index":1,"presigned_url":"http://h/1","block_size":"7"}],
                 "upload_config":{"concurrency":2,"retry_timeout":60,"retry_delay":3}}
                """,
                new PreparedUpload("U", 10, [new(0, "http://h/0", 10), new(1, "http://h/1", 7)], new(2, 60, 3)))
            .Reads(
                """
                {"upload_id":"U","block_size":10,"concurrency":2,"retry_timeout":60,"retry_delay":3,
                 "parts":[{"index":2,"presigned_url":"http://h/1","block_size":7},{"index":1,"presigned_url":"http://h/0","block_size":10}]}
                """,
                new PreparedUpload("U", 10, [new(1, "http://h/0", 10), new(2, "http://h/1", 7)], new(2, 60, 3)))
            .Reads("""{"upload_id":"U","parts":null,"upload_config":null}""", new PreparedUpload("U", 0, [], new(1, 300, 1))),
        Of($"{scene}.upload_part_finish", api => api.Media.FinishPartAsync(to, new("U", 1, 5_242_880, "m")),
            """{"upload_id":"U","part_index":1,"block_size":"5242880","md5":"m"}"""),
    ];
}
