using CsCheck;

namespace Sandboxes.Agent.Protocol.Tests.Wire;

public class CodecTests
{
    private static readonly Gen<string> Texts = Gen.String[Gen.Char['\u0001', '\u07ff'], 0, 40];
    private static readonly Gen<Dictionary<string, string>> Maps = Gen.Dictionary(Texts, Texts)[0, 5];

    [Fact]
    public void StartMessage_ComesBackAsItWas() =>
        Gen.Select(Texts, Maps, Gen.Int[-1, 100], Gen.Bool).Sample((text, map, number, flag) =>
        {
            var start = new AgentStart
            {
                Sandbox = text,
                Key = new byte[32],
                Workspace = "/" + text,
                Env = map,
                Kernels = [new("python", ["/usr/bin/python3", text])],
                OomCounterFd = number,
                JournalFd = number,
                OwnsPidNamespace = flag,
                ProcessLimit = number < 0 ? null : number,
            };
            var back = AgentStart.Decode(start.Encode())!;
            Assert.Equivalent(start, back, strict: true);
        });

    [Fact]
    public void StartMessage_CutAnywhere_IsNone()
    {
        var bytes = new AgentStart { Sandbox = "s", Key = new byte[32], Workspace = "/w" }.Encode();

        Assert.All(Enumerable.Range(0, bytes.Length), length => Assert.Null(AgentStart.Decode(bytes.AsSpan(0, length))));
    }

    [Fact]
    public void ExecuteRequest_ComesBackAsItWas() =>
        Gen.Select(Texts, Maps, Gen.Byte.Array[0, 100], Gen.Int, Gen.Bool).Sample((text, map, bytes, number, flag) =>
        {
            var request = new ExecuteRequest
            {
                Lease = text,
                Language = flag ? "python" : null,
                Code = bytes,
                Command = [text, text],
                Stdin = bytes,
                KeepStdinOpen = flag,
                Env = map,
                Cwd = text,
                TimeoutMs = number,
                CpuMs = number,
                OutputBytes = number,
                Id = flag && text.Length > 0 ? text : null,
            };
            var writer = new WireWriter();
            request.Encode(writer);
            var reader = new WireReader(writer.Written);
            Assert.Equivalent(request, ExecuteRequest.Decode(ref reader), strict: true);
            Assert.True(reader.Complete);
        });

    [Fact]
    public void EndedEvent_ComesBackAsItWas() =>
        Gen.Select(Gen.Enum<ExecutionVerdict>(), Gen.Int[-1, 255], Gen.Long, Texts, Gen.Bool).Sample((verdict, code, figure, text, failed) =>
        {
            var ended = new EndedEvent { Verdict = verdict, ExitCode = code, StdoutBytes = figure, CpuMicroseconds = figure, Error = failed ? new(text, text, [text, text]) : null };
            var writer = new WireWriter();
            ended.Encode(writer);
            var reader = new WireReader(writer.Written);
            Assert.Equivalent(ended, EndedEvent.Decode(ref reader), strict: true);
        });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(262_135)]
    [InlineData(262_136)]
    [InlineData(1_000_000)]
    public void Message_OfAnyLength_ComesWholeHoweverTheBytesCome(int length)
    {
        var payload = new byte[length];
        Random.Shared.NextBytes(payload);
        var writer = new FrameWriter();
        writer.Begin(MessageType.Execute, 7);
        writer.Raw(payload);
        writer.Finish();
        var reader = new FrameReader();

        foreach (var piece in writer.Pending.ToArray().Chunk(1_000))
        {
            reader.Received(piece);
            if (reader.Next(out var frame) == FrameRead.Frame)
            {
                Assert.Equal((MessageType.Execute, 7u), (frame.Type, frame.Stream));
                Assert.True(frame.Payload.SequenceEqual(payload));
                return;
            }
        }

        Assert.Fail("The message did not come.");
    }

    [Fact]
    public void Parts_BeyondTheirBound_AreMalformed()
    {
        var writer = new FrameWriter();
        for (uint stream = 0; stream < 5; stream++)
        {
            writer.Begin(MessageType.Part, stream);
            writer.U8(1);
            writer.Finish();
        }

        var reader = new FrameReader();
        reader.Received(writer.Pending);

        Assert.Equal(FrameRead.Malformed, reader.Next(out _));
    }
}
