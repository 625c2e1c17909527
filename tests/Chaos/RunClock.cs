namespace Sandboxes.Chaos;

/// <summary>Milliseconds since the run began, on the machine's monotonic clock; brings the product's times onto it.</summary>
internal sealed class RunClock(TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();

    public TimeProvider Time => time;

    public double BeganUnixMs { get; } = time.GetUtcNow().ToUnixTimeMilliseconds();

    public double Now => Math.Round(time.GetElapsedTime(_began).TotalMilliseconds, 3);

    public double Of(DateTimeOffset at) => at.ToUnixTimeMilliseconds() - BeganUnixMs;

    public Task Pause(double milliseconds, CancellationToken cancellation = default) =>
        Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time, cancellation);
}
