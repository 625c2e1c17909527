using System.Diagnostics;
using System.Text.RegularExpressions;
using k8s;
using Sandboxes.Testing;

namespace Sandboxes.Kube.Tests.Manifests;

/// <summary>The objects of an overlay in k8s/, as kubectl makes them of it.</summary>
internal sealed class Rendered
{
    private readonly string[] _documents;

    private Rendered(string text) => _documents = text.Split("\n---\n");

    /// <summary>Those of one kind and group; k8s/ has each kind in one version, but disruption budgets.</summary>
    public IReadOnlyList<T> All<T>(string kind) => [.. _documents.Where(document => Regex.IsMatch(document, $"^kind: {kind}\r?$", RegexOptions.Multiline)).Select(document => KubernetesYaml.Deserialize<T>(document))];

    /// <summary>Skips the test where there is no kubectl.</summary>
    public static async Task<Rendered> Of(string overlay, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Kubectl(), ["kustomize", Path.Combine(CheckoutFolder.Root, "k8s", "overlays", overlay)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        var text = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        Assert.True(process.ExitCode == 0, await errors);
        return new(text);
    }

    private static string Kubectl()
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Prepend(Path.Combine(KubeKit.Folder, "bin")).Select(folder => Path.Combine(folder, "kubectl")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, "there is no kubectl to build k8s/ with");
        return found;
    }
}
