using System.Globalization;
using System.Text.Json;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>An entry of the workspace as the contract shows it, in a listing or in headers.</summary>
internal static class FileEntryJson
{
    public static void Write(Utf8JsonWriter json, FileEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("path"u8, entry.Path);
        json.WriteString("type"u8, Wire<FileKind>.Text(entry.Kind));
        json.WriteNumber("size"u8, entry.Size);
        json.WriteString("mode"u8, ModeOf(entry));
        json.WriteTime("modifiedAt"u8, entry.ModifiedAt);
        json.WriteEndObject();
    }

    /// <summary>The entry in the headers of an answer about it.</summary>
    public static void WriteHeaders(HttpResponse response, FileEntry entry)
    {
        var headers = response.Headers;
        headers.LastModified = entry.ModifiedAt.ToString("R", CultureInfo.InvariantCulture);
        headers["File-Type"] = Wire<FileKind>.Name(entry.Kind);
        headers["File-Mode"] = ModeOf(entry);
        response.ContentType = entry.Kind == FileKind.Directory ? JsonAnswer.MediaType : "application/octet-stream";
        response.ContentLength = entry.Kind == FileKind.File ? entry.Size : null;
    }

    private static string ModeOf(FileEntry entry) => Convert.ToString(entry.Mode & 0xFFF, 8).PadLeft(4, '0');
}
