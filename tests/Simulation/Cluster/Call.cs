namespace Sandboxes.Simulation;

/// <summary>A call that waits for its answer; the cluster gives it up when its time is over or its silo is known to be dead.</summary>
internal abstract class PendingCall(SimSilo from, TimeSpan deadline)
{
    public SimSilo From => from;

    public TimeSpan Deadline => deadline;

    /// <summary>Where it was sent.</summary>
    public SimSilo? Target { get; protected set; }

    public abstract bool IsOver { get; }

    public abstract void Fail(Exception failure);
}

/// <summary>One call from a silo to a grain, and everything that can go wrong with it.</summary>
internal sealed class Call<TGrain, T>(World world, SimSilo from, GrainKey to, string verb, Func<TGrain, ValueTask<T>> body, bool inTurn, TimeSpan timeout)
    : PendingCall(from, world.Now + timeout)
{
    // Without asynchronous continuations: those of a WaitAsync would go to the thread pool.
    private readonly TaskCompletionSource<T> _answer = new();

    public override bool IsOver => _answer.Task.IsCompleted;

    public override void Fail(Exception failure) => _answer.TrySetException(failure);

    /// <summary>Never answered where the caller is dead.</summary>
    public Task<T> Start()
    {
        if (!From.IsAlive)
        {
            return _answer.Task;
        }

        world.Cluster.Add(this);
        _ = Travel();
        return _answer.Task;
    }

    private async Task Travel()
    {
        // A release names no incarnation, so one that came later than its answer would rightly end the next, and an order, or a template, that came later would rightly undo the one after it.
        if (verb is not ("release" or "drain" or "undrain" or "pause" or "resume" or "resize" or "put" or "delete") && world.Faults.Hits(Fault.RequestTwice))
        {
            _ = Again(world.Draw.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10)));
        }

        if (world.Faults.Hits(Fault.RequestLost) || world.Loses?.Invoke(verb, to) == true)
        {
            world.Story.Tell($"{verb} of {to.Name} is lost on the way from {From.Name}");
            return;
        }

        if (world.Delays?.Invoke(verb, to) is { } until)
        {
            await until;
        }

        await Deliver();
    }

    private async Task Again(TimeSpan after)
    {
        await world.Kernel.Pause(after);
        world.Story.Tell($"{verb} of {to.Name} from {From.Name} comes a second time");
        await Deliver();
    }

    private async Task Deliver()
    {
        await world.Hop();
        var target = await Entered();
        if (target is null)
        {
            return;
        }

        try
        {
            await Run(target);
        }
        finally
        {
            target.Exit();
        }
    }

    /// <summary>Null: there is none, and the caller hears so or nothing.</summary>
    private async Task<Activation?> Entered()
    {
        while (true)
        {
            Activation? target;
            try
            {
                target = world.Cluster.Locate(to, From);
            }
            catch (NodeAway away)
            {
                Fail(away.Passed);
                return null;
            }

            Target = target?.Silo;
            // What a silo says to itself does not reach its next life.
            if (target is null || !target.Silo.IsAlive || (!From.IsAlive && target.Silo.Index == From.Index))
            {
                return null;
            }

            if (target.Enter())
            {
                await target.Ready;
                if (target.Broken is null)
                {
                    return target;
                }

                target.Exit();
                Fail(target.Broken);
                return null;
            }

            await target.Left;
        }
    }

    private async Task Run(Activation target)
    {
        if (inTurn)
        {
            await target.Turn();
        }

        if (verb is "end" or "observe" or "retire" or "release")
        {
            world.Story.Tell($"{verb} of {to.Name} comes to {target.Silo.Name} from {From.Name}");
        }

        T? value = default;
        Exception? failure = null;
        try
        {
            value = await body((TGrain)(object)target.Grain);
        }
        catch (Exception error)
        {
            failure = error;
        }

        if (inTurn)
        {
            target.EndTurn();
        }

        world.Checks.Touched(target);
        if (verb == "holds" && world.Story.Tells)
        {
            world.Story.Tell($"{to.Name} on {target.Silo.Name} says of a lease, asked from {From.Name}: held {value} {failure?.Message}");
        }

        _ = Answer(target, value, failure);
    }

    private async Task Answer(Activation target, T? value, Exception? failure)
    {
        if (!target.Silo.IsAlive || target.Silo.Side != From.Side)
        {
            return;
        }

        if (target.Silo != From && world.Faults.Hits(Fault.ReplyLost))
        {
            world.Story.Tell($"the answer of {to.Name} to {verb} is lost on the way to {From.Name}");
            return;
        }

        await world.Hop();
        if (failure is not null)
        {
            world.Checks.CallFailed(verb, to, failure);
            Fail(failure);
        }
        else
        {
            _answer.TrySetResult(value!);
        }
    }
}
