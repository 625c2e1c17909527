using System.Text;

namespace Sandboxes.Agent;

/// <summary>
/// An installation is good for one start: a container that is started again would come with a fresh latch over the files of its first life. What makes it so is a file of the installing user in a folder
/// of his that all may write to (the volume's own may have the sticky bit, and then nobody else could take the file away). The sandbox's user can remove it, and the agent does before anybody can reach it;
/// none of that user's code can ever make one of another owner.
/// </summary>
internal static class StartToken
{
    private const int AllMayWrite = 0x1FF;

    public static bool Make(string path)
    {
        if (!MakeFolder(path[..path.LastIndexOf('/')]))
        {
            return false;
        }

        var file = Sys.OpenAt(Sys.CurrentDirectory, Encoding.UTF8.GetBytes(path), Sys.WriteOnly | Sys.Create | Sys.Exclusive | Sys.NoFollow | Sys.CloseOnExec);
        return file >= 0 && Sys.Close(file) == 0;
    }

    /// <summary>True once for each that was made: it must belong to whom the agent's own file belongs to.</summary>
    public static bool Take(string path) =>
        FileStatus.Of(Sys.CurrentDirectory, path, follow: false) is { IsFile: true } token
        && FileStatus.Of(Sys.CurrentDirectory, "/proc/self/exe", follow: true) is { } agent
        && token.Owner == agent.Owner && token.Owner != Sys.UserId()
        && Sys.Unlink(path) == 0;

    /// <summary>Whatever the umask is.</summary>
    private static unsafe bool MakeFolder(string path)
    {
        using var name = new CString(Encoding.UTF8.GetBytes(path));
        return Sys.MakeFolder(path, AllMayWrite) is 0 or Errno.Exists
            && Sys.Call(268, Sys.CurrentDirectory, (nint)name.Pointer, AllMayWrite) == 0;
    }
}
