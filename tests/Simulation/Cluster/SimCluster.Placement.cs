using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Simulation;

internal sealed partial class SimCluster
{
    /// <summary>The activation that a call comes to. Null: on a silo of whose death nobody knows yet.</summary>
    public Activation? Locate(GrainKey key, SimSilo from)
    {
        var directory = _directories[from.Side];
        if (directory.TryGetValue(key, out var known))
        {
            return known;
        }

        if (Place(key, from) is not { } silo)
        {
            return null;
        }

        var activation = new Activation(world, silo, key);
        directory.Add(key, activation);
        world.Checks.Activated(activation);
        activation.Begin(Make);
        return activation;
    }

    private SimSilo? Place(GrainKey key, SimSilo from)
    {
        if (key.Kind == GrainKind.Session)
        {
            return from.IsAlive ? from : Reachable(from).FirstOrDefault();
        }

        if (!world.Topology.NodesAreSilos || key.Kind is GrainKind.Templates or GrainKind.Orders)
        {
            var here = Reachable(from).ToList();
            return here.Count == 0 ? null : here[(int)((uint)Hash(key.Name) % here.Count)];
        }

        var node = key.Name.Split('/')[0];
        var home = Silos.Find(silo => silo.Name == node && silo.Side == from.Side && !silo.IsKnownDead) ?? throw new NodeAway(node);
        return home.IsAlive ? home : null;
    }

    private IEnumerable<SimSilo> Reachable(SimSilo from) => Silos.Where(silo => silo.IsAlive && silo.Side == from.Side);

    /// <summary>The platform's own differs between processes.</summary>
    private static int Hash(string text) => text.Aggregate(17, (hash, letter) => unchecked((hash * 31) + letter));

    private Grain Make(Activation activation)
    {
        var silo = activation.Silo;
        return activation.Key.Kind switch
        {
            GrainKind.Pool => new NodePoolGrain(activation, silo.Runtime, silo.Templates, world.Scopes, silo, silo.Presence, world, SimNoMemory.Instance, Options.Create(world.Topology.Pool), silo.Time, NullLogger<NodePoolGrain>.Instance),
            GrainKind.Sandbox => new SandboxGrain(silo.Runtime, silo.Time, NullLogger<SandboxGrain>.Instance),
            GrainKind.Templates => new TemplateCatalogGrain(activation.Row<TemplateRow>("row"), silo.Templates, silo, silo.Directory, [], Options.Create(world.TemplateOptions), silo.Time, NullLogger<TemplateCatalogGrain>.Instance),
            GrainKind.Orders => new NodeOrdersGrain(silo.Storage, silo.Time, NullLogger<NodeOrdersGrain>.Instance),
            _ => new SessionGrain(silo.Storage, silo.Storage, silo.Templates, world.Scopes, silo.Directory, silo.Presence, silo.Warnings, Options.Create(world.SessionOptions), silo.Time, NullLogger<SessionGrain>.Instance),
        };
    }
}
