using FsCheck;
using FsCheck.Fluent;
using QQBotKit.Core.Gateway;
using Kind = QQBotKit.Core.Gateway.SessionInputKind;

namespace QQBotKit.Core.Tests.Gateway;

/// <summary>
/// What holds for a session whatever happens to it, in whatever order. A failure prints short inputs that show it, and three numbers with
/// which it can be replayed: <c>FSCHECK_REPLAY=seed,gamma,size</c> in the environment does that.
/// </summary>
public class SessionPropertyTests
{
    private static readonly int[] Codes =
        [0, 1000, 1001, 1006, 4000, 4003, 4004, 4005, 4006, 4007, 4008, 4009, 4900, 4913, 4099, 9001, 9005];

    private static readonly int[] FatalCodes = [4001, 4002, 4010, 4011, 4012, 4013, 4014, 4914, 4915];

    // Often in the order of a real connection, so that every phase is reached, and often in none.
    private static readonly Gen<SessionInput[]> Some = Gen.Frequency(
        (6, One(Kind.Opened)),
        (6, One(Kind.Hello, Gen.Choose(-1, 60_000))),
        (5, One(Kind.Ready, Gen.Choose(0, 5))),
        (4, One(Kind.Resumed)),
        (4, One(Kind.Accepted, Gen.Choose(-5, 2_000))),
        (2, One(Kind.HeartbeatRequested)),
        (2, One(Kind.HeartbeatAcked)),
        (3, One(Kind.HeartbeatDue)),
        (2, One(Kind.ReconnectRequested)),
        (3, One(Kind.SessionInvalid)),
        (1, One(Kind.Late)),
        (1, One(Kind.MoreWanted)),
        (6, One(Kind.Closed, Gen.Elements(Codes))),
        (4, Gen.Constant<SessionInput[]>([new(Kind.Opened), new(Kind.Hello, 45000), new(Kind.Ready, 1)])),
        (4, Gen.Constant<SessionInput[]>([new(Kind.Closed), new(Kind.Opened), new(Kind.Hello, 45000)])));

    private static readonly Gen<SessionInput[]> AnyEnd = Gen.Frequency(
        (40, Some), (1, One(Kind.Closed, Gen.Elements(FatalCodes))), (1, One(Kind.StopRequested)), (1, One(Kind.Closed, Gen.Choose(-1, 10_000))));

    [Fact]
    public void Whatever_happens_the_session_keeps_its_rules()
    {
        Property.Check(Sequences(AnyEnd), inputs =>
        {
            var walk = new Walk();
            foreach (var input in inputs)
            {
                walk.Step(input);
            }
        });
    }

    [Fact]
    public void The_sequences_come_through_every_phase_and_every_action()
    {
        var phases = new HashSet<SessionPhase>();
        var actions = SessionActions.None;
        Property.Check(Sequences(AnyEnd), inputs =>
        {
            var walk = new Walk();
            foreach (var input in inputs)
            {
                actions |= walk.Step(input);
                phases.Add(walk.State.Phase);
            }
        });

        phases.Should().Contain(Enum.GetValues<SessionPhase>());
        Enum.GetValues<SessionActions>().Should().OnlyContain(action => actions.HasFlag(action));
    }

    [Fact]
    public void With_a_platform_that_behaves_every_session_comes_back_or_is_stopped_for_a_reason()
    {
        var refusals = Gen.Elements<SessionInput>(
            new(Kind.SessionInvalid),
            new(Kind.SessionInvalid, Flag: true),
            new(Kind.ReconnectRequested),
            new(Kind.Late),
            new(Kind.Closed, 1006, Quick: true),
            new(Kind.Closed, 4006),
            new(Kind.Closed, 4007),
            new(Kind.Closed, 4009)).ListOf().Select(list => list.ToArray());
        var runs = Sequences(AnyEnd).Generator.Zip(refusals, (before, refused) => (before, refused));

        Property.Check(Arb.From(runs, Shorter), run =>
        {
            var walk = new Walk();
            foreach (var input in run.before)
            {
                walk.Step(input);
            }

            var refused = new Queue<SessionInput>(run.refused);
            var most = 4 * (refused.Count + 2); // Four steps for each attempt: opened, Hello, the answer, closed.
            for (var steps = 0; walk.State.Phase is not (SessionPhase.Ready or SessionPhase.Stopped); steps++)
            {
                steps.Should().BeLessThan(most, "it has to be ready by then, not {0}", walk.State);
                walk.Step(walk.State.Phase switch
                {
                    SessionPhase.Disconnected => new(Kind.Opened),
                    SessionPhase.AwaitingHello => new(Kind.Hello, 45_000),
                    SessionPhase.Closing => new(Kind.Closed, 1000),
                    SessionPhase.Resuming when refused.TryDequeue(out var refusal) => refusal,
                    SessionPhase.Resuming => new(Kind.Resumed),
                    _ => new(Kind.Ready, 1),
                });
            }

            if (walk.State.Phase == SessionPhase.Stopped)
            {
                run.before.Should().Contain(input => input.Kind == Kind.StopRequested || input.Kind == Kind.Closed, "nothing else ends a session");
                walk.State.Ended!.Recovery.Should().BeOneOf(Recovery.Stop, Recovery.Reshard, Recovery.NewToken);
            }
        });
    }

    [Fact]
    public void Without_a_reason_from_the_platform_or_the_owner_it_never_gives_up()
    {
        var endless = Some.Where(inputs => inputs.All(input => input.Number != 4004));

        Property.Check(Sequences(endless), inputs =>
        {
            var walk = new Walk();
            foreach (var input in inputs)
            {
                walk.Step(input);
                walk.State.Phase.Should().NotBe(SessionPhase.Stopped);
            }
        });
    }

    private static Gen<SessionInput[]> One(Kind kind, Gen<int>? number = null) =>
        from value in number ?? Gen.Constant(0)
        from flag in Gen.Elements(true, false)
        from quick in Gen.Elements(true, false)
        select new[] { new SessionInput(kind, value, Flag: flag, Quick: quick) };

    private static Arbitrary<SessionInput[]> Sequences(Gen<SessionInput[]> parts) =>
        Arb.From(parts.ListOf().Select(list => list.SelectMany(part => part).ToArray()), Shorter);

    private static IEnumerable<SessionInput[]> Shorter(SessionInput[] inputs) =>
        inputs.Length < 2 ? [] : [inputs[..(inputs.Length / 2)], inputs[(inputs.Length / 2)..], .. inputs.Select((_, i) => inputs.Where((_, j) => j != i).ToArray())];

    private static IEnumerable<(SessionInput[] Before, SessionInput[] Refused)> Shorter((SessionInput[] Before, SessionInput[] Refused) run) =>
        [.. Shorter(run.Before).Select(before => (before, run.Refused)), .. Shorter(run.Refused).Select(refused => (run.Before, refused))];

    /// <summary>One session, and the rules that every step of it must keep.</summary>
    private sealed class Walk
    {
        private int _steps;
        private bool _greeted;
        private bool _identified;

        public SessionState State { get; private set; }

        public SessionActions Step(SessionInput input)
        {
            var before = State;
            if (input.Kind == Kind.Ready)
            {
                input = input with { SessionId = $"session-{_steps}" };
            }

            var (after, actions) = Session.Step(before, input);
            State = after;
            _steps++;

            KeepsToOneSession(before, after, input);
            SendsOnlyWhatIsDue(before, after, actions);
            WaitsForABoundedTime(after);
            if (before.Phase == SessionPhase.Stopped)
            {
                after.Should().Be(before, "the end is the end");
            }

            return actions;
        }

        private static void KeepsToOneSession(in SessionState before, in SessionState after, in SessionInput input)
        {
            if (before.SessionId is null)
            {
                (after.SessionId is null || (input.Kind == Kind.Ready && before.Phase == SessionPhase.Identifying)).Should().BeTrue("only READY brings a session");
            }
            else if (after.SessionId is not null)
            {
                after.SessionId.Should().Be(before.SessionId, "one is dropped before another is taken");
                (after.Seq >= before.Seq).Should().BeTrue("seq never falls within a session");
            }

            if (after.SessionId is null)
            {
                after.Seq.Should().BeNull("a seq belongs to a session");
            }
            else if (before.SessionId is null)
            {
                after.Seq.Should().Be(input.Number, "a new session begins anew");
            }

            (after.Phase != SessionPhase.Ready || after.SessionId is not null).Should().BeTrue("ready is a session");
        }

        private void SendsOnlyWhatIsDue(in SessionState before, in SessionState after, SessionActions actions)
        {
            if (before.Phase == SessionPhase.Disconnected)
            {
                _greeted = _identified = false;
            }

            _greeted |= actions.HasFlag(SessionActions.StartHeartbeat);
            if (actions.HasFlag(SessionActions.SendHeartbeat))
            {
                _greeted.Should().BeTrue("a heartbeat comes after Hello");
            }

            var (identifies, resumes) = (actions.HasFlag(SessionActions.SendIdentify), actions.HasFlag(SessionActions.SendResume));
            if (identifies || resumes)
            {
                (identifies && resumes).Should().BeFalse();
                _identified.Should().BeFalse("a connection says once who it is");
                _identified = true;
                resumes.Should().Be(after.SessionId is not null);
            }

            if (after.Phase is SessionPhase.Closing or SessionPhase.Disconnected or SessionPhase.Stopped)
            {
                (actions & ~(SessionActions.CloseSocket | SessionActions.DropToken)).Should().Be(SessionActions.None, "there is nobody to send to");
            }
            else
            {
                actions.Should().NotHaveFlag(SessionActions.CloseSocket);
            }
        }

        private static void WaitsForABoundedTime(in SessionState after)
        {
            after.LeastDelay.Should().BeGreaterThanOrEqualTo(TimeSpan.Zero);
            after.Delay.Should().BeGreaterThanOrEqualTo(after.LeastDelay);
            after.Delay.Should().BeLessThanOrEqualTo(TimeSpan.FromSeconds(60));
            if (after.Phase == SessionPhase.Disconnected && after.Ended is { } why)
            {
                after.LeastDelay.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(why.Wait));
            }
        }
    }
}
