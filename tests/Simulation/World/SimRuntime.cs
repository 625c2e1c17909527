using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Simulation;

/// <summary>
/// A runtime as one silo sees it. It refuses, loses answers, boots slowly or not at all, lists what is gone and not what is there, and learns late what ended. Whatever is
/// under way when its silo dies is done, and nobody hears of it.
/// </summary>
internal sealed class SimRuntime(World world, SimSilo silo) : ISandboxRuntime
{
    /// <summary>An image of which nothing is created, and one of which everything ends before it has booted.</summary>
    public const string Refused = "refused";
    public const string Crashing = "crashing";

    private static readonly TimeSpan LaggedAtMost = TimeSpan.FromSeconds(60);

    public string Name => "simulated";

    public bool NodesAreSilos => world.Topology.NodesAreSilos;

    public bool SandboxesOutlive => true;

    public TimeSpan LongestStart => TimeSpan.FromSeconds(60);

    public async ValueTask<IReadOnlyList<NodeView>> ListNodes(CancellationToken cancellation)
    {
        await Reach(cancellation);
        return [.. world.Nodes.Where(node => !NodesAreSilos || node.Name == silo.Name).Select(View)];
    }

    public async ValueTask<IReadOnlyList<FoundSandbox>> List(string node, CancellationToken cancellation)
    {
        await Reach(cancellation);
        if (world.Faults.Hits(Fault.ListFails))
        {
            throw new SandboxRuntimeException("The listing failed.");
        }

        var listed = Found(world.Node(node));
        await Reach(cancellation);
        return listed;
    }

    public async ValueTask Create(SandboxId id, TemplateSpec template, CancellationToken cancellation)
    {
        await Reach(cancellation);
        var node = world.Node(id.Node);
        if (template.Image?.StartsWith(Refused, StringComparison.Ordinal) == true)
        {
            throw new SandboxRuntimeException("There is no such image.");
        }

        if (node.IsDead || world.Faults.Hits(Fault.CreateFails))
        {
            throw new SandboxRuntimeException("It could not be created.") { Reason = world.Draw.Percent(20) ? EndReason.Quota : EndReason.StartFailed };
        }

        if (world.IsQuotaFull(template.Scope) && !world.Ever.Contains(id.Name))
        {
            throw new SandboxRuntimeException("The quota is full.") { Reason = EndReason.Quota };
        }

        if (world.Ever.Add(id.Name))
        {
            var sandbox = new SimSandbox(world, node, id, template);
            node.Sandboxes.Add(id.Name, sandbox);
            world.Story.Tell($"sandbox {id.Name} of {template.Scope}/{template.Name} revision {template.Revision} begins on {node.Name}");
            _ = sandbox.Boot(BootTime(), world.Faults.Hits(Fault.BootFails) || !Deployer.Starts(template));
        }

        if (world.Faults.Hits(Fault.CreateAnswerLost))
        {
            world.Story.Tell($"nobody hears that {id.Name} was created");
            throw new SandboxRuntimeException("Whether it was created is unknown.");
        }

        await Reach(cancellation);
    }

    public async ValueTask Remove(SandboxId id, CancellationToken cancellation)
    {
        await Reach(cancellation);
        if (world.Faults.Hits(Fault.RemoveFails))
        {
            throw new SandboxRuntimeException("It could not be removed.");
        }

        if (world.Node(id.Node).Sandboxes.TryGetValue(id.Name, out var sandbox))
        {
            sandbox.End(EndReason.Released);
        }

        await Reach(cancellation);
    }

    public async ValueTask<ISandboxChannel> OpenChannel(SandboxId id, CancellationToken cancellation)
    {
        await Reach(cancellation);
        if (!world.Node(id.Node).Sandboxes.TryGetValue(id.Name, out var sandbox))
        {
            throw new SandboxRuntimeException("There is no such sandbox.");
        }

        await sandbox.Booted.WaitAsync(cancellation);
        if (world.Faults.Hits(Fault.ChannelStalled))
        {
            sandbox.HurtAt = world.Now;
            await new TaskCompletionSource().Task.WaitAsync(cancellation);
        }

        await Reach(cancellation);
        return sandbox.IsGone ? throw new SandboxRuntimeException("It ended.") : new SimChannel(world, silo, sandbox);
    }

    public Task<SandboxGone> Gone(SandboxId id)
    {
        var node = world.Node(id.Node);
        return node.Sandboxes.TryGetValue(id.Name, out var living)
            ? living.Noticed
            : node.Ended.FirstOrDefault(ended => ended.Id.Name == id.Name)?.Noticed ?? Task.FromResult(new SandboxGone(EndReason.Crashed, "It is not known."));
    }

    /// <summary>Whether a runtime answers whoever is dead does not matter: nobody reads it.</summary>
    private async ValueTask Reach(CancellationToken cancellation)
    {
        await world.Kernel.Pause(TimeSpan.FromMicroseconds(world.Draw.Between(100, 10_000)));
        cancellation.ThrowIfCancellationRequested();
        if (!silo.IsAlive)
        {
            await new TaskCompletionSource().Task;
        }
    }

    private TimeSpan BootTime() => world.Faults.Hits(Fault.BootSlow)
        ? world.Draw.Between(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(80))
        : world.Draw.Between(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(400));

    private NodeView View(SimNode node) => new()
    {
        Node = node.Name,
        Runtime = Name,
        State = node.IsDead ? NodeStates.Away : node.State,
        Capacity = world.Topology.Capacity,
        Room = world.Topology.Room,
        Used = node.Sandboxes.Count,
    };

    private List<FoundSandbox> Found(SimNode node)
    {
        var listed = new List<FoundSandbox>(node.Sandboxes.Count);
        foreach (var sandbox in node.Sandboxes.Values)
        {
            if (world.Faults.Hits(Fault.ListMisses))
            {
                sandbox.HurtAt = world.Now;
                world.Story.Tell($"a listing of {node.Name} leaves out {sandbox.Id.Name}");
                continue;
            }

            listed.Add(Found(sandbox));
        }

        while (node.Ended.TryPeek(out var oldest) && world.Now - oldest.GoneAt > LaggedAtMost * 2)
        {
            node.Ended.Dequeue();
        }

        if (world.Faults.Hits(Fault.ListLags))
        {
            world.Story.Tell($"a listing of {node.Name} has what is gone");
            listed.AddRange(node.Ended.Where(ended => world.Now - ended.GoneAt < LaggedAtMost).Select(Found));
        }

        return listed;
    }

    private static FoundSandbox Found(SimSandbox sandbox) => new(sandbox.Id, sandbox.Template.Name, sandbox.Template.Revision, sandbox.Template.Scope);
}
