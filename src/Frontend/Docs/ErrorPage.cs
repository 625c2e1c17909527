using System.Text;
using System.Text.Encodings.Web;

namespace Sandboxes.Frontend;

/// <summary>The page that a problem's type leads to.</summary>
internal static class ErrorPage
{
    public static byte[] Html { get; } = Encoding.UTF8.GetBytes($"""
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Sandboxes: errors</title><link rel="stylesheet" href="/sign-in.css"></head>
        <body><main><h1>Errors</h1><dl>
        {string.Concat(ErrorTable.All.Select(Row))}</dl></main></body>
        </html>
        """);

    private static string Row(ErrorKind kind) =>
        $"<dt id=\"{kind.Code}\"><code>{kind.Code}</code> ({kind.Status})</dt><dd>{HtmlEncoder.Default.Encode(kind.Title)}.</dd>\n";
}
