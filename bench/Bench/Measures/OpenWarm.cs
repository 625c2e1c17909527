namespace Sandboxes.Bench;

/// <summary>Opens one after the other on one connection, from a full pool; the sessions are released, and the pool is full again, before the next batch.</summary>
internal static class OpenWarm
{
    /// <summary>Less than half of the pool, so that no refill runs beside it (that has its own row).</summary>
    public const int Batch = 50;

    public static Row Open(ProgramUnderTest program, BenchOptions options, ColdStarts cold)
    {
        using var client = program.Connect();
        var warm = Batches(client, options.Samples(1_000), withCell: false);
        return Row.Of("open a warm session, sequential", "p50 0.6 ms, p99 5 ms", warm, cold.Python, "bwrap + python3", warm.P50 <= 0.6 && warm.P99 <= 5);
    }

    public static Row FirstOutput(ProgramUnderTest program, BenchOptions options, ColdStarts cold)
    {
        using var client = program.Connect();
        var warm = Batches(client, options.Samples(500), withCell: true);
        var reached = warm.P50 <= 2 && cold.Python.P50 >= 15 * warm.P50;
        return Row.Of("open + first cell's output", "p50 2 ms, 15 x faster than cold", warm, cold.Python, "bwrap + python3 -c", reached);
    }

    /// <param name="client">Its connection is the only one.</param>
    /// <param name="samples">At least as many, in whole batches.</param>
    /// <param name="withCell">A first cell's output belongs to it.</param>
    /// <param name="batch">Opens from one full pool.</param>
    /// <param name="settle">Waits between batches; null: until the pool is full.</param>
    public static Latency Batches(SandboxClient client, int samples, bool withCell, int batch = Batch, Action? settle = null)
    {
        var latency = new Latency();
        settle ??= () => Waiting.UntilFull(client);
        OneBatch(client, new Latency(), withCell, batch, settle);
        while (latency.Count < samples)
        {
            OneBatch(client, latency, withCell, batch, settle);
        }

        return latency;
    }

    private static void OneBatch(SandboxClient client, Latency latency, bool withCell, int batch, Action settle)
    {
        var ids = Names.Next(batch);
        var opens = ids.Select(client.OpenRequest).ToList();
        var cells = ids.Select(id => client.ExecuteRequest(id, SandboxClient.Cell)).ToList();
        for (var i = 0; i < batch; i++)
        {
            latency.Time(() => Once(client, opens[i], withCell ? cells[i] : null));
        }

        Array.ForEach(ids, client.Release);
        settle();
    }

    private static void Once(SandboxClient client, byte[] open, byte[]? cell)
    {
        SandboxClient.CheckOpened(client.Send(open));
        if (cell is not null)
        {
            SandboxClient.CheckCell(client.Send(cell));
        }
    }
}
