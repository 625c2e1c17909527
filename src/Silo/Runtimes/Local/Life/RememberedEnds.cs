using Sandboxes.Grains;

namespace Sandboxes.Silo.Runtimes.Local.Life;

/// <summary>Why the last sandboxes ended, for whoever asks late. The oldest is forgotten at the limit.</summary>
internal sealed class RememberedEnds
{
    private const int Most = 4_096;

    private readonly Dictionary<string, Task<SandboxGone>> _ends = [];
    private readonly Queue<string> _order = new();

    public void Add(string name, Task<SandboxGone> gone)
    {
        _ends[name] = gone;
        _order.Enqueue(name);
        if (_order.Count > Most)
        {
            _ends.Remove(_order.Dequeue());
        }
    }

    /// <summary>What earlier managers noted, the oldest first.</summary>
    public void AddAll(IEnumerable<(string Sandbox, SandboxGone Gone)> ends)
    {
        foreach (var (sandbox, gone) in ends)
        {
            Add(sandbox, Task.FromResult(gone));
        }
    }

    public Task<SandboxGone>? Find(string name) => _ends.GetValueOrDefault(name);
}
