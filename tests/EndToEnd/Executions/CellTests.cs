using System.Net;

namespace Sandboxes.EndToEnd;

/// <summary>Cells in warm kernels, through the whole product.</summary>
public sealed class CellTests(SharedProduct shared)
{
    private static readonly object Python = new { template = "python", waitSeconds = 30 };
    private static readonly object JavaScript = new { template = "javascript", waitSeconds = 30 };

    [Fact]
    public async Task Python_VariablesAndImports_LiveOnFromCellToCell()
    {
        await using var session = await shared.Api.OpenAsync(Python);
        (await session.CellAsync("import math\nx = 16")).ExpectOk();

        Assert.Equal("4.0", (await session.CellAsync("math.sqrt(x)")).ExpectOk().Result);
    }

    [Fact]
    public async Task Python_Contexts_DoNotSeeEachOther()
    {
        await using var session = await shared.Api.OpenAsync(Python);
        (await session.ExecuteAsync(new { language = "python", code = "x = 1", context = "a" })).ExpectOk();

        var other = await session.ExecuteAsync(new { language = "python", code = "x", context = "b" });

        Assert.Equal("exception", other.Verdict);
        Assert.Equal("1", (await session.ExecuteAsync(new { language = "python", code = "x", context = "a" })).Result);
    }

    [Fact]
    public async Task Python_Exception_ShowsTheUsersLinesAndNoFrameOfTheDriver()
    {
        await using var session = await shared.Api.OpenAsync(Python);

        var reply = await session.CellAsync("def half(n):\n    return n / 0\n\nhalf(1)");
        var error = reply.Expect(HttpStatusCode.OK).Json.GetProperty("error");
        var traceback = string.Join('\n', error.GetProperty("traceback").EnumerateArray().Select(line => line.GetString()));

        Assert.Equal("exception", reply.Verdict);
        Assert.Equal(("ZeroDivisionError", "division by zero"), (error.GetProperty("name").GetString(), error.GetProperty("message").GetString()));
        Assert.Contains("    return n / 0", traceback, StringComparison.Ordinal);
        Assert.DoesNotContain("<string>", traceback, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Python_SyntaxError_PointsAtThePlace()
    {
        await using var session = await shared.Api.OpenAsync(Python);

        var reply = await session.CellAsync("1 +");
        var error = reply.Json.GetProperty("error");

        Assert.Equal("SyntaxError", error.GetProperty("name").GetString());
        Assert.Contains(error.GetProperty("traceback").EnumerateArray(), line => line.GetString()!.Contains('^', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Python_RichResult_ComesInEveryRepresentation()
    {
        await using var session = await shared.Api.OpenAsync(Python);

        var reply = await session.CellAsync(
            """
            class Rich:
                def __repr__(self): return "plain"
                def _repr_html_(self): return "<b>bold</b>"
                def _repr_png_(self): return b"\x89PNG"
                def _repr_json_(self): return {"a": 1}
                def _repr_markdown_(self): return "**bold**"
                def _repr_svg_(self): return "<svg/>"
            Rich()
            """);
        var results = reply.ExpectOk().Json.GetProperty("results").EnumerateArray().ToDictionary(result => result.GetProperty("mime").GetString()!, result => result.GetProperty("data").ToString());

        Assert.Equal("plain", results["text/plain"]);
        Assert.Equal("<b>bold</b>", results["text/html"]);
        Assert.Equal("iVBORw==", results["image/png"][..8]);
        Assert.Contains("\"a\"", results["application/json"], StringComparison.Ordinal);
        Assert.Equal("**bold**", results["text/markdown"]);
        Assert.Equal("<svg/>", results["image/svg+xml"]);
    }

    [Fact]
    public async Task Python_Display_ShowsEachValueBeforeTheLast()
    {
        await using var session = await shared.Api.OpenAsync(Python);

        var results = (await session.CellAsync("display(1)\ndisplay('two')\n3")).ExpectOk().Json.GetProperty("results");

        Assert.Equal(["1", "'two'", "3"], results.EnumerateArray().Select(result => result.GetProperty("data").GetString()));
    }

    [Fact]
    public async Task Python_TopLevelAwait_Runs()
    {
        await using var session = await shared.Api.OpenAsync(Python);

        Assert.Equal("'slept'", (await session.CellAsync("import asyncio\nx = await asyncio.sleep(0.01, 'slept')\nx")).ExpectOk().Result);
    }

    [Fact]
    public async Task Python_Input_MeetsTheEndOfInput()
    {
        await using var session = await shared.Api.OpenAsync(Python);

        Assert.Equal("EOFError", (await session.CellAsync("input()")).Json.GetProperty("error").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Python_ModulePutByTheFileApi_CanBeImportedAtOnce()
    {
        await using var session = await shared.Api.OpenAsync(Python);
        (await session.CellAsync("try:\n    import late\nexcept ImportError:\n    pass")).ExpectOk();
        await session.PutFileAsync("late.py", "VALUE = 5"u8.ToArray());

        Assert.Equal("5", (await session.CellAsync("import late; late.VALUE")).ExpectOk().Result);
    }

    [Fact]
    public async Task Python_SystemExit_IsAnErrorAndTheVariablesLiveOn()
    {
        await using var session = await shared.Api.OpenAsync(Python);

        Assert.Equal("SystemExit", (await session.CellAsync("x = 1; exit(3)")).Json.GetProperty("error").GetProperty("name").GetString());
        Assert.Equal("1", (await session.CellAsync("x")).ExpectOk().Result);
    }

    [Theory]
    [InlineData("while True: pass")]
    [InlineData("import time; time.sleep(60)")]
    [InlineData("import asyncio; await asyncio.sleep(60)")]
    public async Task Python_Interrupted_SaysSoAndTheVariablesLiveOn(string endless)
    {
        await using var session = await shared.Api.OpenAsync(Python);
        (await session.CellAsync("x = 7")).ExpectOk();
        var execution = await session.StartAsync(new { language = "python", code = $"print('begun', flush=True)\n{endless}", timeoutMs = 60_000, background = true });
        await Until.Holds(async () => (await session.AtAsync(execution)).Stdout == "begun\n", "the cell runs");

        (await session.PostAsync($"{execution}/signal", new { signal = "INT" })).Expect(HttpStatusCode.NoContent);

        Assert.Equal("interrupted", (await session.EndOfAsync(execution)).Verdict);
        Assert.Equal("7", (await session.CellAsync("x")).ExpectOk().Result);
    }

    [Fact]
    public async Task JavaScript_ConstAndLet_LiveOnFromCellToCell()
    {
        await using var session = await shared.Api.OpenAsync(JavaScript);
        (await session.CellAsync("const x = 40; let y = 2", "javascript")).ExpectOk();

        var reply = await session.CellAsync("console.log('sum', { x, y }); x + y", "javascript");

        Assert.Equal("42", reply.ExpectOk().Result);
        Assert.Equal("sum { x: 40, y: 2 }\n", reply.Stdout);
    }

    [Fact]
    public async Task JavaScript_TopLevelAwait_KeepsItsVariables()
    {
        await using var session = await shared.Api.OpenAsync(JavaScript);
        (await session.CellAsync("const x = await new Promise((resolve) => setTimeout(() => resolve('late'), 10))", "javascript")).ExpectOk();

        Assert.Equal("'late'", (await session.CellAsync("x", "javascript")).ExpectOk().Result);
    }

    [Fact]
    public async Task JavaScript_Error_ShowsTheUsersFramesAlone()
    {
        await using var session = await shared.Api.OpenAsync(JavaScript);

        var error = (await session.CellAsync("function f() { throw new TypeError('no'); }\nf()", "javascript")).Json.GetProperty("error");
        var traceback = string.Join('\n', error.GetProperty("traceback").EnumerateArray().Select(line => line.GetString()));

        Assert.Equal(("TypeError", "no"), (error.GetProperty("name").GetString(), error.GetProperty("message").GetString()));
        Assert.Contains("at f (cell-", traceback, StringComparison.Ordinal);
        Assert.DoesNotContain("[eval]", traceback, StringComparison.Ordinal);
        Assert.DoesNotContain("node:", traceback, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JavaScript_UnhandledRejection_IsALineOfStderrAndNotTheKernelsEnd()
    {
        await using var session = await shared.Api.OpenAsync(JavaScript);
        (await session.CellAsync("const x = 1; Promise.reject(new Error('nobody cares')); undefined", "javascript")).ExpectOk();

        var reply = await session.CellAsync("await new Promise((resolve) => setTimeout(resolve, 10)); x", "javascript");

        Assert.Equal("1", reply.ExpectOk().Result);
    }

    [Fact]
    public async Task JavaScript_EndlessLoopInterrupted_KeepsItsVariables()
    {
        await using var session = await shared.Api.OpenAsync(JavaScript);
        (await session.CellAsync("const x = 1", "javascript")).ExpectOk();
        var execution = await session.StartAsync(new { language = "javascript", code = "console.log('begun'); for (;;);", timeoutMs = 60_000, background = true });
        await Until.Holds(async () => (await session.AtAsync(execution)).Stdout == "begun\n", "the cell runs");

        (await session.PostAsync($"{execution}/signal", new { signal = "INT" })).Expect(HttpStatusCode.NoContent);

        Assert.Equal("interrupted", (await session.EndOfAsync(execution)).Verdict);
        Assert.Equal("1", (await session.CellAsync("x", "javascript")).ExpectOk().Result);
    }

    [Fact]
    public async Task Cell_LanguageWithoutAKernel_IsToldWhatThereIs()
    {
        await using var session = await shared.Api.OpenAsync(Python);

        var reply = (await session.CellAsync("puts 1", "ruby")).ExpectProblem(HttpStatusCode.UnprocessableEntity, "unknown_language");

        Assert.Equal(["python"], reply.Json.GetProperty("allowed").EnumerateArray().Select(name => name.GetString()));
    }
}
