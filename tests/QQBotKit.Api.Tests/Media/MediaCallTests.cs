namespace QQBotKit.Api.Tests;

/// <summary>The shapes in which the platform has answered uploads.</summary>
public class MediaCallTests : ApiTestBase
{
    private static readonly PrepareBody Body = new(MediaKind.Video, 16_777_216, "a.mp4", "m", "s", "b");

    [Theory]
    [InlineData(
        """
        {"upload_id":"U","block_size":"10","parts":[{"index":0,"presigned_url":"http://h/0","block_size":"10"},{"index":1,"presigned_url":"http://h/1","block_size":"7"}],
         "upload_config":{"concurrency":2,"retry_timeout":60,"retry_delay":3}}
        """)]
    [InlineData(
        """
        {"upload_id":"U","block_size":10,"concurrency":2,"retry_timeout":60,"retry_delay":3,
         "parts":[{"index":2,"presigned_url":"http://h/1","block_size":7},{"index":1,"presigned_url":"http://h/0","block_size":10}]}
        """)]
    [InlineData(
        """
        {"upload_id":"U","block_size":"10","upload_config":{"concurrency":"2","retry_timeout":"60","retry_delay":"3"},
         "parts":[{"index":1,"presigned_url":"http://h/0"},{"index":2,"presigned_url":"http://h/1"}]}
        """)]
    public async Task A_plan_is_read_in_each_shape_and_its_parts_lie_in_the_file_in_their_order(string json)
    {
        Answer(200, json);

        var plan = await Api.Media.PrepareAsync(Target.Group("G"), Body);

        (plan.UploadId, plan.UploadConfig).Should().Be(("U", new UploadConfig(2, 60, 3)));
        PartRange.Of(plan, 17).Select(range => (range.Part.PresignedUrl, range.Offset, range.Length)).Should().Equal(("http://h/0", 0, 10), ("http://h/1", 10, 7));
    }

    [Theory]
    [InlineData("""{"upload_id":"U"}""")]
    [InlineData("""{"upload_id":"U","parts":null,"upload_config":null}""")]
    [InlineData("""{"upload_id":"U","parts":[],"upload_config":{"concurrency":0,"retry_timeout":0,"retry_delay":0}}""")]
    public async Task What_a_plan_does_not_say_is_as_the_platform_documents(string json)
    {
        Answer(200, json);

        var plan = await Api.Media.PrepareAsync(Target.Group("G"), Body);

        plan.Parts.Should().BeEmpty();
        plan.UploadConfig.Should().Be(new UploadConfig(1, 300, 1));
        PartRange.Of(plan, 17).Should().BeEmpty("the platform has the file");
    }

    [Theory]
    [InlineData("""{"parts":[{"index":0,"presigned_url":"http://h/0","block_size":"10"}]}""")]
    [InlineData("""{"parts":[{"index":0,"presigned_url":"http://h/0","block_size":"0"}]}""")]
    [InlineData("""{"parts":[{"index":0,"presigned_url":"http://h/0","block_size":"17"},{"index":1,"presigned_url":"http://h/1","block_size":"1"}]}""")]
    [InlineData("""{"parts":[{"index":0,"presigned_url":"","block_size":"17"}]}""")]
    public async Task A_plan_that_does_not_fit_the_file_is_not_followed(string json)
    {
        Answer(200, json);
        var plan = await Api.Media.PrepareAsync(Target.Group("G"), Body);

        FluentActions.Invoking(() => PartRange.Of(plan, 17)).Should().Throw<MediaException>();
    }

    [Fact]
    public void Nothing_is_uploaded_for_guilds()
    {
        FluentActions.Invoking(() => { _ = Api.Media.UploadAsync(Target.Channel("1"), new UploadBody(MediaKind.Image)); }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => { _ = Api.Media.PrepareAsync(Target.Direct("1"), Body); }).Should().Throw<ArgumentException>();
    }
}
