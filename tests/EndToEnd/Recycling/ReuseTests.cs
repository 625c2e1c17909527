using System.Net;
using System.Text.Json;

namespace Sandboxes.EndToEnd;

/// <summary>A template whose sandboxes are used three times, over HTTP, in real sandboxes.</summary>
public sealed class ReuseTests
{
    private const string Leave = """
        import builtins, os, socket, subprocess, ctypes
        builtins.secret = 1
        os.environ["SECRET"] = "1"
        os.makedirs("/workspace/a/b")
        for path in "/workspace/a/b/secret", "/workspace/.profile", "/tmp/secret", "/dev/shm/secret":
            open(path, "w").write("secret")
        os.chmod("/workspace", 0o777)
        ctypes.CDLL(None).shmget(7, 4096, 0o1666)
        subprocess.Popen(["sleep", "1000"], start_new_session=True, env={})
        print("left")
        """;

    private const string Look = """
        import builtins, os
        print(hasattr(builtins, "secret"), "SECRET" in os.environ, oct(os.stat("/workspace").st_mode)[-3:],
            [os.listdir(folder) for folder in ("/workspace", "/tmp", "/dev/shm")], len(open("/proc/sysvipc/shm").readlines()),
            [p for p in os.listdir("/proc") if p.isdigit() and p not in ("1", str(os.getpid()))])
        """;

    private const string Nothing = "False False 755 [[], [], []] 1 []\n";

    [Fact]
    public async Task Template_OfThreeUses_GivesTheSameSandboxToThreeUsersAndNoneSeesTheOneBefore()
    {
        await using var product = await Product.StartAsync(new() { IdlePython = 1, MaxTotal = 1, MaxUsesPython = 3 });
        var sandboxes = new List<string>();
        for (var user = 0; user < 4; user++)
        {
            await IsIdle(product);
            var session = await product.Api.OpenAsync(new { waitSeconds = 0 });
            sandboxes.Add(session.Opened.Field("sandbox")!);
            Assert.Equal("warm", session.Opened.Json.GetProperty("served").GetProperty("from").GetString());
            Assert.Equal(Nothing, (await session.CellAsync(Look)).ExpectOk().Stdout);
            Assert.Equal("left\n", (await session.CellAsync(Leave)).ExpectOk().Stdout);
            await session.StartAsync(new { command = new[] { "sh", "-c", "trap '' TERM; while :; do sleep 1; done" }, background = true });
            await session.DisposeAsync();
            (await session.CellAsync("1")).ExpectProblem(HttpStatusCode.Gone, "session_ended");
        }

        Assert.Equal([sandboxes[0], sandboxes[0], sandboxes[0]], sandboxes[..3]);
        Assert.NotEqual(sandboxes[0], sandboxes[3]);
        Assert.DoesNotContain("could not be proved", product.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Templates_OverHttp_SayHowOftenTheirSandboxesAreUsed()
    {
        await using var product = await Product.StartAsync(new() { IdlePython = 1, MaxUsesPython = 3 });

        var templates = (await product.Api.GetAsync("/v1/templates")).Expect(HttpStatusCode.OK).Json.GetProperty("templates").EnumerateArray();

        Assert.Equal(
            [("bash", 1), ("javascript", 1), ("python", 3)],
            templates.Select(template => (template.GetProperty("name").GetString(), template.GetProperty("reuse").GetProperty("maxUses").GetInt32())).Order());
    }

    private static Task IsIdle(Product product) => Until.Holds(async () => Python(await product.Api.GetAsync("/v1/pools")).GetProperty("idle").GetInt32() == 1, "one is idle");

    private static JsonElement Python(Reply pools) => pools.Expect(HttpStatusCode.OK).Json.GetProperty("pools").EnumerateArray().Single(pool => pool.GetProperty("template").GetString() == "python");
}
