using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Faults;

namespace QQBotKit.Simulator.Gateway;

/// <summary>What faults do to a client's connection.</summary>
internal sealed partial class GatewaySocket
{
    private const int ReplayedEvents = 50;

    /// <summary>Sends at once the events that faults held back.</summary>
    public void ReleaseEvents() => _connection.ReleaseEvents();

    /// <summary>Lets a new fault happen, if this connection is meant.</summary>
    public void Suffer(Fault fault)
    {
        var session = _session;
        if (!SimulatorFaults.Concerns(fault, session?.Bot, session?.Shard.Index))
        {
            return;
        }

        if (FaultRules.DisturbsEvents(fault.Kind) && session is not null)
        {
            Divert(session);
        }
        else if (FaultRules.Strikes(fault.Kind) && fault.On is null)
        {
            Strike(fault, session);
        }
    }

    // The session is known before the faults are asked for, so that one that is added meanwhile finds it.
    private void Join(Session session)
    {
        _session = session;
        if (_hub.Faults.Any(fault => FaultRules.DisturbsEvents(fault.Kind) && SimulatorFaults.Concerns(fault, session.Bot, session.Shard.Index)))
        {
            Divert(session);
        }
    }

    private void Divert(Session session) => _connection.Divert(new(_connection, _hub.Faults, _time, session.Bot, session.Shard.Index));

    /// <summary>Whether an Identify or a Resume gets something else than its answer.</summary>
    private bool IsSpoiled(FaultMoment moment, Bot? bot, int? shard, Session? session)
    {
        if (_hub.Faults.Take(FaultKind.ResetOnIdentify, bot, shard) is not null)
        {
            _connection.Wire.Reset();
            return true;
        }

        if (_hub.Faults.Take(FaultKind.NoReady, bot, shard) is not null)
        {
            return true;
        }

        if (_hub.Faults.TakeStrike(bot, shard, moment) is { } strike)
        {
            Strike(strike, session);
            return true;
        }

        return false;
    }

    private void StrikeResumed(Session session)
    {
        if (_hub.Faults.Take(FaultKind.Replay, session.Bot, session.Shard.Index, FaultMoment.Resume) is { } replay)
        {
            session.SendAgain(replay.Events ?? ReplayedEvents);
        }
    }

    // The client sees READY or RESUMED first.
    private void StrikeReady(Session session)
    {
        if (_hub.Faults.TakeStrike(session.Bot, session.Shard.Index, null) is not { } strike)
        {
            return;
        }

        _connection.Post(new([])
        {
            Instead = () =>
            {
                if (strike.Kind == FaultKind.Drop)
                {
                    _connection.Drop();
                }
                else
                {
                    Strike(strike, session);
                }
            },
        });
    }

    private void Strike(Fault fault, Session? session)
    {
        switch (fault.Kind)
        {
            case FaultKind.Drop:
                _connection.Wire.Reset();
                break;
            case FaultKind.Close:
                if (!CloseCode.LeavesSession(fault.Code))
                {
                    Forget(session);
                }

                _connection.Close(fault.Code, "simulated fault");
                break;
            case FaultKind.Reconnect:
                _connection.Post(new(Frames.Reconnect));
                break;
            case FaultKind.InvalidSession:
                if (fault.Resumable != true)
                {
                    Forget(session);
                }

                _connection.Post(new(fault.Resumable switch
                {
                    true => Frames.InvalidSessionResumable,
                    false => Frames.InvalidSession,
                    null => Frames.InvalidSessionBare,
                }));
                break;
            case FaultKind.Silence:
                _connection.Wire.Silence();
                break;
            case FaultKind.HalfClose:
                _connection.Wire.EndSending();
                break;
            case FaultKind.Replay:
                session?.SendAgain(fault.Events ?? ReplayedEvents);
                break;
        }
    }

    // The client may identify anew on this connection.
    private void Forget(Session? session)
    {
        if (session is not null)
        {
            _hub.Forget(session);
            _session = null;
        }
    }
}
