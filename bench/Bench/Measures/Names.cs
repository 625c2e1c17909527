namespace Sandboxes.Bench;

/// <summary>Session ids, never one twice.</summary>
internal static class Names
{
    private static int _last;

    public static string Next() => $"b-{Interlocked.Increment(ref _last)}";

    public static string[] Next(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];
}
