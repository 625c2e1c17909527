using Sandboxes.Silo.Runtimes.Local.Seccomp;

namespace Sandboxes.Silo.Tests.Local;

/// <summary>Runs a filter as the kernel does, over the data of one system call.</summary>
internal static class BpfInterpreter
{
    public static uint Run(IReadOnlyList<BpfInstruction> program, uint number, ulong first = 0, ulong second = 0, uint architecture = SeccompFilter.Architecture)
    {
        uint accumulator = 0;
        for (var at = 0; ; at++)
        {
            var instruction = program[at];
            switch (instruction.Code)
            {
                case BpfInstruction.Load:
                    accumulator = Word(instruction.Operand, number, architecture, first, second);
                    break;
                case BpfInstruction.Return:
                    return instruction.Operand;
                default:
                    at += IsTrue(instruction, accumulator) ? instruction.WhenTrue : instruction.WhenFalse;
                    break;
            }
        }
    }

    private static bool IsTrue(BpfInstruction instruction, uint accumulator) => instruction.Code switch
    {
        BpfInstruction.JumpIfEqual => accumulator == instruction.Operand,
        BpfInstruction.JumpIfAtLeast => accumulator >= instruction.Operand,
        BpfInstruction.JumpIfAnyBit => (accumulator & instruction.Operand) != 0,
        _ => throw new InvalidOperationException($"unknown instruction {instruction.Code:x}"),
    };

    private static uint Word(uint offset, uint number, uint architecture, ulong first, ulong second) => offset switch
    {
        0 => number,
        4 => architecture,
        16 => (uint)first,
        24 => (uint)second,
        _ => throw new InvalidOperationException($"nothing at {offset}"),
    };
}
