using System.Diagnostics;

namespace Sandboxes.Kube.Tests.Isolation;

/// <summary>One more address of this machine, for as long as a test runs.</summary>
internal sealed class HostAddress : IAsyncDisposable
{
    private readonly string _address;
    private readonly string _device;

    private HostAddress(string address, string device) => (_address, _device) = (address, device);

    public static async Task<HostAddress> Add(string address, string device, CancellationToken cancellation)
    {
        Assert.Equal(0, await Ip(["address", "add", address, "dev", device], cancellation));
        return new(address, device);
    }

    public async ValueTask DisposeAsync() => await Ip(["address", "del", _address, "dev", _device], CancellationToken.None);

    private static async Task<int> Ip(string[] arguments, CancellationToken cancellation)
    {
        using var process = Process.Start("ip", arguments);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode;
    }
}
