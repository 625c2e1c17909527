namespace Sandboxes.Silo.Hosting;

/// <summary>A frontend that finds no silo, or no database that knows one, looks again for ever.</summary>
internal sealed partial class Reconnecting(TimeProvider time, ILogger<Reconnecting> log) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private TimeSpan _pause = FirstPause;
    private string? _said;

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (_said != exception.Message)
        {
            LogLooking(_said = exception.Message);
        }

        await Task.Delay(_pause, time, cancellationToken);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        return true;
    }

    [LoggerMessage(300, LogLevel.Warning, "No silo of the cluster was reached yet, looking again: {Reason}")]
    private partial void LogLooking(string reason);
}
