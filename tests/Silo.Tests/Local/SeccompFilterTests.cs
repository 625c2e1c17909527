using CsCheck;
using Sandboxes.Silo.Runtimes.Local.Seccomp;

namespace Sandboxes.Silo.Tests.Local;

public sealed class SeccompFilterTests
{
    private const uint Read = 0;
    private const uint Execve = 59;
    private const uint OpenAt2 = 437;

    private static readonly IReadOnlyList<BpfInstruction> Program = SeccompFilter.Build();
    private static readonly uint NotPermitted = SeccompFilter.Refuse(SeccompFilter.NotPermitted);
    private static readonly uint NotImplemented = SeccompFilter.Refuse(SeccompFilter.NotImplemented);

    [Theory]
    [InlineData(Read)]
    [InlineData(Execve)]
    [InlineData(OpenAt2)]
    [InlineData(1)]
    [InlineData(57)]
    [InlineData(257)]
    public void Filter_OrdinaryCall_Allows(uint number) => Assert.Equal(SeccompFilter.Allow, BpfInterpreter.Run(Program, number));

    [Theory]
    [InlineData(101, "ptrace")]
    [InlineData(165, "mount")]
    [InlineData(428, "open_tree")]
    [InlineData(272, "unshare")]
    [InlineData(308, "setns")]
    [InlineData(321, "bpf")]
    [InlineData(298, "perf_event_open")]
    [InlineData(246, "kexec_load")]
    [InlineData(304, "open_by_handle_at")]
    [InlineData(248, "add_key")]
    [InlineData(169, "reboot")]
    public void Filter_CallWithoutUseInASandbox_IsNotPermitted(uint number, string name) =>
        Assert.True(BpfInterpreter.Run(Program, number) == NotPermitted, name);

    [Theory]
    [InlineData(425, "io_uring_setup")]
    [InlineData(323, "userfaultfd")]
    [InlineData(435, "clone3")]
    public void Filter_CallThatProgramsCanDoWithout_IsNotImplemented(uint number, string name) =>
        Assert.True(BpfInterpreter.Run(Program, number) == NotImplemented, name);

    [Theory]
    [InlineData(0x10000000u)]
    [InlineData(0x00020000u)]
    [InlineData(0x40000000u | 17)]
    [InlineData(0x00000080u)]
    public void Clone_WithANewNamespace_IsNotPermitted(uint flags) => Assert.Equal(NotPermitted, BpfInterpreter.Run(Program, Syscalls.Clone, flags));

    [Theory]
    [InlineData(17u)]
    [InlineData(0x003d0f00u)]
    [InlineData(0x00004111u)]
    public void Clone_OfAThreadOrAProcess_Allows(uint flags) => Assert.Equal(SeccompFilter.Allow, BpfInterpreter.Run(Program, Syscalls.Clone, flags));

    [Fact]
    public void Socket_OfAnyFamily_IsSupportedForFourOnly() => Gen.UInt[0, 60].Sample(family =>
    {
        var expected = family is 1 or 2 or 10 or 16 ? SeccompFilter.Allow : SeccompFilter.Refuse(SeccompFilter.FamilyNotSupported);
        Assert.Equal(expected, BpfInterpreter.Run(Program, Syscalls.Socket, family));
    });

    [Fact]
    public void Socket_FamilyWithHighBitsSet_IsJudgedAsTheKernelReadsIt() =>
        Assert.Equal(SeccompFilter.Refuse(SeccompFilter.FamilyNotSupported), BpfInterpreter.Run(Program, Syscalls.Socket, (1ul << 32) | 40));

    [Theory]
    [InlineData(0x5412u, false)]
    [InlineData(0x541cu, false)]
    [InlineData(0x5401u, true)]
    [InlineData(0x5413u, true)]
    public void Ioctl_ThatTypesIntoATerminal_IsNotPermitted(uint request, bool allowed) =>
        Assert.Equal(allowed ? SeccompFilter.Allow : NotPermitted, BpfInterpreter.Run(Program, Syscalls.Ioctl, 0, request));

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void ResourceLimits_OfAnotherProcess_AreNotPermitted(uint process, bool allowed) =>
        Assert.Equal(allowed ? SeccompFilter.Allow : NotPermitted, BpfInterpreter.Run(Program, Syscalls.ResourceLimit, process));

    [Theory]
    [InlineData(0u, true)]
    [InlineData(0xffffffffu, true)]
    [InlineData(0x0040000u, false)]
    public void Personality_OtherThanTheStandard_IsNotPermitted(uint persona, bool allowed) =>
        Assert.Equal(allowed ? SeccompFilter.Allow : NotPermitted, BpfInterpreter.Run(Program, Syscalls.Personality, persona));

    [Fact]
    public void Filter_X32Number_IsNeverAllowed() => Gen.UInt[0x40000000, 0x40000400].Sample(number =>
        Assert.Equal(NotImplemented, BpfInterpreter.Run(Program, number)));

    [Theory]
    [InlineData(0x40000003u)]
    [InlineData(0xc00000b7u)]
    public void Filter_OtherArchitecture_Kills(uint architecture) =>
        Assert.Equal(SeccompFilter.KillProcess, BpfInterpreter.Run(Program, Read, architecture: architecture));

    [Fact]
    public void Filter_AnyCall_EndsWithAnAnswer() => Gen.Select(Gen.UInt, Gen.ULong, Gen.ULong, Gen.UInt).Sample((number, first, second, architecture) =>
        BpfInterpreter.Run(Program, number, first, second, architecture) is var _);

    [Fact]
    public void Encode_Program_IsEightBytesForEachInstruction()
    {
        var bytes = SeccompFilter.Encode([BpfInstruction.IfEqual(0x01020304, 5, 6)]);
        Assert.Equal([0x15, 0x00, 5, 6, 4, 3, 2, 1], bytes);
    }
}
