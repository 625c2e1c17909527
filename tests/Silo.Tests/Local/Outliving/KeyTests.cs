using CsCheck;
using Sandboxes.Silo.Keys;
using Sandboxes.Silo.Runtimes.Local.Native;

namespace Sandboxes.Silo.Tests.Local.Outliving;

public sealed class KeyTests : IDisposable
{
    private const string A = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string B = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"keys-{Guid.NewGuid():N}");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("", "holds no key")]
    [InlineData("\n\n", "holds no key")]
    [InlineData("one " + A, "line 1 is not a version")]
    [InlineData("0 " + A, "line 1 is not a version")]
    [InlineData("10000 " + A, "line 1 is not a version")]
    [InlineData(A, "line 1 is not a version")]
    [InlineData("1 abc", "line 1 has a key that is not 64")]
    [InlineData("1 " + A + "aa", "line 1 has a key that is not 64")]
    [InlineData("1 " + A + "\n2 zz", "line 2 has a key that is not 64")]
    [InlineData("1 " + A + "\n\n1 " + B, "line 3 has version 1 a second time")]
    public void Parse_OfABadText_SaysWhereAndNotWhatStandsThere(string text, string expected)
    {
        var (keys, problem) = KeyLines.Parse(text);
        Assert.Empty(keys);
        Assert.Contains(expected, problem);
        Assert.DoesNotContain("aaaa", problem, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Parse_OfSeveralLines_KeepsTheirOrder() =>
        Assert.Equal([7, 2], KeyLines.Parse($"7 {A}\r\n 2   {B}\n").Keys.Select(key => key.Version));

    [Fact]
    public void Line_ComesBackAsItWas() =>
        Gen.Select(Gen.Int[1, KeyLines.MostVersion], Gen.Byte.Array[KeyLines.KeyBytes]).Sample((version, key) =>
        {
            var back = Assert.Single(KeyLines.Parse(KeyLines.Line(version, key)).Keys);
            Assert.Equal(version, back.Version);
            Assert.Equal(key, back.Key);
        });

    [Fact]
    public void ReadOrMake_Twice_IsOneKeyThatOnlyItsOwnerReads()
    {
        var first = ClusterKeys.ReadOrMake(_path);
        var second = ClusterKeys.ReadOrMake(_path);
        Assert.Equal(first.For("s1-a"), second.For("s1-a"));
        Assert.NotEqual(first.For("s1-a"), first.For("s1-b"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_path));
    }

    [Fact]
    public void Read_OfAFileThatIsNotThere_SaysWhatToMake() =>
        Assert.Contains("is not there. Make it", Assert.Throws<SandboxFault>(() => ClusterKeys.Read(_path)).Message);

    [Theory]
    [InlineData("s1-abc", 1)]
    [InlineData("s9999-abc", 9_999)]
    [InlineData("s-abc", null)]
    [InlineData("s10000-abc", null)]
    [InlineData("t1-abc", null)]
    [InlineData("s1", null)]
    [InlineData("s+1-a", null)]
    [InlineData("", null)]
    public void KeyVersion_OfAName_IsTheNumberInIt(string name, int? expected) => Assert.Equal(expected, SandboxNames.KeyVersion(name));

    [Fact]
    public void Has_ANameOfAnotherVersion_DoesNot()
    {
        var keys = ClusterKeys.InMemory();
        Assert.True(keys.Has("s1-a"));
        Assert.False(keys.Has("s2-a"));
        Assert.Throws<SandboxFault>(() => keys.For("s2-a"));
    }
}
