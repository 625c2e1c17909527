namespace Sandboxes.Agent.Protocol;

public sealed partial record AgentStart
{
    private const byte Version = 4;

    /// <summary>The start message as bytes, to be written to the agent's start descriptor as a whole.</summary>
    public byte[] Encode()
    {
        var writer = new WireWriter();
        writer.U8(Version);
        writer.Text(Sandbox);
        writer.Bytes(Key);
        writer.Duration(IdleDeadline);
        writer.Text(Workspace);
        writer.I32(Kernels.Count);
        foreach (var kernel in Kernels)
        {
            writer.Text(kernel.Language);
            writer.Texts(kernel.Interpreter);
        }

        writer.Map(Env);
        writer.I32(OomCounterFd);
        writer.I32(PidsCounterFd);
        writer.Bool(OwnsPidNamespace);
        writer.I32(ProcessLimit ?? -1);
        writer.I32(JournalFd);
        writer.Bytes(SystemCallFilter);
        writer.I32(MaxUses);
        return writer.ToArray();
    }

    /// <summary>Null: these bytes are no start message.</summary>
    public static AgentStart? Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        var version = reader.U8();
        var start = new AgentStart
        {
            Sandbox = reader.Text(),
            Key = reader.Bytes().ToArray(),
            IdleDeadline = reader.Duration(),
            Workspace = reader.Text(),
            Kernels = DecodeKernels(ref reader),
            Env = reader.Map(),
            OomCounterFd = reader.I32(),
            PidsCounterFd = reader.I32(),
            OwnsPidNamespace = reader.Bool(),
            ProcessLimit = reader.I32() is >= 0 and var limit ? limit : null,
            JournalFd = reader.I32(),
            SystemCallFilter = reader.Bytes().ToArray(),
            MaxUses = reader.I32(),
        };
        return reader.Complete && version == Version && start.Key.Length == Proof.Bytes ? start : null;
    }

    private static List<KernelStart> DecodeKernels(ref WireReader reader)
    {
        var kernels = new List<KernelStart>();
        for (var count = reader.I32(); count > 0 && !reader.Failed; count--)
        {
            kernels.Add(new(reader.Text(), reader.Texts()));
        }

        return kernels;
    }
}
