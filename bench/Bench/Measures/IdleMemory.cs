namespace Sandboxes.Bench;

/// <summary>What one idle sandbox keeps for itself alone.</summary>
internal static class IdleMemory
{
    private const double Mb = 1 << 20;

    public static Row Measure(ProgramUnderTest program)
    {
        using var client = program.Connect();
        Waiting.UntilFull(client);
        var tree = ProcessTree.Read();
        var sandboxes = tree.Children(program.Id).Select(root => Processes(tree, root)).Where(all => all.Count > 1).ToList();
        var sizes = sandboxes.Select(all => PrivateMemory.Of(all)).ToList();
        return sizes.Count == 0 || sizes.Contains(null)
            ? Unreadable()
            : Found([.. sizes.Select(size => size!.Value).OrderBy(size => size.Total)], sandboxes[0].Count);
    }

    private static List<int> Processes(ProcessTree tree, int root) => [root, .. tree.Descendants(root)];

    private static Row Found(List<PrivateMemory> sizes, int processes)
    {
        var median = sizes[sizes.Count / 2];
        var bare = BareBubblewrap();
        return Empty with
        {
            Measured = $"{median.Total / Mb:0.0} MB ({median.Dirty / Mb:0.0} dirty)",
            P99 = $"{sizes[^1].Total / Mb:0.0} MB (most)",
            Samples = $"{sizes.Count} of {processes} processes",
            Cold = $"bwrap + python3: {bare.Total / Mb:0.0} MB",
            Ratio = "",
            Reached = median.Total <= 8 * Mb,
        };
    }

    private static PrivateMemory BareBubblewrap()
    {
        using var bare = Bubblewrap.Start(Bubblewrap.WaitingPython);
        bare.StandardOutput.ReadLine();
        var size = PrivateMemory.Of([bare.Id, .. ProcessTree.Read().Descendants(bare.Id)]) ?? default;
        bare.StandardInput.Close();
        bare.WaitForExit();
        return size;
    }

    private static Row Empty { get; } = new()
    {
        Measure = "private memory of one idle Python sandbox (Private_Dirty + Private_Clean)",
        Reach = "8 MB",
        Measured = "",
        Cold = "",
    };

    private static Row Unreadable() => Empty with { Measured = "only root may read it", Cold = "not measured" };
}
