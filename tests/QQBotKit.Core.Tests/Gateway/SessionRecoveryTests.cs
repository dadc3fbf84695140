using QQBotKit.Core.Gateway;
using Kind = QQBotKit.Core.Gateway.SessionInputKind;

namespace QQBotKit.Core.Tests.Gateway;

/// <summary>How a session recovers when one attempt after the other fails.</summary>
public class SessionRecoveryTests
{
    private static readonly SessionInput[] Connect = [new(Kind.Opened), new(Kind.Hello, 45000)];
    private static readonly SessionState Ready = After(default, [.. Connect, new(Kind.Ready, 1, "old")]);

    [Fact]
    public void An_expired_session_is_resumed_once()
    {
        var resuming = After(Ready, [new(Kind.Closed, 4009), .. Connect]);
        resuming.Phase.Should().Be(SessionPhase.Resuming);

        After(resuming, new SessionInput(Kind.Closed, 4009)).SessionId.Should().BeNull();
    }

    [Fact]
    public void The_third_resume_that_the_platform_wants_to_have_again_is_followed_by_a_new_session_after_a_pause()
    {
        var state = Ready;
        for (var i = 0; i < Session.MaxRefusedResumes; i++)
        {
            state = After(state, [new(Kind.Closed), .. Connect]);
            state.Phase.Should().Be(SessionPhase.Resuming);
            state = After(state, new SessionInput(Kind.SessionInvalid, Flag: true));
        }

        state = After(state, new SessionInput(Kind.Closed));
        state.SessionId.Should().BeNull();
        state.LeastDelay.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Five_invalid_sessions_in_a_row_are_followed_by_a_minute_and_by_a_word_about_the_usual_cause()
    {
        var state = default(SessionState);
        for (var i = 1; i <= 6; i++)
        {
            state = After(state, [.. Connect, new(Kind.SessionInvalid), new(Kind.Closed)]);
            state.Phase.Should().Be(SessionPhase.Disconnected);
            if (i < 5)
            {
                state.Delay.Should().BeLessThan(TimeSpan.FromMinutes(1));
                state.Ended!.English.Should().NotContain("intents");
            }
            else
            {
                state.LeastDelay.Should().Be(TimeSpan.FromMinutes(1));
                state.Ended!.English.Should().Contain("token").And.Contain("intents");
            }
        }
    }

    [Fact]
    public void A_ready_session_begins_the_count_of_invalid_ones_anew()
    {
        var state = default(SessionState);
        for (var i = 1; i <= 20; i++)
        {
            state = After(state, [.. Connect, i % 4 == 0 ? new(Kind.Ready, 1, $"{i}") : new(Kind.SessionInvalid), new(Kind.Closed, 4006)]);
            state.Ended!.English.Should().NotContain("intents");
        }
    }

    [Fact]
    public void Three_quick_ends_in_a_row_cost_the_session_and_a_minute()
    {
        var state = Ready;
        for (var i = 1; i <= 3; i++)
        {
            state.SessionId.Should().Be("old");
            state = After(state, [new(Kind.Closed, 4000, Quick: true), new(Kind.Opened)]);
        }

        state.SessionId.Should().BeNull();
        state.LeastDelay.Should().Be(TimeSpan.FromMinutes(1));
        state.Ended!.English.Should().Contain("right after they were opened");
    }

    [Fact]
    public void Quick_ends_of_the_network_cost_nothing_but_time()
    {
        var state = Ready;
        for (var i = 0; i < 8; i++)
        {
            state = After(state, [new(Kind.Closed, 1006, Quick: true), .. Connect]);
            state.Phase.Should().Be(SessionPhase.Resuming);
        }
    }

    [Fact]
    public void A_session_whose_resumes_bring_nothing_but_the_end_of_their_connection_is_given_up()
    {
        var state = After(Ready, new SessionInput(Kind.Closed));
        for (var i = 0; i < Session.MaxLostResumes; i++)
        {
            state.SessionId.Should().Be("old");
            state = After(state, [.. Connect, new(Kind.Closed, 1006)]);
        }

        state.SessionId.Should().BeNull();
    }

    [Fact]
    public void A_long_replay_that_is_cut_again_and_again_comes_through_in_the_end()
    {
        var state = After(Ready, new SessionInput(Kind.Closed));
        for (var i = 0; i < 50; i++)
        {
            state = After(state, [.. Connect, new(Kind.Accepted, 100 + i), new(Kind.Closed, 1006)]);
        }

        state.SessionId.Should().Be("old");
        state.Seq.Should().Be(149);
    }

    [Theory]
    [InlineData("2 3 4", 4)]
    [InlineData("3 2", 3)]
    [InlineData("3", 1)]
    [InlineData("3 4 5", 1)]
    [InlineData("2 5 4", 2)]
    [InlineData("2 5 4 3", 5)]
    [InlineData("2 5 5 5 3", 3)]
    [InlineData("2 2 3 1", 3)]
    [InlineData("64", 1)]
    [InlineData("65", 1)]
    [InlineData("66", 2)]
    [InlineData("1000", 936)]
    [InlineData("1000 937", 937)]
    [InlineData("3 70", 6)]
    public void A_resume_goes_on_before_the_first_event_that_has_not_come(string accepted, long resume)
    {
        var state = After(default, [.. Connect, new(Kind.Ready, 1, "session")]);

        state = After(state, [.. accepted.Split(' ').Select(number => new SessionInput(Kind.Accepted, long.Parse(number)))]);

        state.ResumeSeq.Should().Be(resume);
    }

    [Fact]
    public void Quick_ends_count_only_in_a_row_but_an_attempt_that_reached_nobody_is_none_of_them()
    {
        var quick = new SessionInput(Kind.Closed, 4000, Quick: true);
        var slow = new SessionInput(Kind.Closed, 4000);
        var open = new SessionInput(Kind.Opened);

        After(Ready, quick, open, quick, open, slow, open, quick).SessionId.Should().Be("old");
        After(Ready, quick, slow, slow, open, quick, slow, open, quick).SessionId.Should().BeNull();
    }

    [Fact]
    public void Quick_ends_are_counted_anew_after_the_pause_since_every_new_session_is_one_of_the_budget()
    {
        var state = Ready;
        var identified = 0;
        for (var i = 0; i < 30; i++)
        {
            state = After(state, new SessionInput(Kind.Closed, 4000, Quick: true));
            identified += state.SessionId is null ? 1 : 0;
            state = After(state, [.. Connect, state.SessionId is null ? new(Kind.Ready, 1, "new") : new(Kind.Resumed)]);
        }

        identified.Should().Be(10);
    }

    [Fact]
    public void A_bot_that_is_asked_to_reconnect_once_a_day_never_waits_longer_for_it()
    {
        var state = Ready;
        for (var day = 0; day < 30; day++)
        {
            state = After(state, new(Kind.ReconnectRequested), new(Kind.Closed, 1000, Flag: true));
            state.Delay.Should().Be(TimeSpan.FromSeconds(0.5));
            state = After(state, [.. Connect, new(Kind.Resumed)]);
        }
    }

    [Fact]
    public void A_connection_that_is_ready_only_for_a_moment_does_not_end_the_back_off()
    {
        var state = Ready;
        for (var i = 0; i < 6; i++)
        {
            state = After(state, [new(Kind.Closed, 1006), .. Connect, new(Kind.Resumed)]);
        }

        state = After(state, new SessionInput(Kind.Closed, 1006));

        state.Delay.Should().Be(TimeSpan.FromSeconds(60));
        state.LeastDelay.Should().Be(TimeSpan.FromSeconds(30), "bots that were lost together do not return together");
    }

    [Fact]
    public void An_event_that_is_taken_over_after_the_loss_of_its_session_does_not_count_for_the_next()
    {
        var closing = After(Ready, new(Kind.SessionInvalid), new(Kind.Accepted, 500));

        var identifying = After(closing, [new(Kind.Closed), .. Connect]);

        identifying.Seq.Should().BeNull("a heartbeat before READY carries null");
    }

    [Fact]
    public void A_stop_keeps_the_session_for_the_next_start_unless_it_is_of_no_more_use()
    {
        After(Ready, new SessionInput(Kind.StopRequested)).SessionId.Should().Be("old");
        After(Ready, new SessionInput(Kind.StopRequested, Flag: true)).SessionId.Should().BeNull();
        After(Ready, new SessionInput(Kind.Closed, 4011)).SessionId.Should().BeNull();
    }

    private static SessionState After(SessionState state, params SessionInput[] inputs) =>
        inputs.Aggregate(state, (current, input) => Session.Step(current, input).State);
}
