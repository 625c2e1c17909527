using System.Diagnostics;

namespace Sandboxes.Bench;

/// <summary>Opens and releases one session after the other while something happens to the cluster, and notes the longest time between two that were opened.</summary>
internal sealed class Bystander : IDisposable
{
    private const int PauseMs = 20;
    private readonly Thread _thread;
    private readonly Func<SandboxClient> _connect;
    private volatile bool _stopped;

    public Bystander(Func<SandboxClient> connect)
    {
        _connect = connect;
        _thread = new(Work);
        _thread.Start();
    }

    public TimeSpan LongestGap { get; private set; }

    public void Dispose()
    {
        _stopped = true;
        _thread.Join();
    }

    private void Work()
    {
        var last = Stopwatch.GetTimestamp();
        while (!_stopped)
        {
            var opened = Tolerantly.Try(_connect, OpenOne);
            var gap = Stopwatch.GetElapsedTime(last);
            LongestGap = gap > LongestGap ? gap : LongestGap;
            last = opened ? Stopwatch.GetTimestamp() : last;
            Waiting.Pause(PauseMs);
        }
    }

    private static bool OpenOne(SandboxClient client)
    {
        var id = Names.Next();
        if (client.TryOpen(id).Status != 201)
        {
            return false;
        }

        client.Release(id);
        return true;
    }
}
