using Sandboxes.Simulation;

// 0: nothing was violated. 1: something was. 2: the arguments are wrong.
if (SimulationOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(SimulationOptions.Usage);
    return 2;
}

return new SimCommand(options, TimeProvider.System, Console.Out).Run() ? 0 : 1;
