using Sandboxes.Abstractions;
using Sandboxes.Testing.Runtimes;

namespace Sandboxes.Silo.Tests.Local;

public sealed class JavaScriptKernelTests(LocalRuntimeFixture fixture) : IClassFixture<LocalRuntimeFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Cell_InASandboxWithBothKernels_RunsInItsOwn()
    {
        Assert.SkipUnless(File.Exists(fixture.Options.NodePath), "nodejs is not installed");
        using var limit = new CancellationTokenSource(Patience);
        var template = new TemplateSpec { Name = "both", Kernels = ["python", "javascript"] };
        await using var sandbox = await SandboxUnderTest.Start(fixture.Runtime, "local", template, limit.Token);
        var lease = await sandbox.Hold(limit.Token);

        var javascript = await sandbox.Run(lease, new() { Language = "javascript", Code = "console.log('hello')"u8.ToArray() }, limit.Token);
        var python = await sandbox.Run(lease, new() { Language = "python", Code = "print('hello')"u8.ToArray() }, limit.Token);

        Assert.Equal(("hello\n", "hello\n"), (javascript.Stdout, python.Stdout));
    }
}
