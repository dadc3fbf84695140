using QQBotKit.Simulator;
using QQBotKit.Simulator.Faults;

namespace QQBotKit.Testing;

/// <summary>What goes wrong on the platform of a test. Paths are those of its REST calls, by how they begin: <c>/v2/groups</c>, <c>/channels</c>, <c>/</c>.</summary>
public sealed class TestPlatform
{
    private readonly QQSimulator _simulator;
    private readonly SimulatorFaults _faults;

    internal TestPlatform(QQSimulator simulator) => (_simulator, _faults) = (simulator, simulator.Faults);

    internal bool LeavesCallsOpen { get; private set; }

    internal bool HasOpenCalls => _faults.OpenCalls > 0;

    /// <summary>The bot's connection breaks. It connects again while a test waits for the bot; people only speak when it has.</summary>
    /// <returns>Ends when it is broken.</returns>
    public Task DropConnectionAsync() => EndConnectionAsync(new Fault { Kind = FaultKind.Drop });

    /// <summary>The platform closes the bot's connection.</summary>
    /// <param name="code">The close code, such as 4009; see the platform's page on the gateway.</param>
    /// <returns>Ends when it is closed.</returns>
    public Task CloseConnectionAsync(int code) => EndConnectionAsync(new Fault { Kind = FaultKind.Close, Code = code });

    /// <summary>Calls are answered with an HTTP status, such as 503 or 429.</summary>
    /// <param name="path">How the paths begin.</param>
    /// <param name="status">The status.</param>
    /// <param name="times">How many calls; all until <see cref="Recover"/> when null.</param>
    /// <param name="code">The platform's error code in the answer; no code when null.</param>
    public void Fail(string path, int status, int? times = null, int? code = null) =>
        _faults.Add(new Fault { Kind = FaultKind.HttpStatus, Path = path, Status = status, Count = times, Code = code });

    /// <summary>Calls are refused with an error code of the platform, such as 40034005: their messages are not sent.</summary>
    /// <param name="path">How the paths begin.</param>
    /// <param name="code">The error code.</param>
    /// <param name="times">How many calls; all until <see cref="Recover"/> when null.</param>
    public void Refuse(string path, int code, int? times = null) => Fail(path, 400, times, code);

    /// <summary>The connections of calls break before an answer.</summary>
    /// <param name="path">How the paths begin.</param>
    /// <param name="times">How many calls; all until <see cref="Recover"/> when null.</param>
    /// <param name="isProcessed">Whether the platform does what was asked nevertheless.</param>
    public void Reset(string path, int? times = null, bool isProcessed = false) =>
        _faults.Add(new Fault { Kind = FaultKind.HttpStatus, Path = path, How = FaultManner.Reset, Count = times, After = isProcessed });

    /// <summary>Calls are never answered: the bot waits until its time is over. While a test waits for the bot, that time passes at once.</summary>
    /// <param name="path">How the paths begin.</param>
    /// <param name="times">How many calls; all until <see cref="Recover"/> when null.</param>
    /// <param name="isProcessed">Whether the platform does what was asked nevertheless.</param>
    public void LeaveOpen(string path, int? times = null, bool isProcessed = false)
    {
        LeavesCallsOpen = true;
        _faults.Add(new Fault { Kind = FaultKind.HttpStatus, Path = path, How = FaultManner.Never, Count = times, After = isProcessed });
    }

    /// <summary>The bot's access token is no longer valid.</summary>
    public void ExpireToken() => _faults.Add(new Fault { Kind = FaultKind.TokenExpire });

    /// <summary>Anything else that the simulator can do wrong.</summary>
    /// <exception cref="ArgumentException">The fault has a field that its kind does not take, or lacks one.</exception>
    public void Add(Fault fault) => _faults.Add(fault);

    /// <summary>All is well again.</summary>
    public void Recover() => _faults.Clear();

    private async Task EndConnectionAsync(Fault fault)
    {
        var before = _simulator.Connections;
        _faults.Add(fault);
        while (_simulator.Connections.Any(before.Contains))
        {
            await Task.Delay(1);
        }
    }
}
