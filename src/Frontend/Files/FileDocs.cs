namespace Sandboxes.Frontend;

internal static class FileDocs
{
    private const string Tag = "Files";
    private const string Path = "/v1/sessions/{id}/files/{**path}";
    private const string Listing = """{"entries": [{"path": "main.py", "type": "file", "size": 9, "mode": "0644", "modifiedAt": "2026-11-24T12:00:00Z"}], "nextPageToken": null}""";

    public static RouteDoc[] All { get; } =
    [
        new("GET", Path, Tag, "Get a file's bytes, or a folder's listing")
        {
            Description = "Without a path: the listing of the workspace. Links are named, never followed.",
            Query = [.. Examples.Paging],
            Answers =
            [
                new(200, "The bytes as they are, or the entries in the order of their names.", "FileList", Listing),
                new(200, "", Example: "print(42)", MediaType: "application/octet-stream"),
            ],
            Errors = [.. Errors, ErrorTable.NotAFile, ErrorTable.InvalidField, ErrorTable.UnknownField, ErrorTable.InvalidPageToken, ErrorTable.TooManyOpenFiles],
        },
        new("HEAD", Path, Tag, "See an entry: Content-Length, Last-Modified, File-Type, File-Mode")
        {
            Answers = [new(200, "The entry, in headers.")],
            Errors = Errors,
        },
        new("PUT", Path, Tag, "Put a file")
        {
            Description = "Folders on the way are made. The file appears when it is whole; nothing of a broken upload is seen.",
            TakesBytes = true,
            BodyExample = "print(42)",
            Answers = [new(204, "It is there.")],
            Errors = [.. Errors, ErrorTable.NotAFile, ErrorTable.NotADirectory, ErrorTable.FileBusy, ErrorTable.BodyTooLarge, ErrorTable.RequestTimeout, ErrorTable.TooManyOpenFiles, ErrorTable.WorkspaceFull],
        },
        new("DELETE", Path, Tag, "Remove a file, a link or an empty folder")
        {
            Answers = [new(204, "It is gone.")],
            Errors = [.. Errors, ErrorTable.DirectoryNotEmpty, ErrorTable.FileBusy],
        },
    ];

    private static ErrorKind[] Errors => [.. Examples.SessionErrors, ErrorTable.InvalidPath, ErrorTable.FileNotFound];
}
