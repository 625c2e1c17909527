using System.Text;
using CsCheck;

namespace Sandboxes.Frontend.Tests;

public sealed class StrictJsonTests
{
    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("{")]
    [InlineData("{\"template\"}")]
    [InlineData("{\"template\":}")]
    [InlineData("{\"waitSeconds\":NaN}")]
    [InlineData("{\"waitSeconds\":-Infinity}")]
    [InlineData("{\"waitSeconds\":01}")]
    [InlineData("{\"template\":\"python\",}")]
    [InlineData("{} {}")]
    [InlineData("{}x")]
    [InlineData("{/* a comment */}")]
    [InlineData("\uFEFF{}")]
    [InlineData("{\"template\":\"python\",\"template\":\"python\"}")]
    [InlineData("{\"env\":{\"A\":\"1\",\"A\":\"2\"}}")]
    [InlineData("{\"metadata\":{\"k\":\"\\ud800\"}}")]
    [InlineData("{\"metadata\":{\"\\udc00\":\"v\"}}")]
    public void Parse_NotStrictJson_IsInvalidJsonWithThePlace(string body)
    {
        var problem = Parse(body).Problem!;

        Assert.Equal("invalid_json", problem.Kind.Code);
        Assert.NotNull(problem.BytePosition);
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData("null", "")]
    [InlineData("{\"template\":7}", "template")]
    [InlineData("{\"template\":\"no spaces\"}", "template")]
    [InlineData("{\"env\":[]}", "env")]
    [InlineData("{\"env\":{\"A\":1}}", "env.A")]
    [InlineData("{\"env\":{\"1A\":\"x\"}}", "env.1A")]
    [InlineData("{\"env\":{\"A=B\":\"x\"}}", "env.A=B")]
    [InlineData("{\"env\":{\"A\":\"\\u0000\"}}", "env.A")]
    [InlineData("{\"metadata\":{\"\\u0000\":\"v\"}}", "metadata")]
    [InlineData("{\"metadata\":{\"a\\u0000b\":\"v\"}}", "metadata")]
    [InlineData("{\"files\":{}}", "files")]
    [InlineData("{\"files\":[7]}", "files[0]")]
    [InlineData("{\"files\":[{},{\"path\":null,\"encoding\":\"rot13\"}]}", "files[1].encoding")]
    [InlineData("{\"whenEmpty\":\"Wait\"}", "whenEmpty")]
    [InlineData("{\"idleTimeoutSeconds\":0}", "idleTimeoutSeconds")]
    [InlineData("{\"idleTimeoutSeconds\":-1}", "idleTimeoutSeconds")]
    [InlineData("{\"idleTimeoutSeconds\":86401}", "idleTimeoutSeconds")]
    [InlineData("{\"idleTimeoutSeconds\":1.5}", "idleTimeoutSeconds")]
    [InlineData("{\"idleTimeoutSeconds\":99999999999999999999}", "idleTimeoutSeconds")]
    [InlineData("{\"idleTimeoutSeconds\":\"60\"}", "idleTimeoutSeconds")]
    [InlineData("{\"waitSeconds\":60.001}", "waitSeconds")]
    [InlineData("{\"waitSeconds\":-0.1}", "waitSeconds")]
    [InlineData("{\"waitSeconds\":1e999}", "waitSeconds")]
    [InlineData("{\"waitSeconds\":\"NaN\"}", "waitSeconds")]
    public void Parse_ValueThatIsNotAccepted_IsInvalidFieldByItsName(string body, string field)
    {
        var problem = Parse(body).Problem!;

        Assert.Equal(("invalid_field", field), (problem.Kind.Code, problem.Field));
    }

    [Fact]
    public void Parse_NumberOutOfRange_NamesTheRange() =>
        Assert.Equal(["1..86400"], Parse("{\"idleTimeoutSeconds\":0}").Problem!.Allowed!);

    [Theory]
    [InlineData("{\"idleTimeoutSecond\":1}", "idleTimeoutSecond", "idleTimeoutSeconds")]
    [InlineData("{\"Template\":\"python\"}", "Template", "template")]
    [InlineData("{\"files\":[{\"contents\":\"\"}]}", "files[0].contents", "content")]
    public void Parse_UnknownField_NamesItAndTheNearest(string body, string field, string nearest)
    {
        var problem = Parse(body).Problem!;

        Assert.Equal(("unknown_field", field), (problem.Kind.Code, problem.Field));
        Assert.EndsWith($"The nearest is {nearest}.", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"env\":")]
    public void Parse_TenThousandLevels_IsRefused(string opening)
    {
        var body = string.Concat(Enumerable.Repeat(opening, 10_000));

        Assert.Contains(Parse(body).Problem!.Kind.Code, new[] { "invalid_json", "invalid_field" });
    }

    [Fact]
    public void Parse_TooManyEntries_IsRefused()
    {
        var entries = string.Join(',', Enumerable.Range(0, 129).Select(i => $"\"K{i}\":\"v\""));

        Assert.Equal("invalid_field", Parse($"{{\"env\":{{{entries}}}}}").Problem!.Kind.Code);
    }

    [Fact]
    public void Parse_TooManyBytesOfEnv_IsRefused() =>
        Assert.Equal("invalid_field", Parse($"{{\"env\":{{\"K\":\"{new string('x', 65_536)}\"}}}}").Problem!.Kind.Code);

    [Fact]
    public void Parse_TooManyFiles_IsRefused() =>
        Assert.Equal("files[64]", Parse($"{{\"files\":[{string.Join(',', Enumerable.Repeat("{}", 65))}]}}").Problem!.Field);

    [Fact]
    public void Parse_NullsAndEscapedNames_AreFieldsAsWell()
    {
        var body = Parse("""{"env": null, "te\u006dplate": "python", "waitSeconds": 6e1}""").Value!;

        Assert.Equal(("python", 60d, null), (body.Template, body.WaitSeconds, body.Env));
    }

    [Fact]
    public void Parse_InvalidUtf8_IsInvalidJson()
    {
        byte[] body = [.. "{\"template\":\""u8, 0xC3, 0x28, .. "\"}"u8];

        Assert.Equal("invalid_json", RequestBody.Parse(body, OpenBody.Shape).Problem!.Kind.Code);
    }

    [Fact]
    public void Parse_AnyBytes_NeverThrows() => Gen.Byte.Array[0, 200].Sample(
        bytes => _ = RequestBody.Parse(bytes, OpenBody.Shape));

    [Fact]
    public void Parse_ABodyCutAnywhere_IsInvalidJson()
    {
        var whole = Encoding.UTF8.GetBytes("""{"template": "python", "env": {"A": "é"}, "files": [{"path": "a", "content": "b"}], "waitSeconds": 5}""");

        Assert.All(Enumerable.Range(0, whole.Length), cut => Assert.Equal("invalid_json", RequestBody.Parse(whole.AsSpan(0, cut), OpenBody.Shape).Problem!.Kind.Code));
    }

    private static Answer<OpenBody> Parse(string body) => RequestBody.Parse(Encoding.UTF8.GetBytes(body), OpenBody.Shape);
}
