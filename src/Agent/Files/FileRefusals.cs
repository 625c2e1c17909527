using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>What the kernel's errors mean to whoever asked for a file.</summary>
internal static class FileRefusals
{
    public static readonly RefusalReply PathInvalid = new(AgentRefusal.PathInvalid, "Paths are relative to the workspace, without '..', and lead through no symbolic link.") { Field = "path" };
    public static readonly RefusalReply NotFound = new(AgentRefusal.FileNotFound, "There is nothing at this path.");
    public static readonly RefusalReply NotAFile = new(AgentRefusal.NotAFile, "This is not a regular file.");
    public static readonly RefusalReply NotADirectory = new(AgentRefusal.NotADirectory, "This is not a folder.");
    public static readonly RefusalReply NotEmpty = new(AgentRefusal.DirectoryNotEmpty, "The folder is not empty.");
    public static readonly RefusalReply Busy = new(AgentRefusal.FileBusy, "The file is being written, or is busy: try again.");
    public static readonly RefusalReply Full = new(AgentRefusal.WorkspaceFull, "The workspace is full: delete something.");
    public static readonly RefusalReply TooMany = new(AgentRefusal.TooManyOpenFiles, "Too many files are open: close some, or wait.");

    public static RefusalReply Of(int failure) => failure switch
    {
        Errno.NotFound => NotFound,
        Errno.NotADirectory => NotADirectory,
        Errno.IsADirectory or Errno.NoDevice => NotAFile,
        Errno.NotEmpty or Errno.Exists => NotEmpty,
        Errno.Busy or Errno.TextBusy => Busy,
        Errno.NoSpace or Errno.QuotaExceeded or Errno.FileTooBig or Errno.NoMemory => Full,
        Errno.TooManyFiles or Errno.TooManyFilesInSystem => TooMany,
        _ => PathInvalid,
    };
}
