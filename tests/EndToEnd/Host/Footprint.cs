namespace Sandboxes.EndToEnd;

/// <summary>All that a running product has put onto the machine, so that a test can demand that it is gone.</summary>
internal sealed class Footprint
{
    private readonly IReadOnlyList<HostProcess> _processes;
    private readonly IReadOnlyList<string> _cgroups;
    private readonly Scratch _scratch;

    private Footprint(IReadOnlyList<HostProcess> processes, IReadOnlyList<string> cgroups, Scratch scratch)
    {
        _processes = processes;
        _cgroups = cgroups;
        _scratch = scratch;
    }

    /// <summary>The product's processes but for its own: sandboxes and all that runs in them.</summary>
    public IReadOnlyList<HostProcess> Processes => _processes;

    public IReadOnlyList<string> Cgroups => _cgroups;

    public static Footprint Of(Product product)
    {
        var footprint = new Footprint(HostProcess.DescendantsOf(product.ProcessId), NotedCgroups(product.Scratch.State), product.Scratch);
        Assert.NotEmpty(footprint._processes);
        return footprint;
    }

    /// <summary>Ends the product by <paramref name="end"/> and demands that no process, mount, cgroup, socket or file of it is left.</summary>
    public async Task AssertGoneAfterAsync(Func<Task> end)
    {
        await end();
        await Until.Holds(() => !_processes.Any(process => process.IsAlive), "no process of a sandbox is left");
        Assert.DoesNotContain(_cgroups, Directory.Exists);
        AssertNoMount();
        Assert.False(Directory.Exists(_scratch.State), $"{_scratch.State} is left with {string.Join(", ", EntriesOf(_scratch.State))}");
        Assert.Empty(EntriesOf(_scratch.Temporary));
    }

    public void AssertNoMount() =>
        Assert.DoesNotContain(File.ReadAllLines("/proc/self/mountinfo"), line => line.Contains(_scratch.State, StringComparison.Ordinal));

    // Each manager notes the cgroups that it made, so that the next one can remove them if it cannot.
    private static string[] NotedCgroups(string state) =>
        [.. Directory.GetDirectories(state).Select(manager => Path.Combine(manager, "cgroups")).Where(File.Exists).SelectMany(File.ReadAllLines)];

    private static string[] EntriesOf(string folder) =>
        Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder) : [];
}
