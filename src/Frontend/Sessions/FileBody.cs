using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>A file in a request that opens a session.</summary>
internal sealed class FileBody
{
    public static Shape<FileBody> Shape { get; } = new(
        Fields.Text<FileBody>("path", (file, path) => file.Path = path, "Where, relative to the workspace."),
        Fields.Text<FileBody>("content", (file, content) => file.Content = content, "What is in it. Default: nothing."),
        Fields.OneOf<FileBody, TextEncoding>("encoding", (file, encoding) => file.Encoding = encoding, "How the content is written. Default: utf-8."));

    public string? Path { get; private set; }

    public string Content { get; private set; } = "";

    public TextEncoding Encoding { get; private set; }

    public static Answer<IReadOnlyList<SessionFile>?> ToFiles(IReadOnlyList<FileBody>? bodies)
    {
        var files = new List<SessionFile>(bodies?.Count ?? 0);
        for (var i = 0; i < files.Capacity; i++)
        {
            var (file, problem) = bodies![i].ToFile($"files[{i}]");
            if (problem is not null)
            {
                return problem;
            }

            files.Add(file!);
        }

        return bodies is null ? default : new(files, null);
    }

    private Answer<SessionFile> ToFile(string field)
    {
        if (WorkspacePath.Check(Path ?? "") is { } reason)
        {
            return new Problem(ErrorTable.InvalidPath, reason) { Field = field + ".path" };
        }

        return EncodedText.TryGetBytes(Content, Encoding, out var bytes) ? new SessionFile(Path!, bytes) : EncodedText.NotBase64(field + ".content");
    }
}
