using System.Globalization;
using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Runtimes.Simulated;

/// <summary>The executions of one sandbox, bounded as the agent's are.</summary>
internal sealed class SimulatedExecutions(TemplateSpec template, TimeProvider time)
{
    private const int MostRunning = 16;
    private const int MostRemembered = 64;
    private const int MostForgotten = 4_096;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SimulatedExecution> _executions = [];
    private readonly Queue<string> _order = new();
    private readonly HashSet<string> _forgotten = [];
    private readonly Queue<string> _forgottenOrder = new();
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
            if (request.Id is { } known && WasStarted(known))
            {
                return new ExecutionStarted(known);
            }

            if (Running >= MostRunning)
            {
                return new Refusal(RefusalCode.TooManyExecutions, $"{MostRunning} executions run already.") { RetryAfterSeconds = 1 };
            }

            return Remember(request.Id ?? NextId(), new SimulatedExecution(program, request, time));
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

    private Outcome<ExecutionStarted> Remember(string id, SimulatedExecution execution)
    {
        _executions.Add(id, execution);
        _order.Enqueue(id);
        if (_order.Count > MostRemembered)
        {
            Forget(_order.Dequeue());
        }

        return new ExecutionStarted(id);
    }

    private void Forget(string id)
    {
        _executions.Remove(id);
        _forgotten.Add(id);
        _forgottenOrder.Enqueue(id);
        if (_forgottenOrder.Count > MostForgotten)
        {
            _forgotten.Remove(_forgottenOrder.Dequeue());
        }
    }

    private bool WasStarted(string id) => _executions.ContainsKey(id) || _forgotten.Contains(id);

    private string NextId()
    {
        string id;
        do
        {
            id = string.Create(CultureInfo.InvariantCulture, $"e-{++_last}");
        }
        while (WasStarted(id));
        return id;
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
