using QQBotKit.Core.Configuration;
using QQBotKit.Core.Rest;
using QQBotKit.Limits;

namespace QQBotKit.Core.Tests.Rest;

/// <summary>How often active messages go, by the platform's own numbers.</summary>
public sealed class ActiveRateTests : IDisposable
{
    private static readonly CallRoute ToGroup = Route(Scene.Group);
    private readonly TestClock _clock = new();
    private readonly TestLog _log = new();
    private RateLimits? _limits;

    public void Dispose() => _limits?.Dispose();

    [Theory]
    [InlineData(false, 30)]
    [InlineData(true, 60)]
    public void A_bot_is_active_in_all_groups_together_as_often_as_its_owner_may(bool isCertified, int inMinute)
    {
        _limits = Limits(isCertified);

        Enumerable.Range(0, 100).Count(group => IsFree(ToGroup, (ulong)group)).Should().Be(inMinute);
        IsFree(ToGroup, 1, isActive: false).Should().BeTrue("a reply is no active message");
        IsFree(Route(Scene.C2C), 1).Should().BeTrue("people are another matter");
        _clock.Advance(60);
        IsFree(ToGroup, 1).Should().BeTrue();
    }

    [Fact]
    public void A_bot_is_active_with_people_as_often_in_a_second_and_in_a_minute_as_it_may()
    {
        _limits = Limits(isCertified: false);
        var person = 0UL;
        int InSecond()
        {
            _clock.Advance(1);
            return Enumerable.Range(0, 20).Count(_ => IsFree(Route(Scene.C2C), person++));
        }

        Enumerable.Range(0, 8).Select(_ => InSecond()).Should().Equal(5, 5, 5, 5, 5, 5, 0, 0);
    }

    [Fact]
    public void One_conversation_takes_twenty_in_a_minute_and_holds_up_no_other()
    {
        _limits = Limits(isCertified: true);

        Enumerable.Range(0, 30).Count(_ => IsFree(ToGroup, 1)).Should().Be(20);
        IsFree(ToGroup, 2).Should().BeTrue();
    }

    [Fact]
    public void The_messages_of_a_day_are_not_waited_for()
    {
        _limits = Limits(isCertified: false);

        Enumerable.Range(0, 100).Should().OnlyContain(_ => IsFree(Route(Scene.Direct), 1), "200 in a day are no rate");
    }

    [Fact]
    public async Task What_waited_too_long_is_told_the_limit_of_active_messages_by_its_name_in_the_file()
    {
        _limits = Limits(isCertified: false);
        Enumerable.Range(0, 20).Should().OnlyContain(_ => IsFree(ToGroup, 1));
        var waiting = Enumerable.Range(0, 21).Select(_ => _limits.AcquireAsync(Call(ToGroup, 1)).AsTask()).ToArray();

        _clock.Advance(59);
        waiting.Should().OnlyContain(call => !call.IsCompleted);
        _clock.Advance(1.1);

        var leases = await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(20));
        leases.Count(lease => lease.IsAcquired).Should().Be(20);
        leases.Single(lease => !lease.IsAcquired).TryGetMetadata(RateLease.Refusal, out var refusal).Should().BeTrue();
        refusal!.IsOfActive.Should().BeTrue();
        refusal.Text.English.Should().Contain("group.active.conversation (20/60 s)");
    }

    private static CallRoute Route(Scene scene) => new($"POST {scene}", []) { Scene = scene };

    private RateLimits Limits(bool isCertified) => new(PlatformLimits.Default, isCertified, new RateSettings(), _clock, _log);

    private static OutgoingCall Call(CallRoute route, ulong conversation, bool isActive = true) => new(route, conversation, "a", isActive);

    private bool IsFree(CallRoute route, ulong conversation, bool isActive = true) => _limits!.AttemptAcquire(Call(route, conversation, isActive)).IsAcquired;
}
