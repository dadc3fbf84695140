using QQBotKit.Core.Gateway;
using Kind = QQBotKit.Core.Gateway.SessionInputKind;

namespace QQBotKit.Core.Tests.Gateway;

public class SessionTests
{
    private static readonly SessionState Ready = After(default, new SessionInput(Kind.Opened), new(Kind.Hello, 45000), new(Kind.Ready, 1, "session"));

    [Fact]
    public void The_first_connection_identifies_and_starts_the_heartbeat_at_hello()
    {
        var state = After(default, new SessionInput(Kind.Opened));

        var (next, actions) = Session.Step(state, new(Kind.Hello, 41250));

        actions.Should().Be(SessionActions.StartHeartbeat | SessionActions.SendIdentify);
        next.Phase.Should().Be(SessionPhase.Identifying);
        next.HeartbeatInterval.Should().Be(41250);
    }

    [Fact]
    public void Ready_keeps_the_session_and_its_seq()
    {
        Ready.Phase.Should().Be(SessionPhase.Ready);
        Ready.SessionId.Should().Be("session");
        Ready.Seq.Should().Be(1);
    }

    [Fact]
    public void A_lost_connection_is_resumed_with_the_last_accepted_seq()
    {
        var state = After(Ready, new SessionInput(Kind.Accepted, 7), new(Kind.Closed), new(Kind.Opened));

        var (next, actions) = Session.Step(state, new(Kind.Hello, 45000));

        actions.Should().HaveFlag(SessionActions.SendResume);
        (next.SessionId, next.Seq).Should().Be(("session", 7));
    }

    [Fact]
    public void Seq_never_goes_back()
    {
        After(Ready, new SessionInput(Kind.Accepted, 7), new(Kind.Accepted, 5)).Seq.Should().Be(7);
    }

    [Fact]
    public void A_missed_ack_closes_and_resumes()
    {
        var waiting = After(Ready, new SessionInput(Kind.HeartbeatDue));

        var (closing, actions) = Session.Step(waiting, new(Kind.HeartbeatDue));

        actions.Should().Be(SessionActions.CloseSocket);
        After(closing, new SessionInput(Kind.Closed)).SessionId.Should().Be("session");
    }

    [Fact]
    public void An_acknowledged_heartbeat_is_followed_by_the_next()
    {
        var (_, actions) = Session.Step(After(Ready, new SessionInput(Kind.HeartbeatDue), new(Kind.HeartbeatAcked)), new(Kind.HeartbeatDue));

        actions.Should().Be(SessionActions.SendHeartbeat);
    }

    [Fact]
    public void An_ack_that_this_side_had_no_time_to_read_is_not_missed()
    {
        var (_, actions) = Session.Step(After(Ready, new SessionInput(Kind.HeartbeatDue)), new(Kind.HeartbeatDue, Flag: true));

        actions.Should().Be(SessionActions.SendHeartbeat);
    }

    [Fact]
    public void A_heartbeat_is_answered_when_the_platform_asks_for_it()
    {
        Session.Step(Ready, new(Kind.HeartbeatRequested)).Actions.Should().Be(SessionActions.SendHeartbeat);
    }

    [Fact]
    public void Op_7_closes_and_resumes()
    {
        var (closing, actions) = Session.Step(Ready, new(Kind.ReconnectRequested));

        actions.Should().Be(SessionActions.CloseSocket);
        After(closing, new SessionInput(Kind.Closed, 1000)).SessionId.Should().Be("session");
    }

    [Theory]
    [InlineData(true, "session")]
    [InlineData(false, null)]
    public void Op_9_resumes_only_when_it_says_so(bool resumable, string? session)
    {
        After(Ready, new SessionInput(Kind.SessionInvalid, Flag: resumable), new(Kind.Closed)).SessionId.Should().Be(session);
    }

    [Fact]
    public void A_session_refused_three_times_is_given_up()
    {
        var state = Ready;
        for (var i = 0; i < Session.MaxRefusedResumes; i++)
        {
            state.SessionId.Should().Be("session");
            state = After(state, new SessionInput(Kind.Closed), new(Kind.Opened), new(Kind.Hello, 45000), new(Kind.SessionInvalid, Flag: true));
        }

        state.SessionId.Should().BeNull();
    }

    [Fact]
    public void A_fresh_token_refused_three_times_stops()
    {
        var state = default(SessionState);
        for (var i = 0; i < Session.MaxRefusedTokens; i++)
        {
            state.Phase.Should().Be(SessionPhase.Disconnected);
            state = After(state, new SessionInput(Kind.Opened), new(Kind.Hello, 45000), new(Kind.Closed, 4004));
        }

        state.Phase.Should().Be(SessionPhase.Stopped);
    }

    [Fact]
    public void A_connection_lost_while_identifying_is_no_refusal_of_the_token()
    {
        var state = default(SessionState);
        foreach (var code in (int[])[0, 1006, 0, 4004, 0, 4004])
        {
            state = After(state, new SessionInput(Kind.Opened), new(Kind.Hello, 45000), new(Kind.Closed, code));
            state.Phase.Should().Be(SessionPhase.Disconnected);
        }

        After(state, new SessionInput(Kind.Opened), new(Kind.Hello, 45000), new(Kind.Closed, 4004)).Phase.Should().Be(SessionPhase.Stopped);
    }

    [Fact]
    public void The_back_off_grows_is_capped_and_starts_anew_after_a_good_while()
    {
        var state = Ready;
        var delays = new List<double>();
        for (var i = 0; i < 10; i++)
        {
            state = After(state, new SessionInput(Kind.Closed));
            delays.Add(state.Delay.TotalSeconds);
        }

        delays.Should().BeInAscendingOrder();
        delays[^1].Should().Be(60);

        var recovered = After(state, new SessionInput(Kind.Opened), new(Kind.Hello, 45000), new(Kind.Resumed), new(Kind.Closed, Flag: true));
        recovered.Delay.Should().BeLessThan(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void The_owner_ends_a_session_from_any_phase()
    {
        Session.Step(Ready, new(Kind.StopRequested)).Actions.Should().Be(SessionActions.CloseSocket);
        Session.Step(default, new(Kind.StopRequested)).State.Phase.Should().Be(SessionPhase.Stopped);
        Session.Step(After(Ready, new SessionInput(Kind.StopRequested)), new(Kind.Closed)).State.Phase.Should().Be(SessionPhase.Stopped);
    }

    [Fact]
    public void A_connection_that_opens_after_the_end_is_closed()
    {
        Session.Step(After(default, new SessionInput(Kind.StopRequested)), new(Kind.Opened)).Actions.Should().Be(SessionActions.CloseSocket);
    }

    [Theory]
    [InlineData(nameof(Kind.Hello))]
    [InlineData(nameof(Kind.Ready))]
    [InlineData(nameof(Kind.Resumed))]
    [InlineData(nameof(Kind.Accepted))]
    [InlineData(nameof(Kind.HeartbeatDue))]
    [InlineData(nameof(Kind.Late))]
    public void What_comes_too_late_changes_nothing(string kind)
    {
        Session.Step(default, new(Enum.Parse<Kind>(kind), 5, "other")).Should().Be((default(SessionState), SessionActions.None));
    }

    private static SessionState After(SessionState state, params SessionInput[] inputs) =>
        inputs.Aggregate(state, (current, input) => Session.Step(current, input).State);
}
