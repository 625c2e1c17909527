using System.Text.Json.Nodes;

namespace Sandboxes.Bench;

/// <summary>One of our idle pods as the pattern for pods made by hand: so both cost the nodes the same.</summary>
internal static class IdlePod
{
    private const string Ours = "sandboxes.dev/template=python";

    public static string Image(KubeUnderTest cluster) => MainContainer(Pattern(cluster))["image"]!.GetValue<string>();

    public static string Namespace(KubeUnderTest cluster) => Pattern(cluster)["metadata"]!["namespace"]!.GetValue<string>();

    /// <summary>A manifest with the pattern's limits, volumes and security context, with another command; on whichever node.</summary>
    public static string ByHand(KubeUnderTest cluster, string name, string[] command, string image)
    {
        var pattern = Pattern(cluster);
        var spec = pattern["spec"]!.AsObject();
        foreach (var ofThisPod in (string[])["nodeName", "affinity", "hostname"])
        {
            spec.Remove(ofThisPod);
        }

        var main = MainContainer(pattern);
        (main["image"], main["command"]) = (image, new JsonArray([.. command.Select(part => (JsonNode)part)]));
        main.Remove("args");
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = pattern["metadata"]!["namespace"]!.GetValue<string>(), ["labels"] = new JsonObject { ["bench"] = "by-hand" } },
            ["spec"] = spec.DeepClone(),
        }.ToJsonString();
    }

    private static JsonObject MainContainer(JsonObject pod) => pod["spec"]!["containers"]![0]!.AsObject();

    private static JsonObject Pattern(KubeUnderTest cluster)
    {
        var pods = JsonNode.Parse(cluster.Kubectl(null, "get", "pods", "--all-namespaces", "--selector", Ours, "--field-selector=status.phase=Running", "--limit=1", "--output=json"))!;
        return pods["items"]!.AsArray() is { Count: > 0 } items ? items[0]!.AsObject() : throw new BenchException("The cluster has no python sandbox that runs.");
    }
}
