using System.Diagnostics;

namespace Sandboxes.Chaos.Cluster;

/// <summary>A program of the system, run to its end.</summary>
internal static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task Run(string program, params string[] arguments)
    {
        if (await TryRun(program, arguments) is { } failure)
        {
            throw new ChaosException(failure);
        }
    }

    /// <summary>Null, or what went wrong.</summary>
    public static async Task<string?> TryRun(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new ChaosException($"{program} did not start.");
        using var limit = new CancellationTokenSource(Patience);
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode == 0 ? null : $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {string.Concat(said)}";
    }
}
