namespace Sandboxes.EndToEnd;

/// <summary>The one place that waits for what sends no signal, such as a process of the machine that is to be gone.</summary>
internal static class Until
{
    /// <summary>Far beyond what anything here takes; only a failure waits so long.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>The same for a cluster, whose parts take turns on one machine and wait for each other's deadlines.</summary>
    public static readonly TimeSpan ClusterDeadline = TimeSpan.FromSeconds(180);

    public static Task Holds(Func<bool> condition, string what) => Holds(() => Task.FromResult(condition()), what);

    public static Task Holds(Func<Task<bool>> condition, string what) => Holds(condition, what, Deadline);

    public static Task Holds(Func<Task<bool>> condition, string what, TimeSpan deadline) => Holds(condition, () => what, deadline);

    /// <summary><paramref name="what"/> is asked when it failed, so that it can say what was seen last.</summary>
    public static async Task Holds(Func<Task<bool>> condition, Func<string> what, TimeSpan deadline)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < deadline, $"Within {deadline.TotalSeconds} s it did not come about that {what()}.");
            await Task.Delay(Step, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
