using System.Runtime.CompilerServices;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Simulation;

internal enum GrainKind { Pool, Session, Sandbox, Templates, Orders }

internal readonly record struct GrainKey(GrainKind Kind, string Name);

/// <summary>
/// One activation of a production grain, without Orleans around it: its turns, its timers, and its leaving when it is idle. When its silo dies it is
/// simply never heard of again.
/// </summary>
internal sealed partial class Activation(World world, SimSilo silo, GrainKey key)
{
    private readonly Queue<TaskCompletionSource> _turns = new();
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<SimGrainTimer> _timers = [];
    private Func<Task>? _row;
    private int _running;
    private bool _inTurn;

    public GrainKey Key => key;

    public SimSilo Silo => silo;

    public Grain Grain { get; private set; } = null!;

    public Task Ready { get; private set; } = Task.CompletedTask;

    /// <summary>Why it did not come to be; null: it did.</summary>
    public Exception? Broken { get; private set; }

    public bool IsLeaving { get; private set; }

    public bool HasLeft { get; private set; }

    /// <summary>Completes when it takes nothing any more, so that whoever came too late looks for the next one.</summary>
    public Task Left => _left.Task;

    public bool IsAlive => silo.IsAlive && !HasLeft;

    /// <summary>Since when it has been here.</summary>
    public TimeSpan Since { get; } = world.Now;

    public void Begin(Func<Activation, Grain> make)
    {
        SetContext(null, this, out _);
        Grain = make(this);
        SetContext(null, null!, out _);
        Ready = _row is null ? Grain.OnActivateAsync(CancellationToken.None) : ReadAndActivate(_row);
    }

    /// <summary>The row of the grain that is being made.</summary>
    public SimRow<T> Row<T>(string name) where T : class, new()
    {
        var row = new SimRow<T>(silo.Storage, name, GrainId);
        _row = row.ReadStateAsync;
        return row;
    }

    /// <summary>One whose row cannot be read does not come to be, and the next call makes another.</summary>
    private async Task ReadAndActivate(Func<Task> read)
    {
        try
        {
            await read();
            await Grain.OnActivateAsync(CancellationToken.None);
        }
        catch (StorageUnavailableException failure)
        {
            Broken = failure;
            Leave();
        }
    }

    /// <summary>False: it is leaving.</summary>
    public bool Enter()
    {
        if (IsLeaving)
        {
            return false;
        }

        _running++;
        return true;
    }

    /// <summary>Waits for the one before to be done.</summary>
    public Task Turn()
    {
        if (!_inTurn)
        {
            _inTurn = true;
            return Task.CompletedTask;
        }

        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _turns.Enqueue(turn);
        return turn.Task;
    }

    public void EndTurn()
    {
        if (_turns.TryDequeue(out var next))
        {
            next.SetResult();
        }
        else
        {
            _inTurn = false;
        }
    }

    public void Exit()
    {
        _running--;
        LeaveIfIdle();
    }

    public void Leave()
    {
        IsLeaving = true;
        LeaveIfIdle();
    }

    private void LeaveIfIdle()
    {
        if (IsLeaving && _running == 0 && !HasLeft && silo.IsAlive)
        {
            HasLeft = true;
            _ = Finish();
        }
    }

    private async Task Finish()
    {
        await Task.Yield();
        foreach (var timer in _timers)
        {
            timer.Dispose();
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30), silo.Time);
        try
        {
            await Grain.OnDeactivateAsync(new(DeactivationReasonCode.ApplicationRequested, "idle"), limit.Token);
        }
        catch (Exception failure) when (Faults.Pass(failure))
        {
            // As Orleans does: it leaves all the same.
        }

        world.Cluster.Forget(this);
        _left.TrySetResult();
    }

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "SetExecutionContext")]
    private static extern void SetContext([UnsafeAccessorType("Orleans.Runtime.RuntimeContext, Orleans.Core.Abstractions")] object? on, IGrainContext context, out IGrainContext? before);
}
