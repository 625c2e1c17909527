using System.Runtime.InteropServices;

namespace Sandboxes.Silo.Runtimes.Local.Launch;

/// <summary>The strings of a plan in native memory, for as long as the launch takes.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly List<nint> _strings = [];

    public NativeStrings(LaunchPlan plan)
    {
        Path = Copy(plan.Path);
        Folder = plan.Folder is null ? null : Copy(plan.Folder);
        Arguments = (byte**)NativeMemory.AllocZeroed((nuint)plan.Arguments.Count + 1, (nuint)sizeof(byte*));
        for (var index = 0; index < plan.Arguments.Count; index++)
        {
            Arguments[index] = Copy(plan.Arguments[index]);
        }
    }

    public byte* Path { get; }

    public byte* Folder { get; }

    public byte** Arguments { get; }

    public void Dispose()
    {
        foreach (var text in _strings)
        {
            Marshal.FreeCoTaskMem(text);
        }

        NativeMemory.Free(Arguments);
    }

    private byte* Copy(string text)
    {
        var copy = Marshal.StringToCoTaskMemUTF8(text);
        _strings.Add(copy);
        return (byte*)copy;
    }
}
