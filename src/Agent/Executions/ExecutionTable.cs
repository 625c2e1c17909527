using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>The executions of a sandbox: those that run, and the last ones that ended.</summary>
internal sealed partial class ExecutionTable : ITimed
{
    /// <summary>Processes that run at once.</summary>
    public const int MostRunning = 16;

    /// <summary>Executions whose events are kept; ended ones beyond it are forgotten, the oldest first.</summary>
    public const int MostRemembered = 64;

    /// <summary>Bytes of events that are kept for ended ones, all together.</summary>
    public const int MostKeptBytes = 64 << 20;

    /// <summary>Ids of executions whose events are forgotten, kept so that a start which is repeated late runs nothing twice; the oldest is forgotten at the limit.</summary>
    public const int MostForgottenIds = 4_096;

    private static readonly TimeSpan CpuCheckPeriod = TimeSpan.FromMilliseconds(20);
    private readonly EventLoop _loop;
    private readonly List<Execution> _all = [];
    private readonly HashSet<string> _forgotten = [];
    private readonly Queue<string> _forgottenOrder = new();
    private int _started;
    private TimeSpan _nextCpuCheck = TimeSpan.MaxValue;

    public ExecutionTable(EventLoop loop)
    {
        _loop = loop;
        loop.Add(this);
    }

    public IEnumerable<Execution> Running => _all.Where(execution => !execution.Ended);

    public int RunningCount => Count(processes: false);

    public bool ProcessesFull => Count(processes: true) >= MostRunning;

    public TimeSpan Next
    {
        get
        {
            var next = TimeSpan.MaxValue;
            foreach (var execution in _all)
            {
                next = execution.Ended ? next : Min(next, Due(execution));
            }

            return next;
        }
    }

    /// <summary>An id that no execution of this sandbox has or had.</summary>
    public string NextId()
    {
        string id;
        do
        {
            id = "e-" + ++_started;
        }
        while (WasStarted(id));
        return id;
    }

    /// <summary>Whether an execution of that id was started here, though it may be forgotten.</summary>
    public bool WasStarted(string id) => _forgotten.Contains(id) || Find(id) is not null;

    public Execution? Find(string id)
    {
        foreach (var execution in _all)
        {
            if (execution.Id == id)
            {
                return execution;
            }
        }

        return null;
    }

    public ProcessExecution? OfProcess(int root) =>
        _all.Find(execution => execution is ProcessExecution process && process.Root == root && !process.Ended) as ProcessExecution;

    public void Add(Execution execution)
    {
        _all.Add(execution);
        if (execution.HasCpuLimit)
        {
            _nextCpuCheck = _loop.Now + CpuCheckPeriod;
        }

        Forget();
    }

    public void Expire(TimeSpan now)
    {
        var checkCpu = now >= _nextCpuCheck;
        _nextCpuCheck = checkCpu ? TimeSpan.MaxValue : _nextCpuCheck;
        for (var i = 0; i < _all.Count; i++)
        {
            if (!_all[i].Ended)
            {
                Expire(_all[i], now, checkCpu);
            }
        }
    }

    private void Expire(Execution execution, TimeSpan now, bool checkCpu)
    {
        if (now >= execution.Deadline)
        {
            execution.Stop(ExecutionVerdict.WallLimit);
        }

        if (checkCpu && execution.HasCpuLimit)
        {
            execution.CheckCpu();
            _nextCpuCheck = now + CpuCheckPeriod;
        }

        if (now >= execution.KillAt)
        {
            execution.Kill();
        }
    }

    private TimeSpan Due(Execution execution)
    {
        var due = execution.Stopped is null ? execution.Deadline : execution.KillAt;
        return execution.HasCpuLimit ? Min(due, _nextCpuCheck) : due;
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private int Count(bool processes)
    {
        var count = 0;
        foreach (var execution in _all)
        {
            count += !execution.Ended && (!processes || execution is ProcessExecution) ? 1 : 0;
        }

        return count;
    }

    private void Forget()
    {
        var bytes = 0L;
        foreach (var execution in _all)
        {
            bytes += execution.Log.Bytes;
        }

        for (var i = 0; i < _all.Count && (_all.Count > MostRemembered || bytes > MostKeptBytes);)
        {
            if (!_all[i].Ended)
            {
                i++;
                continue;
            }

            bytes -= _all[i].Log.Bytes;
            ForgetId(_all[i].Id);
            _all[i].Dispose();
            _all.RemoveAt(i);
        }
    }

    private void ForgetId(string id)
    {
        _forgotten.Add(id);
        _forgottenOrder.Enqueue(id);
        if (_forgottenOrder.Count > MostForgottenIds)
        {
            _forgotten.Remove(_forgottenOrder.Dequeue());
        }
    }
}
