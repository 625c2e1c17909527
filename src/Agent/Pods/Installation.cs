using System.Text;
using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>
/// Copies this program into a folder that another container sees. The copy may be executed and not read, and belongs to whoever runs this: under another user's id it is not dumpable from its very
/// first moment. Beside it is a closed folder with an empty file: there the runtime of containers puts the file for a last message, which would else lie open in /dev, and whatever is written to that
/// fills the node's disk and is counted by nobody. Last it makes the <see cref="StartToken"/>. Nothing is installed twice, so that there is never a second one.
/// </summary>
internal static class Installation
{
    private const int ExecuteOnly = 0x49;
    private const int OwnerMayWrite = 0x80;
    private const int OwnerOnly = 0x1C0;

    public static int Into(string folder, string token)
    {
        var program = Sys.OpenAt(Sys.CurrentDirectory, "/proc/self/exe"u8, Sys.ReadOnly | Sys.CloseOnExec);
        var (unfinished, name) = (folder + "/.sandbox-agent", folder + "/sandbox-agent");
        if (FileStatus.Of(Sys.CurrentDirectory, name, follow: false) is not null)
        {
            return ExitCodes.StartedBefore;
        }

        Sys.Unlink(unfinished);
        var copy = Sys.OpenAt(Sys.CurrentDirectory, Encoding.UTF8.GetBytes(unfinished), Sys.WriteOnly | Sys.Create | Sys.Exclusive | Sys.NoFollow | Sys.CloseOnExec, OwnerMayWrite);
        return program >= 0 && copy >= 0 && Copy(program, copy) && Sys.Call(91, copy, ExecuteOnly) == 0 && Sys.Close(copy) == 0 && Rename(unfinished, name)
            && MakeClosed(folder + "/closed") && StartToken.Make(token) ? 0 : ExitCodes.BadStart;
    }

    private static bool MakeClosed(string folder)
    {
        if (Sys.MakeFolder(folder, OwnerOnly) is not (0 or Errno.Exists))
        {
            return false;
        }

        var file = Sys.OpenAt(Sys.CurrentDirectory, Encoding.UTF8.GetBytes(folder + "/log"), Sys.WriteOnly | Sys.Create | Sys.NoFollow | Sys.CloseOnExec, OwnerMayWrite);
        return file >= 0 && Sys.Close(file) == 0;
    }

    private static bool Copy(int from, int to)
    {
        Span<byte> some = stackalloc byte[64 << 10];
        for (var count = Sys.Read(from, some); count != 0; count = Sys.Read(from, some))
        {
            if (count < 0 || !WriteAll(to, some[..count]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool WriteAll(int to, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var count = Sys.Write(to, bytes);
            if (count <= 0)
            {
                return false;
            }

            bytes = bytes[count..];
        }

        return true;
    }

    private static unsafe bool Rename(string from, string to)
    {
        using var old = new CString(Encoding.UTF8.GetBytes(from));
        using var final = new CString(Encoding.UTF8.GetBytes(to));
        return Sys.Call(264, Sys.CurrentDirectory, (nint)old.Pointer, Sys.CurrentDirectory, (nint)final.Pointer) == 0;
    }
}
