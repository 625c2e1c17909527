using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Sandboxes.Testing;

namespace Sandboxes.EndToEnd.Kubernetes;

/// <summary>The cluster of the kit beside the checkout (KUBE_DIR): a real one whose parts are processes of this machine, so that they can be stopped and frozen.</summary>
internal static class Kit
{
    public static string Kubeconfig => KubeKit.Kubeconfig;

    public static string KubectlPath => Path.Combine(KubeKit.Folder, "bin", "kubectl");

    /// <summary>The kit's own script: starts again what does not run.</summary>
    private static string UpScript => Path.GetFullPath(Path.Combine(Checkout.Root, "..", "shared", "kube", "up"));

    public static void Send(string part, int signal) =>
        HostSignal.Send(int.Parse(File.ReadAllText(Path.Combine(KubeKit.Folder, "run", "pid", part)).Split(' ')[0], CultureInfo.InvariantCulture), signal);

    public static Task UpAsync() => RunAsync(UpScript, "NODES", "2");

    public static Task<string> KubectlAsync(params string[] arguments) => RunAsync(KubectlPath, "KUBECONFIG", Kubeconfig, arguments);

    /// <summary>The items that kubectl lists.</summary>
    public static async Task<IReadOnlyList<JsonNode>> ListAsync(params string[] arguments) =>
        [.. JsonNode.Parse(await KubectlAsync(["get", "--output=json", .. arguments]))!["items"]!.AsArray().Select(item => item!)];

    private static async Task<string> RunAsync(string program, string setting, string value, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[setting] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Until.ClusterDeadline);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {await errors}{output}");
    }
}
