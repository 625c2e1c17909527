namespace Sandboxes.Agent.Protocol;

/// <summary>Which lines a journal gets from what the latch goes through: bounded, because any lease may want a sandbox as often as it likes.</summary>
public sealed class JournalWriting(Action<JournalFact, string> write)
{
    private readonly HashSet<string> _refused = [];
    private int _unlisted;

    public void Started() => write(JournalFact.Started, "");

    /// <summary>Before anybody is told of it.</summary>
    public void Moved(Latch from, Latch to)
    {
        if (from.Phase == to.Phase)
        {
            return;
        }

        switch (to.Phase)
        {
            case LatchPhase.Bound:
                write(JournalFact.Bound, to.Lease!);
                break;
            case LatchPhase.Confirmed:
                write(JournalFact.Confirmed, to.Lease!);
                break;
            case LatchPhase.Wiping:
                break;
            case LatchPhase.Idle:
                write(JournalFact.Wiped, from.Lease!);
                break;
            default:
                End(to.End);
                break;
        }
    }

    public void Refused(string lease)
    {
        if (_refused.Count < JournalLine.MostRefused && _refused.Add(lease))
        {
            write(JournalFact.Refused, lease);
        }
        else
        {
            _unlisted++;
        }
    }

    private void End(LatchEnd end)
    {
        if (_unlisted > 0)
        {
            write(JournalFact.Unlisted, _unlisted.ToString(provider: null));
        }

        write(JournalFact.Ended, NameOf(end));
    }

    /// <summary>How an end stands in a journal.</summary>
    public static string NameOf(LatchEnd end) => end switch
    {
        LatchEnd.Retired => "retired",
        LatchEnd.Released => "released",
        LatchEnd.Unconfirmed => "unconfirmed",
        LatchEnd.Idle => "idle",
        LatchEnd.Lifetime => "lifetime",
        LatchEnd.Unproved => "unproved",
        _ => "abandoned",
    };

    /// <summary>Null: no end has that name.</summary>
    public static LatchEnd? EndOf(string name)
    {
        for (var end = LatchEnd.Retired; end <= LatchEnd.Unproved; end++)
        {
            if (NameOf(end) == name)
            {
                return end;
            }
        }

        return null;
    }
}
