using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Sandboxes.EndToEnd.Kubernetes;

/// <summary>The cluster of the kit beside the checkout (KUBE_DIR): a real one whose parts are processes of this machine, so that they can be stopped and frozen.</summary>
internal static class Kit
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("KUBE_DIR") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "sandbox-kube");

    public static string Kubeconfig => Path.Combine(Folder, "kubeconfig");

    public static string KubectlPath => Path.Combine(Folder, "bin", "kubectl");

    /// <summary>The kit's own script: starts again what does not run.</summary>
    private static string UpScript => Path.GetFullPath(Path.Combine(Checkout.Root, "..", "shared", "kube", "up"));

    public static void Send(string part, int signal) =>
        HostSignal.Send(int.Parse(File.ReadAllText(Path.Combine(Folder, "run", "pid", part)).Split(' ')[0], CultureInfo.InvariantCulture), signal);

    public static async Task UpAsync() => await RunAsync(UpScript, null, ("NODES", "2"));

    public static Task<string> KubectlAsync(params string[] arguments) => RunAsync(KubectlPath, null, arguments);

    public static Task<string> ApplyAsync(string manifest, params string[] arguments) => RunAsync(KubectlPath, manifest, ["apply", "-f", "-", .. arguments]);

    /// <summary>The items that kubectl lists.</summary>
    public static async Task<IReadOnlyList<JsonNode>> ListAsync(params string[] arguments) =>
        [.. JsonNode.Parse(await KubectlAsync(["get", "--output=json", .. arguments]))!["items"]!.AsArray().Select(item => item!)];

    private static Task<string> RunAsync(string program, string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments);
        start.Environment["KUBECONFIG"] = Kubeconfig;
        return RunAsync(start, input);
    }

    private static Task<string> RunAsync(string program, string? input, (string Name, string Value) setting)
    {
        var start = new ProcessStartInfo(program);
        start.Environment[setting.Name] = setting.Value;
        return RunAsync(start, input);
    }

    private static async Task<string> RunAsync(ProcessStartInfo start, string? input)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Until.ClusterDeadline);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)}: {await errors}{output}");
    }
}
