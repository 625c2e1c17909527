using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Silo.Runtimes.Simulated;

/// <summary>
/// Sandboxes in memory with the agent's real latch, for tests and for load: it isolates nothing and runs nothing but a few commands that it knows.
/// </summary>
public sealed class SimulatedRuntime : ISandboxRuntime, IAsyncDisposable
{
    private static readonly TimeSpan ExpireEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>The latest ends whose reasons are remembered.</summary>
    private const int MostGraves = 4_096;

    private static readonly Task<SandboxGone> Unknown = Task.FromResult(new SandboxGone(EndReason.NodeLost, "The node was started again and does not have it any more."));

    private readonly ConcurrentDictionary<SandboxId, SimulatedSandbox> _sandboxes = new();
    private readonly ConcurrentDictionary<SandboxId, SimulatedSandbox> _graves = new();
    private readonly ConcurrentQueue<SandboxId> _graveyard = new();
    private readonly SimulatedRuntimeOptions _options;
    private readonly TimeProvider _time;
    private readonly ITimer _expiry;
    private int _count;

    public SimulatedRuntime(IOptions<SimulatedRuntimeOptions> options, TimeProvider time)
    {
        (_options, _time) = (options.Value, time);
        _expiry = time.CreateTimer(_ => Expire(), null, ExpireEvery, ExpireEvery);
    }

    public string Name => "simulated";

    public bool NodesAreSilos => true;

    public bool SandboxesOutlive => false;

    public TimeSpan LongestStart { get; } = TimeSpan.FromSeconds(60);

    public SimulatedFaults Faults { get; } = new();

    /// <summary>Milliseconds from a creation until the agent answers, for creations from now on.</summary>
    public int BootMs { get => _options.BootMs; set => _options.BootMs = value; }

    public ValueTask<IReadOnlyList<NodeView>> ListNodes(CancellationToken cancellation) => ValueTask.FromResult<IReadOnlyList<NodeView>>(
    [
        new()
        {
            Node = _options.NodeName,
            Runtime = Name,
            State = "ready",
            Capacity = _options.Capacity,
            Used = _sandboxes.Count,
            Room = new(_options.MemoryBytes ?? long.MaxValue, _options.CpuMillis ?? long.MaxValue),
            Containment = ["Nothing is contained: these sandboxes are simulated and run no code."],
        },
    ]);

    public ValueTask<IReadOnlyList<FoundSandbox>> List(string node, CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<FoundSandbox>>([.. _sandboxes.Values.Where(sandbox => sandbox.Id.Node == node).Select(sandbox => sandbox.Found)]);

    public ValueTask Create(SandboxId id, TemplateSpec template, CancellationToken cancellation)
    {
        if (Faults.NextCreateFails() || template.Revision == Faults.FailRevision)
        {
            throw new SandboxRuntimeException("The simulation was told to fail this creation.");
        }

        if (Faults.NextQuotaIsFull())
        {
            throw new SandboxRuntimeException("The simulation was told that the quota is full.") { Reason = EndReason.Quota };
        }

        if (_sandboxes.ContainsKey(id))
        {
            return ValueTask.CompletedTask;
        }

        if (Interlocked.Increment(ref _count) > _options.Capacity)
        {
            Interlocked.Decrement(ref _count);
            throw new SandboxRuntimeException($"Node \"{id.Node}\" is full: it takes {_options.Capacity} sandboxes.");
        }

        var boot = BootMs > 0 ? Task.Delay(TimeSpan.FromMilliseconds(BootMs), _time, CancellationToken.None) : Task.CompletedTask;
        _sandboxes[id] = new(id, template, boot, Faults, _time, Forget);
        return ValueTask.CompletedTask;
    }

    public ValueTask Remove(SandboxId id, CancellationToken cancellation)
    {
        if (_sandboxes.TryGetValue(id, out var sandbox))
        {
            sandbox.End(new(EndReason.Released, "removed"));
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask<ISandboxChannel> OpenChannel(SandboxId id, CancellationToken cancellation)
    {
        if (!_sandboxes.TryGetValue(id, out var sandbox))
        {
            throw new SandboxRuntimeException($"There is no sandbox {id}.");
        }

        if (!sandbox.Booted.IsCompleted)
        {
            await sandbox.Booted.WaitAsync(cancellation);
        }

        return sandbox.Connect();
    }

    public Task<SandboxGone> Gone(SandboxId id) =>
        _sandboxes.TryGetValue(id, out var sandbox) || _graves.TryGetValue(id, out sandbox) ? sandbox.Gone : Unknown;

    /// <summary>The sandbox dies, as if its process 1 had been killed from outside.</summary>
    public void Crash(SandboxId id, EndReason reason = EndReason.Crashed)
    {
        if (_sandboxes.TryGetValue(id, out var sandbox))
        {
            sandbox.End(new(reason, "The simulation was told to crash it."));
        }
    }

    /// <summary>Every channel to the sandbox breaks; the sandbox lives.</summary>
    public void Cut(SandboxId id)
    {
        if (_sandboxes.TryGetValue(id, out var sandbox))
        {
            sandbox.CutChannels();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _expiry.DisposeAsync();
        foreach (var sandbox in _sandboxes.Values)
        {
            sandbox.End(new(EndReason.Drained, "The runtime stops."));
        }
    }

    private void Expire()
    {
        foreach (var (_, sandbox) in _sandboxes)
        {
            sandbox.Expire();
        }
    }

    private void Forget(SandboxId id)
    {
        if (!_sandboxes.TryRemove(id, out var sandbox))
        {
            return;
        }

        Interlocked.Decrement(ref _count);
        _graves[id] = sandbox;
        _graveyard.Enqueue(id);
        if (_graveyard.Count > MostGraves && _graveyard.TryDequeue(out var oldest))
        {
            _graves.TryRemove(oldest, out _);
        }
    }
}
