using System.Runtime.CompilerServices;
using static QQBotKit.Core.Tests.Commands.CommandFixture;

namespace QQBotKit.Core.Tests.Commands;

public sealed class CommandResultTests
{
    public static TheoryData<Delegate, string?> Replies => new()
    {
        { () => "hi", "hi" },
        { () => new Message("hi"), "hi" },
        { () => Task.FromResult("hi"), "hi" },
        { () => Task.FromResult(new Message("hi")), "hi" },
        { () => ValueTask.FromResult("hi"), "hi" },
        { () => ValueTask.FromResult(new Message("hi")), "hi" },
        { async () => { await Task.Yield(); return "hi"; }, "hi" },
        { async ValueTask<Message> () => { await Task.Yield(); return "hi"; }, "hi" },
        { () => Stream("h", "i"), "hi" },
        { () => { }, null },
        { () => Task.CompletedTask, null },
        { async () => await Task.Yield(), null },
        { () => ValueTask.CompletedTask, null },
        { string? () => null, null },
        { Message? () => null, null },
        { () => Task.FromResult<string?>(null), null },
        { () => ValueTask.FromResult<Message?>(null), null },
        { Task<string>? () => null, null },
        { Task? () => null, null },
        { IAsyncEnumerable<string>? () => null, null },
        { () => Stream(), null },
        { (CommandContext context) => context.ReplyAsync("sent by itself"), null },
        { async ValueTask<SentMessage> (CommandContext context) => await context.ReplyAsync("sent by itself"), null },
    };

    [Theory]
    [MemberData(nameof(Replies), DisableDiscoveryEnumeration = true)]
    public async Task What_a_handler_returns_is_the_reply(Delegate handler, string? reply) =>
        (await AnswerAsync(handler)).Should().Be(reply);

    [Fact]
    public async Task Media_that_a_handler_returns_is_the_reply()
    {
        var media = Media.FromBytes(new byte[] { 1 });
        foreach (var handler in new Delegate[]
        {
            () => media,
            () => Task.FromResult(media),
            async ValueTask<Media> () => { await Task.Yield(); return media; },
        })
        {
            (await CallAsync(handler)).Reply.Should().Be(new Message(media));
        }

        (await CallAsync(Media? () => null)).Reply.Should().BeNull();
    }

    [Fact]
    public async Task A_task_without_a_result_is_waited_for()
    {
        var gate = new TaskCompletionSource();
        foreach (var handler in new Delegate[]
        {
            () => gate.Task,
            () => new ValueTask(gate.Task),
            async (CommandContext context) => { await gate.Task; return await context.ReplyAsync("x"); },
        })
        {
            gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var call = CallAsync(handler);
            call.IsCompleted.Should().BeFalse();
            gate.SetResult();
            await call.WaitAsync(TimeSpan.FromSeconds(10));
        }
    }

    [Theory]
    [InlineData(typeof(int))]
    [InlineData(typeof(object))]
    [InlineData(typeof(Task<int>))]
    [InlineData(typeof(IEnumerable<string>))]
    public void Any_other_return_type_is_refused(Type type)
    {
        var handler = System.Linq.Expressions.Expression.Lambda(System.Linq.Expressions.Expression.Default(type)).Compile();
        FluentActions.Invoking(() => Command("roll", handler)).Should().Throw<ArgumentException>()
            .WithMessage("*\"roll\" returns*which is no reply. Allowed are void, string, Message, Media, Task,*IAsyncEnumerable<string>*");
    }

    [Fact]
    public void Async_void_is_refused() =>
        FluentActions.Invoking(() => Command("roll", new Action(AsyncVoid))).Should().Throw<ArgumentException>()
            .WithMessage("*\"roll\" is async void*Let it return Task*");

    [Fact]
    public async Task What_a_handler_throws_comes_through_as_it_was_thrown()
    {
        foreach (var handler in new Delegate[] { Fail, FailAsync, FailingStream, (int n) => Fail() })
        {
            // The runtime calls a method in another way from the second call on.
            var command = Command("t", handler);
            var text = handler.Method.GetParameters().Length > 0 ? "/t 1" : "/t";
            for (var call = 0; call < 4; call++)
            {
                var thrown = await FluentActions.Awaiting(() => AnswerAsync(command, Message(text))).Should().ThrowExactlyAsync<AuthorException>();
                thrown.Which.StackTrace.Should().Contain(nameof(Fail));
            }
        }
    }

    [Fact]
    public async Task A_stream_sees_the_end_of_the_scope()
    {
        using var ending = new CancellationTokenSource();
        var call = CallAsync(Command("t", () => Endless()), Message("/t"), ending.Token);
        await ending.CancelAsync();
        await FluentActions.Awaiting(() => call.WaitAsync(TimeSpan.FromSeconds(10))).Should().ThrowAsync<OperationCanceledException>();
    }

    private static string Fail() => throw new AuthorException();

    private static async Task<string> FailAsync()
    {
        await Task.Yield();
        return Fail();
    }

    private static async IAsyncEnumerable<string> FailingStream()
    {
        yield return "a";
        await Task.Yield();
        yield return Fail();
    }

    private static async IAsyncEnumerable<string> Stream(params string[] parts)
    {
        foreach (var part in parts)
        {
            await Task.Yield();
            yield return part;
        }
    }

    private static async IAsyncEnumerable<string> Endless([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        yield return "";
    }

    private static async void AsyncVoid() => await Task.Yield();

    private sealed class AuthorException : Exception;
}
