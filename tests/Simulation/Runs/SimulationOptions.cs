using System.Globalization;

namespace Sandboxes.Simulation;

/// <summary>What the command is asked for.</summary>
internal sealed class SimulationOptions
{
    public const string Usage = "usage: --seeds N [--seed FIRST] [--steps MOST_OF_EACH] [--story] [--lines N] [--no-shrink]";

    /// <summary>Seeds, one after the other from <see cref="Seed"/>. 1 to 10,000,000. Default: 100.</summary>
    public int Seeds { get; private set; } = 100;

    /// <summary>The first. Default: drawn.</summary>
    public ulong Seed { get; private set; } = (ulong)Random.Shared.NextInt64(1, 1_000_000_000);

    /// <summary>Steps of a run after which it ends unjudged. 1 and more. Default: no limit.</summary>
    public long Steps { get; private set; } = long.MaxValue;

    /// <summary>Tells each run.</summary>
    public bool Story { get; private set; }

    /// <summary>Lines of a story that are printed: its end. 1 and more. Default: 200.</summary>
    public int Lines { get; private set; } = 200;

    /// <summary>Makes a failing run smaller. Default: true.</summary>
    public bool Shrink { get; private set; } = true;

    /// <summary>Null: they cannot be understood.</summary>
    public static SimulationOptions? Parse(IReadOnlyList<string> args)
    {
        var options = new SimulationOptions();
        for (var index = 0; index < args.Count; index++)
        {
            if (!options.Take(args[index], index + 1 < args.Count ? args[index + 1] : "", ref index))
            {
                return null;
            }
        }

        return options;
    }

    private bool Take(string name, string value, ref int index)
    {
        switch (name)
        {
            case "--story":
                return Story = true;
            case "--no-shrink":
                return !(Shrink = false);
            case "--seeds" when int.TryParse(value, CultureInfo.InvariantCulture, out var seeds) && seeds is > 0 and <= 10_000_000:
                (Seeds, index) = (seeds, index + 1);
                return true;
            case "--seed" when ulong.TryParse(value, CultureInfo.InvariantCulture, out var seed):
                (Seed, index) = (seed, index + 1);
                return true;
            case "--steps" when long.TryParse(value, CultureInfo.InvariantCulture, out var steps) && steps > 0:
                (Steps, index) = (steps, index + 1);
                return true;
            case "--lines" when int.TryParse(value, CultureInfo.InvariantCulture, out var lines) && lines > 0:
                (Lines, index) = (lines, index + 1);
                return true;
            default:
                return false;
        }
    }
}
