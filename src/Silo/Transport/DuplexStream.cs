using System.IO.Pipelines;
using Sandboxes.Silo.Channels;

namespace Sandboxes.Silo.Transport;

/// <summary>Both directions of a connection as the one stream that TLS is spoken over.</summary>
internal sealed class DuplexStream(IDuplexPipe pipe) : DuplexBytes
{
    private readonly Stream _input = pipe.Input.AsStream(leaveOpen: true);
    private readonly Stream _output = pipe.Output.AsStream(leaveOpen: true);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _input.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _output.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => _output.FlushAsync(cancellationToken);
}
