using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Runtimes.Local.State;

namespace Sandboxes.Silo.Runtimes.Local.Life;

/// <summary>The sandboxes of this manager: as many as its capacity, each counted until nothing of it is left.</summary>
internal sealed class SandboxRegistry(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly RememberedEnds _ends = new();
    private long _lastNumber;
    private bool _closed;

    public int Capacity => capacity;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Gets the sandbox of that id or makes a new one, and says which it was: true for new.</summary>
    /// <exception cref="SandboxRuntimeException">There is no room for another.</exception>
    public bool Accept(SandboxId id, Machine machine, TimeProvider time, out LocalSandbox sandbox)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(id.Name, out var known))
            {
                sandbox = known.Sandbox;
                return false;
            }

            RefuseIfFull();
            sandbox = new(machine, id, ++_lastNumber, machine.Uids?.Take(), time);
            _entries[id.Name] = new(sandbox);
            return true;
        }
    }

    public Entry? Find(SandboxId id)
    {
        lock (_gate)
        {
            return _entries.TryGetValue(id.Name, out var entry) && entry.Sandbox.Id == id ? entry : null;
        }
    }

    /// <summary>Nothing of it is left: its place and its user are free.</summary>
    public void Left(LocalSandbox sandbox, UidBlock? uids)
    {
        lock (_gate)
        {
            _ends.Add(sandbox.Id.Name, sandbox.Gone);
            _entries.Remove(sandbox.Id.Name, out var entry);
            if (sandbox.Uid is { } uid)
            {
                uids!.Return(uid);
            }

            entry!.SetLeft();
        }
    }

    public Task<SandboxGone> Gone(SandboxId id)
    {
        lock (_gate)
        {
            return Find(id)?.Sandbox.Gone ?? _ends.Find(id.Name) ?? Task.FromResult(new SandboxGone(EndReason.Crashed, "unknown to this runtime"));
        }
    }

    /// <summary>Names of those that have not ended.</summary>
    public IReadOnlyList<string> Live()
    {
        lock (_gate)
        {
            return [.. _entries.Where(entry => !entry.Value.Sandbox.Gone.IsCompleted).Select(entry => entry.Key)];
        }
    }

    /// <summary>Whether something of that name may still run: it is not one that has ended.</summary>
    public bool IsNotGone(string name)
    {
        lock (_gate)
        {
            return _entries.TryGetValue(name, out var entry) ? !entry.Sandbox.Gone.IsCompleted : _ends.Find(name) is null;
        }
    }

    public IReadOnlyList<Entry> Entries()
    {
        lock (_gate)
        {
            return [.. _entries.Values];
        }
    }

    /// <summary>Refuses all new ones from now on.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }

    private void RefuseIfFull()
    {
        if (_closed)
        {
            throw new SandboxRuntimeException("The Local runtime is being stopped.");
        }

        if (_entries.Count >= capacity)
        {
            throw new SandboxRuntimeException($"This machine's {capacity} sandboxes are all in use (Local:Capacity).");
        }
    }

    internal sealed class Entry(LocalSandbox sandbox)
    {
        private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LocalSandbox Sandbox => sandbox;

        /// <summary>Completes when nothing of it is left.</summary>
        public Task Left => _left.Task;

        public void SetLeft() => _left.SetResult();
    }
}
