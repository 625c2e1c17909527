using System.Text;

namespace Sandboxes.Frontend.Tests;

public sealed class ExecutionBodyTests
{
    [Theory]
    [InlineData("{}", "code")]
    [InlineData("{\"code\":\"1\"}", "language")]
    [InlineData("{\"language\":\"python\"}", "code")]
    [InlineData("{\"command\":[]}", "command")]
    [InlineData("{\"command\":[\"\"]}", "command")]
    [InlineData("{\"command\":[\"a\"],\"code\":\"1\"}", "command")]
    [InlineData("{\"language\":\"python\",\"code\":\"***\",\"codeEncoding\":\"base64\"}", "code")]
    [InlineData("{\"command\":[\"a\"],\"stdin\":\"***\",\"stdinEncoding\":\"base64\"}", "stdin")]
    [InlineData("{\"command\":[\"a\"],\"timeoutMs\":0}", "timeoutMs")]
    [InlineData("{\"command\":[\"a\"],\"timeoutMs\":3600001}", "timeoutMs")]
    [InlineData("{\"command\":[\"a\"],\"limits\":{\"processes\":0}}", "limits.processes")]
    [InlineData("{\"command\":[\"a\"],\"limits\":{\"outputBytes\":16777217}}", "limits.outputBytes")]
    [InlineData("{\"command\":[\"a\\u0000b\"]}", "command[0]")]
    [InlineData("{\"language\":\"python\",\"code\":\"a\\u0000b\"}", "code")]
    public void Body_NotAnExecution_IsInvalidFieldByItsName(string json, string field)
    {
        var problem = Problem(json);

        Assert.Equal(("invalid_field", field), (problem.Kind.Code, problem.Field));
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("a/../..")]
    [InlineData("a\\\\b")]
    public void Body_CwdOutsideTheWorkspace_IsInvalidPath(string cwd) =>
        Assert.Equal("invalid_path", Problem($"{{\"command\":[\"a\"],\"cwd\":\"{cwd}\"}}").Kind.Code);

    [Fact]
    public void Body_EveryField_IsInTheRequest()
    {
        var (request, _) = Parse("""
            {"command": ["gcc", "-O2"], "stdin": "aGk=", "stdinEncoding": "base64", "keepStdinOpen": true, "env": {"A": "b"}, "cwd": "src", "timeoutMs": 5,
             "limits": {"cpuMs": 1, "memoryBytes": 1048576, "processes": 2, "outputBytes": 3, "fileBytes": 4}}
            """).Value!.ToRequest();

        Assert.Equal(["gcc", "-O2"], request!.Command!);
        Assert.Equal("hi"u8.ToArray(), request.Stdin);
        Assert.Equal((true, "b", "src", 5), (request.KeepStdinOpen, request.Env!["A"], request.Cwd, request.TimeoutMs));
        Assert.Equal(new(1, 1_048_576, 2, 3, 4), request.Limits);
    }

    private static Answer<ExecutionBody> Parse(string json) => RequestBody.Parse(Encoding.UTF8.GetBytes(json), ExecutionBody.Shape);

    private static Problem Problem(string json)
    {
        var (body, problem) = Parse(json);
        return problem ?? body!.ToRequest().Problem!;
    }
}
