using QQBotKit.Core.Gateway;
using Kind = QQBotKit.Core.Gateway.SessionInputKind;

namespace QQBotKit.Core.Tests.Gateway;

/// <summary>
/// The tables of the protocol, written out by hand from the platform's page: what every close code and every opcode leads to. Waits are
/// in seconds, at least and at most, of a session that had been ready for a while.
/// </summary>
public class SessionTableTests
{
    private static readonly SessionState Ready = After(default, new(Kind.Opened), new(Kind.Hello, 45000), new(Kind.Ready, 1, "old"));
    private static readonly SessionState Lost = After(Ready, new SessionInput(Kind.Closed, Flag: true));

    private static readonly Dictionary<string, SessionState> Phases = new()
    {
        ["offline"] = default,
        ["connected"] = After(default, new SessionInput(Kind.Opened)),
        ["reconnected"] = After(Lost, new SessionInput(Kind.Opened)),
        ["identifying"] = After(default, new(Kind.Opened), new(Kind.Hello, 45000)),
        ["resuming"] = After(Lost, new(Kind.Opened), new(Kind.Hello, 45000)),
        ["ready"] = Ready,
        ["no ack"] = After(Ready, new SessionInput(Kind.HeartbeatDue)),
        ["closing"] = After(Ready, new SessionInput(Kind.ReconnectRequested)),
        ["stopped"] = After(Ready, new SessionInput(Kind.StopRequested)),
    };

    private static readonly Dictionary<string, SessionInput> Inputs = new()
    {
        ["opened"] = new(Kind.Opened),
        ["op 10"] = new(Kind.Hello, 45000),
        ["READY"] = new(Kind.Ready, 1, "new"),
        ["RESUMED"] = new(Kind.Resumed),
        ["op 0"] = new(Kind.Accepted, 7),
        ["op 1"] = new(Kind.HeartbeatRequested),
        ["op 7"] = new(Kind.ReconnectRequested),
        ["op 9"] = new(Kind.SessionInvalid),
        ["op 9 true"] = new(Kind.SessionInvalid, Flag: true),
        ["op 11"] = new(Kind.HeartbeatAcked),
        ["beat due"] = new(Kind.HeartbeatDue),
        ["beat held"] = new(Kind.HeartbeatDue, Flag: true),
        ["late"] = new(Kind.Late),
        ["more"] = new(Kind.MoreWanted),
        ["closed"] = new(Kind.Closed, 1006),
        ["stop"] = new(Kind.StopRequested),
    };

    // What happens, down, to a session in each phase, across. A dot is: nothing.
    private const string Steps = """
                  | offline | connected | reconnected | identifying | resuming | ready   | no ack  | closing | stopped
        opened    | wait    | .         | .           | .           | .        | .       | .       | .       | hang up
        op 10     | .       | identify  | resume      | .           | .        | .       | .       | .       | .
        READY     | .       | .         | .           | ready       | .        | .       | .       | .       | .
        RESUMED   | .       | .         | .           | .           | ready    | .       | .       | .       | .
        op 0      | .       | .         | .           | .           | .        | .       | .       | .       | .
        op 1      | .       | .         | .           | beat        | beat     | beat    | beat    | .       | .
        op 7      | .       | close     | close       | close       | close    | close   | close   | .       | .
        op 9      | .       | close     | close       | close       | close    | close   | close   | .       | .
        op 9 true | .       | close     | close       | close       | close    | close   | close   | .       | .
        op 11     | .       | .         | .           | .           | .        | .       | .       | .       | .
        beat due  | .       | .         | .           | beat        | beat     | beat    | close   | .       | .
        beat held | .       | .         | .           | beat        | beat     | beat    | beat    | .       | .
        late      | .       | close     | close       | close       | close    | .       | .       | .       | .
        more      | .       | .         | close       | close       | close    | close   | close   | .       | .
        closed    | .       | offline   | offline     | offline     | offline  | offline | offline | offline | .
        stop      | stop    | stop now  | stop now    | stop now    | stop now | stop now | stop now | stop now | .
        """;

    /// <summary>Every code of the platform's table, and what the owner must be told where only he can act.</summary>
    public static TheoryData<int, string, double, double, string?> CloseCodeRows => new()
    {
        { 0, "resume", 0.25, 0.5, null },
        { 1000, "resume", 0.25, 0.5, null },
        { 1001, "resume", 0.25, 0.5, null },
        { 1006, "resume", 0.25, 0.5, null },
        { 4000, "resume", 0.25, 0.5, null },
        { 4001, "stop", 0, 0, "report" },
        { 4002, "stop", 0, 0, "report" },
        { 4003, "identify", 0.25, 0.5, null },
        { 4004, "identify with a new token", 1, 2, "app_id" },
        { 4005, "identify", 0.25, 0.5, null },
        { 4006, "identify", 0.25, 0.5, null },
        { 4007, "identify", 0.25, 0.5, null },
        { 4008, "resume", 60, 60, null },
        { 4009, "resume", 0.25, 0.5, null },
        { 4010, "stop", 0, 0, "shards in bot.yaml" },
        { 4011, "reshard", 0, 0, "shards: auto" },
        { 4012, "stop", 0, 0, "update" },
        { 4013, "stop", 0, 0, "intents in bot.yaml" },
        { 4014, "stop", 0, 0, "apply for it" },
        { 4900, "identify", 0.25, 0.5, null },
        { 4901, "identify", 0.25, 0.5, null },
        { 4902, "identify", 0.25, 0.5, null },
        { 4903, "identify", 0.25, 0.5, null },
        { 4904, "identify", 0.25, 0.5, null },
        { 4905, "identify", 0.25, 0.5, null },
        { 4906, "identify", 0.25, 0.5, null },
        { 4907, "identify", 0.25, 0.5, null },
        { 4908, "identify", 0.25, 0.5, null },
        { 4909, "identify", 0.25, 0.5, null },
        { 4910, "identify", 0.25, 0.5, null },
        { 4911, "identify", 0.25, 0.5, null },
        { 4912, "identify", 0.25, 0.5, null },
        { 4913, "identify", 0.25, 0.5, null },
        { 4914, "stop", 0, 0, "platform: sandbox" },
        { 4915, "stop", 0, 0, "banned" },
        { 9001, "identify", 0.25, 0.5, null },
        { 9005, "identify", 0.25, 0.5, null },

        // Codes that the platform does not list.
        { 1011, "resume", 0.25, 0.5, null },
        { 4015, "identify", 0.25, 0.5, null },
        { 4899, "identify", 0.25, 0.5, null },
        { 4916, "identify", 0.25, 0.5, null },
        { 4999, "identify", 0.25, 0.5, null },
    };

    public static TheoryData<string, string, string> StepRows
    {
        get
        {
            var lines = Steps.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToArray();
            var rows = new TheoryData<string, string, string>();
            foreach (var line in lines.Skip(1))
            {
                for (var column = 1; column < line.Length; column++)
                {
                    rows.Add(line[0], lines[0][column], line[column]);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(CloseCodeRows))]
    public void A_close_code_leads_where_the_platform_says(int code, string next, double least, double most, string? advice)
    {
        var (closed, actions) = Session.Step(Ready with { Attempts = 5 }, new(Kind.Closed, code, Flag: true));

        Next(closed, actions).Should().Be(next);
        (closed.LeastDelay.TotalSeconds, closed.Delay.TotalSeconds).Should().Be((least, most));
        closed.Ended!.English.Contains(advice ?? "", StringComparison.Ordinal).Should().BeTrue(closed.Ended.English);
        closed.Ended.Chinese.Should().MatchRegex(@"\p{IsCJKUnifiedIdeographs}");
    }

    [Fact]
    public void The_kit_knows_no_close_code_that_the_platform_does_not_have()
    {
        CloseCodes.All.Select(row => row.Code).Should().BeSubsetOf(CloseCodeRows.Select(row => (int)row[0]));
    }

    [Fact]
    public void There_is_a_step_for_every_input_in_every_phase()
    {
        StepRows.Should().HaveCount(Inputs.Count * Phases.Count);
        Inputs.Values.Select(input => input.Kind).Should().Contain(Enum.GetValues<Kind>());
        Phases.Values.Select(state => state.Phase).Should().Contain(Enum.GetValues<SessionPhase>());
    }

    [Theory]
    [MemberData(nameof(StepRows))]
    public void An_input_does_what_the_table_says_in_each_phase(string input, string phase, string expected)
    {
        var before = Phases[phase];

        var (after, actions) = Session.Step(before, Inputs[input]);

        (SessionPhase, SessionActions) then = expected switch
        {
            "." => (before.Phase, SessionActions.None),
            "wait" => (SessionPhase.AwaitingHello, SessionActions.None),
            "hang up" => (before.Phase, SessionActions.CloseSocket),
            "identify" => (SessionPhase.Identifying, SessionActions.StartHeartbeat | SessionActions.SendIdentify),
            "resume" => (SessionPhase.Resuming, SessionActions.StartHeartbeat | SessionActions.SendResume),
            "ready" => (SessionPhase.Ready, SessionActions.AnnounceReady),
            "beat" => (before.Phase, SessionActions.SendHeartbeat),
            "close" => (SessionPhase.Closing, SessionActions.CloseSocket),
            "offline" => (SessionPhase.Disconnected, SessionActions.None),
            "stop" => (SessionPhase.Stopped, SessionActions.None),
            "stop now" => (SessionPhase.Stopped, SessionActions.CloseSocket),
            _ => throw new ArgumentException($"The table says {expected}.", nameof(expected)),
        };
        (after.Phase, actions).Should().Be(then);
    }

    [Theory]
    [InlineData("op 7", "resume", 0.25, 0.5)]
    [InlineData("op 9 true", "resume", 0.25, 0.5)]
    [InlineData("op 9", "identify", 1, 5)]
    [InlineData("late", "resume", 0.25, 0.5)]
    [InlineData("more", "identify", 0.25, 0.5)]
    public void An_opcode_that_ends_the_connection_decides_what_the_next_begins_with(string input, string next, double least, double most)
    {
        var before = input == "late" ? Phases["resuming"] : Ready;

        var closed = After(before with { Attempts = 5 }, Inputs[input], new(Kind.Closed, 1000, Flag: true));

        Next(closed, SessionActions.None).Should().Be(next);
        (closed.LeastDelay.TotalSeconds, closed.Delay.TotalSeconds).Should().Be((least, most));
    }

    [Theory]
    [InlineData("offline")]
    [InlineData("closing")]
    public void A_session_that_asked_for_too_little_is_not_resumed_whenever_that_is_known(string phase)
    {
        var before = phase == "offline" ? Lost : Phases[phase];

        var after = After(before, Inputs["more"]);

        Next(after.Phase == SessionPhase.Closing ? After(after, Inputs["closed"]) : after, SessionActions.None).Should().Be("identify");
    }

    private static string Next(in SessionState closed, SessionActions actions)
    {
        if (closed.Phase == SessionPhase.Stopped)
        {
            actions.Should().Be(SessionActions.None);
            return closed.Ended!.Recovery == Recovery.Reshard ? "reshard" : "stop";
        }

        var first = Session.Step(After(closed, new SessionInput(Kind.Opened)), new(Kind.Hello, 45000)).Actions;
        var next = first.HasFlag(SessionActions.SendResume) ? "resume" : first.HasFlag(SessionActions.SendIdentify) ? "identify" : "nothing";
        return actions.HasFlag(SessionActions.DropToken) ? $"{next} with a new token" : next;
    }

    private static SessionState After(SessionState state, params SessionInput[] inputs) =>
        inputs.Aggregate(state, (current, input) => Session.Step(current, input).State);
}
