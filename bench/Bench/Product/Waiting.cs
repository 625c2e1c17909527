using System.Diagnostics;

namespace Sandboxes.Bench;

/// <summary>Waits by asking again and again, for what sends no signal.</summary>
internal static class Waiting
{
    private static readonly ManualResetEventSlim Never = new();

    public static bool Until(Func<bool> condition, TimeSpan limit, int pauseMs = 20)
    {
        var since = Stopwatch.StartNew();
        while (!condition())
        {
            if (since.Elapsed > limit)
            {
                return false;
            }

            Pause(pauseMs);
        }

        return true;
    }

    /// <summary>Until the pool holds its target and starts nothing.</summary>
    public static void UntilFull(SandboxClient client, int pauseMs = 20)
    {
        if (!Until(() => client.Pool("python").Full, TimeSpan.FromMinutes(2), pauseMs))
        {
            throw new BenchException($"The pool was not full again in two minutes: {client.Pool("python")}");
        }
    }

    public static void Pause(int milliseconds) => Never.Wait(milliseconds);
}
