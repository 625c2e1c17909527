using System.Globalization;
using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Runtimes.Simulated;

/// <summary>The executions of one sandbox, bounded as the agent's are.</summary>
internal sealed class SimulatedExecutions(TemplateSpec template, TimeProvider time)
{
    private const int MostRunning = 16;
    private const int MostRemembered = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SimulatedExecution> _executions = [];
    private readonly Queue<string> _order = new();
    private int _last;

    public int Running
    {
        get
        {
            lock (_lock)
            {
                return _executions.Values.Count(execution => !execution.Ended);
            }
        }
    }

    public Outcome<ExecutionStarted> Start(ExecutionRequest request)
    {
        var (program, refusal) = SimulatedProgram.Of(request, template);
        if (program is null)
        {
            return refusal!;
        }

        lock (_lock)
        {
            if (Running >= MostRunning)
            {
                return new Refusal(RefusalCode.TooManyExecutions, $"{MostRunning} executions run already.") { RetryAfterSeconds = 1 };
            }

            return Remember(new SimulatedExecution(program, request, time));
        }
    }

    public async ValueTask<Outcome<ExecutionEvents>> Read(string id, long after, TimeSpan wait, CancellationToken cancellation) =>
        Find(id) is { } execution ? await execution.Read(after, wait, cancellation) : NotFound(id);

    public Outcome<StdinTaken> WriteStdin(string id, ReadOnlySpan<byte> data, bool close) =>
        Find(id) is { } execution ? execution.WriteStdin(data, close) : NotFound(id);

    public Outcome<Done> Signal(string id, string signal)
    {
        if (Find(id) is not { } execution)
        {
            return NotFound(id);
        }

        if (execution.Ended)
        {
            return new Refusal(RefusalCode.ExecutionEnded, "The execution has ended.");
        }

        execution.Finish(signal == "INT" ? Verdict.Interrupted : Verdict.Signal, null, signal);
        return Done.Instance;
    }

    public Outcome<Done> Cancel(string id)
    {
        if (Find(id) is not { } execution)
        {
            return NotFound(id);
        }

        execution.Finish(Verdict.Cancelled, null, "KILL");
        return Done.Instance;
    }

    public void Lose()
    {
        lock (_lock)
        {
            foreach (var execution in _executions.Values)
            {
                execution.Finish(Verdict.SandboxLost, null, null);
            }
        }
    }

    private Outcome<ExecutionStarted> Remember(SimulatedExecution execution)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"e-{++_last}");
        _executions.Add(id, execution);
        _order.Enqueue(id);
        if (_order.Count > MostRemembered)
        {
            _executions.Remove(_order.Dequeue());
        }

        return new ExecutionStarted(id);
    }

    private SimulatedExecution? Find(string id)
    {
        lock (_lock)
        {
            return _executions.GetValueOrDefault(id);
        }
    }

    private static Refusal NotFound(string id) => new(RefusalCode.ExecutionNotFound, $"There is no execution \"{id}\" (any more).");
}
