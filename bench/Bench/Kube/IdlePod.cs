using System.Text.Json.Nodes;

namespace Sandboxes.Bench;

/// <summary>One of our idle pods as the pattern for pods made by hand: so both cost the nodes the same. It is read once, so that reading it is no part of what is timed.</summary>
internal sealed class IdlePod
{
    private const string Ours = "sandboxes.dev/template=python";
    private static readonly string[] OfThatPodAlone = ["nodeName", "affinity", "hostname"];
    private static readonly string[] Waiting = ["python3", "-c", "import time; time.sleep(600)"];

    private readonly JsonObject _spec;

    public IdlePod(KubeUnderTest cluster)
    {
        var pods = JsonNode.Parse(cluster.Kubectl(null, "get", "pods", "--all-namespaces", "--selector", Ours, "--field-selector=status.phase=Running", "--output=json"))!;
        var pod = pods["items"]!.AsArray() is { Count: > 0 } items ? items[0]! : throw new BenchException("The cluster has no python sandbox that runs.");
        (Namespace, _spec) = (pod["metadata"]!["namespace"]!.GetValue<string>(), pod["spec"]!.AsObject());
        Array.ForEach(OfThatPodAlone, field => _spec.Remove(field));
        var main = _spec["containers"]![0]!.AsObject();
        main["command"] = new JsonArray([.. Waiting.Select(part => (JsonNode)part)]);
        main.Remove("args");
    }

    public string Namespace { get; }

    /// <summary>A manifest with the pattern's image, limits, volumes and security context, with a program that waits; on whichever node.</summary>
    public string ByHand(string name) => new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Pod",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = Namespace, ["labels"] = new JsonObject { ["bench"] = "by-hand" } },
        ["spec"] = _spec.DeepClone(),
    }.ToJsonString();
}
