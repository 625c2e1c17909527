using Microsoft.Extensions.Hosting;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>Reads the templates: once before the silo takes part, and then again and again, for what was said while it could not hear. It also keeps awake whoever decides the rollouts.</summary>
internal sealed partial class TemplateFollower(IGrainFactory grains, TemplateCatalog catalog, TimeProvider time, ILogger<TemplateFollower> logger) : BackgroundService
{
    /// <summary>A silo that missed a change has it by then.</summary>
    public static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(10);

    /// <summary>Nothing is made before the first reading, so that one is tried again soon.</summary>
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>A silo that starts waits for the templates no longer than this; its pools then wait for them.</summary>
    private static readonly TimeSpan LongestAtStart = TimeSpan.FromSeconds(5);

    public Task ReadAtStart() => Task.WhenAny(Read(), Task.Delay(LongestAtStart, time));

    private async Task Read()
    {
        try
        {
            if (await grains.GetGrain<ITemplateCatalogGrain>(0).Read(catalog.Version) is { } row)
            {
                catalog.Follow(row);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Whatever it was, an exception of the storage included: it is tried again, and what is known holds.
            LogNotRead(failure.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(catalog.IsLoaded ? ReadEvery : AgainAfter, time, stoppingToken);
            await Read().WaitAsync(stoppingToken);
        }
    }

    [LoggerMessage(123, LogLevel.Warning, "The templates could not be read now: {Why}")]
    private partial void LogNotRead(string why);
}
