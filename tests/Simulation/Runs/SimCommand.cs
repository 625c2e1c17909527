namespace Sandboxes.Simulation;

/// <summary>Runs seed after seed, tells the first failing one as short as it gets, and says how fast it went.</summary>
internal sealed class SimCommand(SimulationOptions options, TimeProvider time, TextWriter output)
{
    public bool Run()
    {
        var (from, steps, virtualTime) = (time.GetTimestamp(), 0L, TimeSpan.Zero);
        for (var nth = 0; nth < options.Seeds; nth++)
        {
            var result = SimRun.Of(new(options.Seed + (ulong)nth) { MostSteps = options.Steps, Tells = options.Story });
            (steps, virtualTime) = (steps + result.Steps, virtualTime + result.Virtual);
            if (options.Story)
            {
                Tell(result);
            }

            if (result.Violation is not null)
            {
                Report(result);
                return false;
            }
        }

        var seconds = time.GetElapsedTime(from).TotalSeconds;
        output.WriteLine($"{options.Seeds} seeds from {options.Seed}: {steps:N0} steps in {seconds:0.0} s ({steps / seconds:N0} a second), {virtualTime.TotalHours:0.0} hours of virtual time, nothing violated");
        return true;
    }

    private void Report(RunResult failed)
    {
        output.WriteLine($"seed {failed.Scenario.Seed} violates {failed.Violation!.Kind} at step {failed.Steps:N0} after {failed.Happened.Count} faults: {failed.Violation.Sentence}");
        output.WriteLine($"again: make simulate SEEDS=1 SEED={failed.Scenario.Seed}");
        if (options.Shrink)
        {
            var shrunk = Shrinker.Shrink(failed);
            output.WriteLine($"shrunk to {shrunk.Steps:N0} steps and {shrunk.Happened.Count} faults: {string.Join(", ", shrunk.Happened.Select(injection => $"{injection.Fault} {injection.Nth}"))}");
            Tell(shrunk);
        }
    }

    private void Tell(RunResult result)
    {
        foreach (var line in result.Lines.TakeLast(options.Lines))
        {
            output.WriteLine(line);
        }
    }
}
