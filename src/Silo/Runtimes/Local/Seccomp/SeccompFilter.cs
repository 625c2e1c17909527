using System.Buffers.Binary;

namespace Sandboxes.Silo.Runtimes.Local.Seccomp;

/// <summary>
/// The system calls that code in a sandbox may not make, as a program for the kernel: everything that has no use in one and a history of holes.
/// The kernel keeps the answers for calls that are always allowed, so those cost nothing.
/// </summary>
internal static class SeccompFilter
{
    public const uint Allow = 0x7fff0000;
    public const uint KillProcess = 0x80000000;
    public const uint Architecture = 0xc000003e;

    public const int NotPermitted = 1;
    public const int NotImplemented = 38;
    public const int FamilyNotSupported = 97;

    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;
    private const uint FirstArgumentOffset = 16;
    private const uint SecondArgumentOffset = 24;

    /// <summary>Numbers from here on are those of the x32 ABI.</summary>
    private const uint X32 = 0x40000000;

    /// <summary>CLONE_NEW*: time, mount, cgroup, uts, ipc, user, pid and network namespaces.</summary>
    private const uint NewNamespaces = 0x00000080 | 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000;

    /// <summary>AF_UNIX, AF_INET, AF_INET6, AF_NETLINK. Others (AF_VSOCK reaches the hypervisor) are not supported.</summary>
    private static readonly uint[] SocketFamilies = [1, 2, 10, 16];

    /// <summary>TIOCSTI and TIOCLINUX type into somebody's terminal.</summary>
    private static readonly uint[] RefusedRequests = [0x5412, 0x541c];

    /// <summary>The standard personality, and the question which it is.</summary>
    private static readonly uint[] Personalities = [0, 0xffffffff];

    /// <summary>The caller itself. Others of its user have the agent among them, whose limits are not the user's to lower.</summary>
    private static readonly uint[] Itself = [0];

    public static uint Refuse(int errno) => 0x00050000 | (uint)errno;

    public static IReadOnlyList<BpfInstruction> Build() =>
    [
        .. OtherArchitectures(),
        .. Syscalls.NotPermitted.SelectMany(number => Refused(number, NotPermitted)),
        .. Syscalls.NotImplemented.SelectMany(number => Refused(number, NotImplemented)),
        .. RefusedWithBits(Syscalls.Clone, FirstArgumentOffset, NewNamespaces, NotPermitted),
        .. AllowedOnlyWith(Syscalls.Socket, FirstArgumentOffset, SocketFamilies, FamilyNotSupported),
        .. AllowedOnlyWith(Syscalls.Personality, FirstArgumentOffset, Personalities, NotPermitted),
        .. AllowedOnlyWith(Syscalls.ResourceLimit, FirstArgumentOffset, Itself, NotPermitted),
        .. RefusedWith(Syscalls.Ioctl, SecondArgumentOffset, RefusedRequests, NotPermitted),
        BpfInstruction.End(Allow),
    ];

    /// <summary>The program as the kernel reads it.</summary>
    public static byte[] Encode(IReadOnlyList<BpfInstruction> program)
    {
        var bytes = new byte[program.Count * BpfInstruction.Bytes];
        for (var index = 0; index < program.Count; index++)
        {
            Encode(program[index], bytes.AsSpan(index * BpfInstruction.Bytes));
        }

        return bytes;
    }

    private static void Encode(BpfInstruction instruction, Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, instruction.Code);
        bytes[2] = instruction.WhenTrue;
        bytes[3] = instruction.WhenFalse;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], instruction.Operand);
    }

    private static BpfInstruction[] OtherArchitectures() =>
    [
        BpfInstruction.LoadWord(ArchitectureOffset),
        BpfInstruction.IfEqual(Architecture, 1, 0),
        BpfInstruction.End(KillProcess),
        BpfInstruction.LoadWord(NumberOffset),
        BpfInstruction.IfAtLeast(X32, 0, 1),
        BpfInstruction.End(Refuse(NotImplemented)),
    ];

    private static BpfInstruction[] Refused(uint number, int errno) =>
    [
        BpfInstruction.IfEqual(number, 0, 1),
        BpfInstruction.End(Refuse(errno)),
    ];

    private static BpfInstruction[] RefusedWithBits(uint number, uint argument, uint mask, int errno) =>
    [
        BpfInstruction.IfEqual(number, 0, 4),
        BpfInstruction.LoadWord(argument),
        BpfInstruction.IfAnyBit(mask, 0, 1),
        BpfInstruction.End(Refuse(errno)),
        BpfInstruction.End(Allow),
    ];

    private static BpfInstruction[] AllowedOnlyWith(uint number, uint argument, uint[] values, int errno) =>
        WithValues(number, argument, values, found: Allow, otherwise: Refuse(errno));

    private static BpfInstruction[] RefusedWith(uint number, uint argument, uint[] values, int errno) =>
        WithValues(number, argument, values, found: Refuse(errno), otherwise: Allow);

    private static BpfInstruction[] WithValues(uint number, uint argument, uint[] values, uint found, uint otherwise) =>
    [
        BpfInstruction.IfEqual(number, 0, (byte)(values.Length + 3)),
        BpfInstruction.LoadWord(argument),
        .. values.Select((value, index) => BpfInstruction.IfEqual(value, (byte)(values.Length - index), 0)),
        BpfInstruction.End(otherwise),
        BpfInstruction.End(found),
    ];
}
