using System.Text;
using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>Files of the workspace. A verb returns its refusal, or null once it has replied.</summary>
internal sealed class FileVerbs(Workspace workspace, OpenHandles handles, LeaseGuard guard)
{
    private const int ChunkBytes = 128 << 10;
    private const int MostListed = 1_000;
    private const int MostListedBytes = 160 << 10;
    private const int NewFileMode = 0x1A4;
    private static readonly byte[] Chunk = new byte[ChunkBytes];

    public static bool Handles(MessageType type) => type is >= MessageType.Stat and <= MessageType.Delete;

    /// <summary>False: the frame is malformed.</summary>
    public bool Handle(Channel channel, in Frame frame)
    {
        var request = new FileRequest(frame.Type, frame.Payload);
        if (request.IsMalformed)
        {
            return false;
        }

        if (guard.Admits(channel, frame.Stream, request.Lease) && Do(channel, frame, request) is { } refusal)
        {
            channel.Refuse(frame.Stream, refusal);
        }

        return true;
    }

    private RefusalReply? Do(Channel channel, in Frame frame, in FileRequest request) => frame.Type switch
    {
        MessageType.ReadFile => ReadFile(channel, frame.Stream, request),
        MessageType.WriteFile => WriteFile(channel, frame.Stream, request),
        MessageType.CloseFile => CloseFile(channel, frame.Stream, request),
        _ => WithFolder(channel, frame, request),
    };

    private RefusalReply? WithFolder(Channel channel, in Frame frame, in FileRequest request)
    {
        if (WorkspacePath.Parse(request.Path) is not { } path || (path.IsRoot && frame.Type is not (MessageType.Stat or MessageType.List)))
        {
            return FileRefusals.PathInvalid;
        }

        if (frame.Type == MessageType.CreateFile)
        {
            return CreateFile(channel, frame.Stream, path);
        }

        var folder = workspace.OpenFolder(path.Folder);
        if (folder < 0)
        {
            return FileRefusals.Of(folder);
        }

        var refusal = frame.Type switch
        {
            MessageType.Stat => Stat(channel, frame.Stream, folder, path),
            MessageType.List => List(channel, frame.Stream, folder, path, request),
            MessageType.OpenFile => OpenFile(channel, frame.Stream, folder, path),
            _ => Delete(channel, frame.Stream, folder, path),
        };
        Sys.Close(folder);
        return refusal;
    }

    private static RefusalReply? Stat(Channel channel, uint stream, int folder, WorkspacePath path)
    {
        if (FileStatus.Of(folder, path.Name, follow: false, out var failure) is not { } status)
        {
            return FileRefusals.Of(failure);
        }

        var output = channel.BeginReply(stream, ReplyKind.Value);
        Entry(PathText(path), status).Encode(output);
        output.Finish();
        return null;
    }

    private static RefusalReply? List(Channel channel, uint stream, int folder, WorkspacePath path, in FileRequest request)
    {
        var listed = Sys.OpenAt(folder, path.Name, Sys.ReadOnly | Sys.Directory | Sys.NoFollow | Sys.CloseOnExec);
        if (listed < 0)
        {
            return listed == Errno.TooManyLinks ? FileRefusals.NotADirectory : FileRefusals.Of(listed);
        }

        var after = request.AfterName.Length == 0 ? null : Encoding.UTF8.GetBytes(request.AfterName);
        var (names, more) = FolderReader.Read(listed, after, Math.Clamp(request.Most, 1, MostListed));
        WriteListing(channel, stream, listed, PathText(path), names, more);
        Sys.Close(listed);
        return null;
    }

    private static void WriteListing(Channel channel, uint stream, int folder, string path, List<byte[]> names, bool more)
    {
        var entries = new WireWriter();
        var count = 0;
        var last = "";
        foreach (var name in names)
        {
            if (entries.End > MostListedBytes)
            {
                more = true;
                break;
            }

            last = Encoding.UTF8.GetString(name);
            if (FileStatus.Of(folder, name, follow: false, out _) is { } status)
            {
                Entry(path.Length == 0 ? last : path + "/" + last, status).Encode(entries);
                count++;
            }
        }

        var output = channel.BeginReply(stream, ReplyKind.Value);
        output.Text(more ? last : "");
        output.I32(count);
        output.Raw(entries.Written);
        output.Finish();
    }

    private RefusalReply? OpenFile(Channel channel, uint stream, int folder, WorkspacePath path)
    {
        if (FileStatus.Of(folder, path.Name, follow: false, out var failure) is not { } before)
        {
            return FileRefusals.Of(failure);
        }

        if (!before.IsFile || handles.Full)
        {
            return before.IsFile ? FileRefusals.TooMany : FileRefusals.NotAFile;
        }

        // What stood there a moment ago may have been replaced by a FIFO: it is opened without waiting, and looked at again.
        var descriptor = Sys.OpenAt(folder, path.Name, Sys.ReadOnly | Sys.NoFollow | Sys.NonBlocking | Sys.CloseOnExec);
        if (descriptor < 0)
        {
            return descriptor == Errno.TooManyLinks ? FileRefusals.NotAFile : FileRefusals.Of(descriptor);
        }

        if (FileStatus.Of(descriptor) is not { IsFile: true } status)
        {
            Sys.Close(descriptor);
            return FileRefusals.NotAFile;
        }

        Opened(channel, stream, new(handles.NextHandle(), descriptor), Entry(PathText(path), status));
        return null;
    }

    private RefusalReply? CreateFile(Channel channel, uint stream, WorkspacePath path)
    {
        if (handles.Full || handles.IsWritten(PathText(path)))
        {
            return handles.Full ? FileRefusals.TooMany : FileRefusals.Busy;
        }

        var folder = workspace.MakeFolder(path.Folder);
        if (folder < 0)
        {
            return FileRefusals.Of(folder);
        }

        var refusal = CreateIn(channel, stream, folder, path);
        if (refusal is not null)
        {
            Sys.Close(folder);
        }

        return refusal;
    }

    // The folder's descriptor becomes the file's.
    private RefusalReply? CreateIn(Channel channel, uint stream, int folder, WorkspacePath path)
    {
        if (FileStatus.Of(folder, path.Name, follow: false, out _) is { IsFile: false, IsLink: false })
        {
            return FileRefusals.NotAFile;
        }

        var temporary = WrittenFile.TemporaryName();
        var descriptor = Sys.OpenAt(folder, temporary, Sys.WriteOnly | Sys.Create | Sys.Exclusive | Sys.NoFollow | Sys.CloseOnExec, NewFileMode);
        if (descriptor < 0)
        {
            return FileRefusals.Of(descriptor);
        }

        var file = new WrittenFile(handles.NextHandle(), descriptor, folder, temporary, path.Name, PathText(path));
        Opened(channel, stream, file, Entry(PathText(path), FileStatus.Of(descriptor) ?? default));
        return null;
    }

    private void Opened(Channel channel, uint stream, OpenedFile file, EntryReply entry)
    {
        handles.Add(file);
        var output = channel.BeginReply(stream, ReplyKind.Value);
        output.I32(file.Handle);
        entry.Encode(output);
        output.Finish();
    }

    private RefusalReply? ReadFile(Channel channel, uint stream, in FileRequest request)
    {
        if (handles.Use(request.Handle) is not { } file)
        {
            return FileRefusals.NotFound;
        }

        var count = Sys.ReadAt(file.Descriptor, Chunk.AsSpan(0, Math.Clamp(request.Most, 1, ChunkBytes)), request.Offset);
        if (count < 0)
        {
            return FileRefusals.Of(count);
        }

        var output = channel.BeginReply(stream, ReplyKind.Value);
        output.Bytes(Chunk.AsSpan(0, count));
        output.Finish();
        return null;
    }

    private RefusalReply? WriteFile(Channel channel, uint stream, in FileRequest request)
    {
        if (handles.Use(request.Handle) is not WrittenFile file)
        {
            return FileRefusals.NotFound;
        }

        for (var rest = request.Bytes; !rest.IsEmpty;)
        {
            var count = Sys.Write(file.Descriptor, rest);
            if (count < 0)
            {
                return FileRefusals.Of(count);
            }

            rest = rest[count..];
        }

        channel.Done(stream);
        return null;
    }

    private RefusalReply? CloseFile(Channel channel, uint stream, in FileRequest request)
    {
        if (handles.Use(request.Handle) is not { } file)
        {
            return FileRefusals.NotFound;
        }

        var result = handles.Close(file, request.Commit);
        if (result < 0)
        {
            return FileRefusals.Of(result);
        }

        channel.Done(stream);
        return null;
    }

    private static RefusalReply? Delete(Channel channel, uint stream, int folder, WorkspacePath path)
    {
        var result = WrittenFile.Remove(folder, path.Name, 0);
        result = result is Errno.IsADirectory or Errno.Permission ? WrittenFile.Remove(folder, path.Name, Sys.RemoveDirectory) : result;
        if (result < 0)
        {
            return FileRefusals.Of(result);
        }

        channel.Done(stream);
        return null;
    }

    private static string PathText(WorkspacePath path) => string.Join('/', path.Names.Select(Encoding.UTF8.GetString));

    private static EntryReply Entry(string path, FileStatus status) => new(
        path,
        status switch
        {
            { IsFile: true } => EntryKind.File,
            { IsFolder: true } => EntryKind.Directory,
            { IsLink: true } => EntryKind.Link,
            _ => EntryKind.Other,
        },
        status.Size,
        status.Permissions,
        status.ModifiedUnixMs);
}
