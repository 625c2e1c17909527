using System.Runtime.InteropServices;
using System.Text;

namespace Sandboxes.Agent;

/// <summary>A string as the kernel wants it: outside of the managed heap, with a zero at its end.</summary>
internal readonly unsafe ref struct CString
{
    public CString(ReadOnlySpan<byte> bytes)
    {
        Pointer = (byte*)NativeMemory.Alloc((nuint)bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(Pointer, bytes.Length));
        Pointer[bytes.Length] = 0;
    }

    public byte* Pointer { get; }

    public void Dispose() => NativeMemory.Free(Pointer);
}

/// <summary>An array of strings with a null at its end, for execve.</summary>
internal readonly unsafe ref struct CStrings
{
    private readonly byte* _text;

    public CStrings(IReadOnlyList<string> strings)
    {
        var bytes = 0;
        foreach (var text in strings)
        {
            bytes += Encoding.UTF8.GetByteCount(text) + 1;
        }

        Pointer = (byte**)NativeMemory.Alloc((nuint)(strings.Count + 1), (nuint)sizeof(byte*));
        _text = (byte*)NativeMemory.Alloc((nuint)bytes + 1);
        Fill(strings, new Span<byte>(_text, bytes));
    }

    public byte** Pointer { get; }

    public void Dispose()
    {
        NativeMemory.Free(Pointer);
        NativeMemory.Free(_text);
    }

    private void Fill(IReadOnlyList<string> strings, Span<byte> room)
    {
        var at = 0;
        for (var i = 0; i < strings.Count; i++)
        {
            Pointer[i] = _text + at;
            at += Encoding.UTF8.GetBytes(strings[i], room[at..]);
            room[at++] = 0;
        }

        Pointer[strings.Count] = null;
    }
}
