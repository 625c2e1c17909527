using System.Runtime.InteropServices;
using Sandboxes.Chaos;

// 0: nothing was violated. 1: something was. 2: the run could not be made.
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
try
{
    var options = ChaosOptions.Parse(args);
    if (options.Check is { } folder)
    {
        return ChaosRun.Judge(new(folder)) ? 0 : 1;
    }

    Console.WriteLine($"chaos for {options.Minutes} minutes with seed {options.Seed}");
    return await new ChaosRun(options, TimeProvider.System).Run(stop.Token) ? 0 : 1;
}
catch (Exception error) when (error is ChaosException or OperationCanceledException)
{
    Console.Error.WriteLine(error.Message);
    return 2;
}

void Cancel(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
