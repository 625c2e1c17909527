using System.Net;
using System.Security.Cryptography;

namespace Sandboxes.EndToEnd;

/// <summary>The files of a workspace, through the whole product.</summary>
public sealed class FileTests(SharedProduct shared)
{
    private static readonly object Bash = new { template = "bash", waitSeconds = 30 };

    [Fact]
    public async Task Files_PutGetListDelete_DoWhatTheySay()
    {
        await using var session = await shared.Api.OpenAsync(Bash);
        var bytes = RandomNumberGenerator.GetBytes(3 << 20);

        var put = await session.PutFileAsync("data/blob.bin", bytes);
        var got = await session.FileAsync("data/blob.bin");
        var listed = (await session.FileAsync("data")).Expect(HttpStatusCode.OK).Json.GetProperty("entries");
        var deleted = await session.DeleteFileAsync("data/blob.bin");

        Assert.InRange((int)put.Status, 200, 204);
        Assert.Equal(bytes, got.Expect(HttpStatusCode.OK).Bytes);
        Assert.Equal(bytes.Length, Assert.Single(listed.EnumerateArray()).GetProperty("size").GetInt64());
        deleted.Expect(HttpStatusCode.NoContent);
        (await session.FileAsync("data/blob.bin")).ExpectProblem(HttpStatusCode.NotFound, "file_not_found");
    }

    [Fact]
    public async Task Files_WrittenByCode_AreReadByTheApiAndTheOtherWayRound()
    {
        await using var session = await shared.Api.OpenAsync(Bash);
        await session.PutFileAsync("in.txt", "from outside"u8.ToArray());
        (await session.RunAsync("sh", "-c", "cat in.txt > out.txt; echo ' and inside' >> out.txt")).ExpectOk();

        Assert.Equal("from outside and inside\n", (await session.FileAsync("out.txt")).Text);
    }

    [Theory]
    [InlineData("..%2f..%2fetc%2fpasswd")]
    [InlineData("%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("a%00b")]
    [InlineData("a%5cb")]
    public async Task Files_PathTricks_AreRefused(string path)
    {
        await using var session = await shared.Api.OpenAsync(Bash);

        Assert.InRange((int)(await session.FileAsync(path)).Status, 400, 404);
    }

    [Fact]
    public async Task Files_WorkspaceFull_IsToldSoAndTheSandboxLivesOn()
    {
        await using var session = await shared.Api.OpenAsync(Bash);
        var block = new byte[32 << 20];
        Reply reply;
        var number = 0;
        do
        {
            reply = await session.PutFileAsync($"block-{number++}", block);
        }
        while ((int)reply.Status < 300 && number < 64);

        reply.ExpectProblem(HttpStatusCode.InsufficientStorage, "workspace_full");
        (await session.RunAsync("true")).ExpectOk();
    }
}
