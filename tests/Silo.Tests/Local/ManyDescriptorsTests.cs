using Microsoft.Win32.SafeHandles;
using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Tests.Local;

/// <summary>A manager of hundreds of sandboxes has more open descriptors than any one of them may have.</summary>
public sealed class ManyDescriptorsTests(LocalRuntimeFixture fixture) : IClassFixture<LocalRuntimeFixture>
{
    /// <summary>More than the RLIMIT_NOFILE of a sandbox.</summary>
    private const int Descriptors = 2_000;

    [Fact]
    public async Task Create_ManagerHasMoreDescriptorsThanASandboxMay_Starts()
    {
        var open = new List<SafeFileHandle>();
        try
        {
            for (var i = 0; i < Descriptors; i++)
            {
                open.Add(File.OpenHandle("/dev/null"));
            }

            var id = new SandboxId(fixture.Options.NodeName, "s1-many-descriptors");
            await fixture.Runtime.Create(id, LocalRuntimeFixture.Python, TestContext.Current.CancellationToken);
            await using var channel = await fixture.Runtime.OpenChannel(id, TestContext.Current.CancellationToken);
            Assert.Null(await channel.Warm(TestContext.Current.CancellationToken));
        }
        finally
        {
            open.ForEach(handle => handle.Dispose());
        }
    }
}
