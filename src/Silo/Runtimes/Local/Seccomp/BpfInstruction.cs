namespace Sandboxes.Silo.Runtimes.Local.Seccomp;

/// <summary>One instruction of the kernel's classic packet filter, of which seccomp programs are made.</summary>
internal readonly record struct BpfInstruction(ushort Code, byte WhenTrue, byte WhenFalse, uint Operand)
{
    public const ushort Load = 0x20;
    public const ushort JumpIfEqual = 0x15;
    public const ushort JumpIfAtLeast = 0x35;
    public const ushort JumpIfAnyBit = 0x45;
    public const ushort Return = 0x06;

    public const int Bytes = 8;

    public static BpfInstruction LoadWord(uint offset) => new(Load, 0, 0, offset);

    public static BpfInstruction IfEqual(uint value, byte whenTrue, byte whenFalse) => new(JumpIfEqual, whenTrue, whenFalse, value);

    public static BpfInstruction IfAtLeast(uint value, byte whenTrue, byte whenFalse) => new(JumpIfAtLeast, whenTrue, whenFalse, value);

    public static BpfInstruction IfAnyBit(uint mask, byte whenTrue, byte whenFalse) => new(JumpIfAnyBit, whenTrue, whenFalse, mask);

    public static BpfInstruction End(uint action) => new(Return, 0, 0, action);
}
