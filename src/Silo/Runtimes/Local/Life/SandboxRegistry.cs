using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Runtimes.Local.Ledger;
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
    public bool Accept(SandboxId id, TemplateSpec template, Machine machine, TimeProvider time, out LocalSandbox sandbox)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(id.Name, out var known))
            {
                sandbox = known.Sandbox;
                return false;
            }

            RefuseIfFull();
            sandbox = new(machine, new(id, template.Name, template.Revision, template.Scope), ++_lastNumber, machine.Uids?.Take(), time);
            _entries[id.Name] = new(sandbox);
            return true;
        }
    }

    /// <summary>Takes over what an earlier manager left. Before anything else is accepted.</summary>
    public IReadOnlyList<(LocalSandbox Sandbox, Survivor Survivor)> Inherit(Inheritance inheritance, Machine machine, string node, TimeProvider time)
    {
        lock (_gate)
        {
            _lastNumber = inheritance.LastNumber;
            _ends.AddAll(machine.Ledger!.Ends.ReadAll());
            return [.. inheritance.Survivors.Select(survivor => (Inherit(survivor, machine, node, time), survivor))];
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

    /// <summary>Those that have not ended.</summary>
    public IReadOnlyList<FoundSandbox> Live()
    {
        lock (_gate)
        {
            return [.. _entries.Values.Select(entry => entry.Sandbox).Where(sandbox => !sandbox.Gone.IsCompleted).Select(sandbox => sandbox.Found)];
        }
    }

    /// <summary>Whether nothing is known of that name: it is none that lives or has ended.</summary>
    public bool IsUnknown(string name)
    {
        lock (_gate)
        {
            return !_entries.ContainsKey(name) && _ends.Find(name) is null;
        }
    }

    /// <summary>Completes when all that were accepted have been started, or could not be.</summary>
    public Task AllStarted() => Task.WhenAll(Entries().Select(entry => entry.Sandbox.Started));

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

    private LocalSandbox Inherit(Survivor survivor, Machine machine, string node, TimeProvider time)
    {
        var record = survivor.Record;
        var sandbox = new LocalSandbox(machine, new(new(node, record.Name), record.Template, record.Revision, record.Scope), record.Number, record.Uid, time);
        _entries[record.Name] = new(sandbox);
        if (record.Uid is { } uid)
        {
            machine.Uids!.TakeOver(uid);
        }

        return sandbox;
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
