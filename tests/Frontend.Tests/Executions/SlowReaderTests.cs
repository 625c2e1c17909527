using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

/// <summary>A client that takes its answer slowly, or not at all.</summary>
public sealed class SlowReaderTests
{
    private const int Chunks = 1_000;
    private const int ChunkBytes = 4 << 10;

    [Fact]
    public async Task EventStream_ClientThatDoesNotRead_IsNotReadAheadFor()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: ChunkBytes, resumeWriterThreshold: 1, readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline));
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(pipe.Writer.AsStream()));
        var (source, started) = Flood();

        var writing = new EventStream(context, started, MediaTypes.JsonLines).WriteAsync(after: 0).AsTask();

        Assert.False(writing.IsCompleted);
        Assert.InRange(source.Reads, 1, 2);
        Assert.True(await DrainAsync(pipe, writing) > (long)Chunks * ChunkBytes);
        Assert.Null(await writing);
        Assert.Equal(Chunks + 1, source.Reads);
    }

    private static (FakeExecution Source, StartedExecution Started) Flood()
    {
        var source = new FakeExecution { EventsPerRead = 1 };
        for (var i = 0; i < Chunks; i++)
        {
            source.Print(new string('x', ChunkBytes));
        }

        var cluster = new FakeCluster();
        var id = new SandboxId("local", "s-1");
        cluster.Sandbox(id).Executions["e-1"] = source.End();
        return (source, Started(cluster.Session("alice"), cluster.Sandbox(id), new(id, new("lease"), 1)));
    }

    private static StartedExecution Started(FakeSession session, FakeSandbox sandbox, SessionSandbox place)
    {
        var patience = new Patience(Options.Create(new FrontendOptions()), TimeProvider.System);
        return new(session, sandbox, place, "e-1", new(sandbox, session, place, patience, TimeProvider.System), patience, TimeProvider.System);
    }

    private static async Task<long> DrainAsync(Pipe pipe, Task writing)
    {
        var completing = CompleteAfterAsync(writing, pipe.Writer);
        for (var taken = 0L; ;)
        {
            var read = await pipe.Reader.ReadAsync(TestContext.Current.CancellationToken);
            taken += read.Buffer.Length;
            pipe.Reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                await completing;
                return taken;
            }
        }
    }

    private static async Task CompleteAfterAsync(Task writing, PipeWriter writer)
    {
        await writing;
        await writer.CompleteAsync();
    }
}
