namespace Sandboxes.Agent;

/// <summary>
/// System calls that the agent and all that it starts may not make. In a pod it loads them itself: what the node's runtime of containers refuses differs from one version to the next (sockets to the
/// hypervisor and io_uring are open in some).
/// </summary>
internal static class SystemCalls
{
    private const int NoNewPrivileges = 38;
    private const int SetFilter = 1;
    private const int AllThreads = 1;
    private const int InstructionBytes = 8;
    private const int MostInstructions = 4_096;

    /// <summary>False: the kernel does not take the program.</summary>
    public static unsafe bool Restrict(ReadOnlySpan<byte> program)
    {
        if (program.IsEmpty)
        {
            return true;
        }

        if (program.Length % InstructionBytes != 0 || program.Length / InstructionBytes > MostInstructions)
        {
            return false;
        }

        fixed (byte* instructions = program)
        {
            var filter = new Program { Length = (ushort)(program.Length / InstructionBytes), Instructions = (nint)instructions };
            return Sys.Control(NoNewPrivileges, 1) == 0 && Sys.Call(317, SetFilter, AllThreads, (nint)(&filter)) == 0;
        }
    }

    /// <summary>struct sock_fprog.</summary>
    private struct Program
    {
        public ushort Length;
        public nint Instructions;
    }
}
