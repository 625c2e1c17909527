using System.Net;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

public sealed class FileTests
{
    private const string Root = "/v1/sessions/alice/files/";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Put_ThenGet_GivesTheSameBytesInBoundedChunks()
    {
        await using var host = await OpenAsync();
        var bytes = new byte[1_000_003];
        new Random(7).NextBytes(bytes);

        var put = await host.Client.PutAsync(Root + "a/b.bin", new ByteArrayContent(bytes), Cancellation);
        var get = await host.Client.GetAsync(Root + "a/b.bin", Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        Assert.Equal(bytes, await get.Content.ReadAsByteArrayAsync(Cancellation));
        var sandbox = host.Cluster.SandboxOf("alice");
        Assert.All(sandbox.ChunkSizes, size => Assert.InRange(size, 0, FileLimits.ChunkBytes));
        await sandbox.Closed.Reader.ReadAsync(Cancellation);
        await sandbox.Closed.Reader.ReadAsync(Cancellation);
        Assert.Equal(0, sandbox.OpenFiles);
    }

    [Fact]
    public async Task Put_Empty_IsAnEmptyFile()
    {
        await using var host = await OpenAsync();

        await host.Client.PutAsync(Root + "empty", new ByteArrayContent([]), Cancellation);
        var get = await host.Client.GetAsync(Root + "empty", Cancellation);

        Assert.Equal(0, get.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Put_MoreThanTheLimit_Is413AndNothingAppears()
    {
        await using var host = await OpenAsync();
        using var request = new HttpRequestMessage(HttpMethod.Put, Root + "big") { Content = new ByteArrayContent(new byte[(64 << 20) + 1]) };
        request.Headers.ExpectContinue = true;

        var problem = await (await host.Client.SendAsync(request, Cancellation)).ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "body_too_large");

        Assert.Equal(64 << 20, (int?)problem["limit"]);
        Assert.Empty(host.Cluster.SandboxOf("alice").Files);
    }

    [Fact]
    public async Task Put_WorkspaceFull_Is507()
    {
        await using var host = await OpenAsync();
        host.Cluster.SandboxRefusal = new(RefusalCode.WorkspaceFull, "Remove files first.");

        var response = await host.Client.PutAsync(Root + "a", new ByteArrayContent([1]), Cancellation);

        await response.ProblemAsync(HttpStatusCode.InsufficientStorage, "workspace_full");
    }

    [Fact]
    public async Task Get_Folder_IsItsListingPageByPage()
    {
        await using var host = await OpenAsync();
        foreach (var name in new[] { "d/1", "d/2", "d/3" })
        {
            host.Cluster.SandboxOf("alice").Files[name] = [1];
        }

        var first = await (await host.Client.GetAsync(Root + "d?pageSize=2", Cancellation)).BodyAsync();
        var second = await (await host.Client.GetAsync(Root + $"d?pageSize=2&pageToken={first["nextPageToken"]}", Cancellation)).BodyAsync();

        Assert.Equal(["d/1", "d/2"], first["entries"]!.AsArray().Select(entry => (string?)entry!["path"]));
        Assert.Equal(["d/3"], second["entries"]!.AsArray().Select(entry => (string?)entry!["path"]));
        Assert.Null(second["nextPageToken"]);
        Assert.Equal(("file", "0644"), ((string?)first["entries"]![0]!["type"], (string?)first["entries"]![0]!["mode"]));
    }

    [Theory]
    [InlineData("/v1/sessions/alice/files")]
    [InlineData("/v1/sessions/alice/files/")]
    public async Task Get_WithoutPath_ListsTheWorkspace(string path)
    {
        await using var host = await OpenAsync();
        host.Cluster.SandboxOf("alice").Files["main.py"] = [1];

        var listing = await (await host.Client.GetAsync(path, Cancellation)).BodyAsync();

        Assert.Equal("main.py", (string?)listing["entries"]![0]!["path"]);
    }

    [Fact]
    public async Task Head_File_IsItsEntry()
    {
        await using var host = await OpenAsync();
        host.Cluster.SandboxOf("alice").Files["main.py"] = [1, 2, 3];
        using var request = new HttpRequestMessage(HttpMethod.Head, Root + "main.py");

        var response = await host.Client.SendAsync(request, Cancellation);

        Assert.Equal((3, FakeSession.Opened), (response.Content.Headers.ContentLength, response.Content.Headers.LastModified));
        Assert.Equal("file", response.Headers.GetValues("File-Type").Single());
    }

    [Fact]
    public async Task Delete_Twice_Is204ThenGone()
    {
        await using var host = await OpenAsync();
        host.Cluster.SandboxOf("alice").Files["main.py"] = [1];

        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.DeleteAsync(Root + "main.py", Cancellation)).StatusCode);
        await (await host.Client.DeleteAsync(Root + "main.py", Cancellation)).ProblemAsync(HttpStatusCode.NotFound, "file_not_found");
    }

    [Fact]
    public async Task Put_SessionNamedFiles_IsNotMistakenForTheFolder()
    {
        await using var host = await FrontendHost.StartAsync();
        await host.Client.PutAsync("/v1/sessions/files", "{}");

        await host.Client.PutAsync("/v1/sessions/files/files/a/files/b", new ByteArrayContent([1]), Cancellation);

        Assert.Equal(["a/files/b"], host.Cluster.SandboxOf("files").Files.Keys);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("%2e%2e/x")]
    [InlineData("a%00b")]
    [InlineData("a%5Cb")]
    [InlineData("%2Fetc%2Fpasswd")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("%FF")]
    public async Task AnyVerb_TrickyPath_Is400AndNothingIsLookedUp(string path)
    {
        await using var host = await OpenAsync();
        host.Cluster.SandboxRefusal = new(RefusalCode.FileBusy, "It was looked up.");

        foreach (var method in new[] { "GET", "PUT", "DELETE" })
        {
            Assert.StartsWith("HTTP/1.1 400 ", await host.RawAsync(method, Root + path), StringComparison.Ordinal);
        }
    }

    private static async Task<FrontendHost> OpenAsync()
    {
        var host = await FrontendHost.StartAsync();
        await host.Client.PutAsync("/v1/sessions/alice", "{}");
        return host;
    }
}
