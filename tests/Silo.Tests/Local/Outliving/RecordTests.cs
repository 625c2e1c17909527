using CsCheck;
using Sandboxes.Silo.Runtimes.Local.Ledger;

namespace Sandboxes.Silo.Tests.Local.Outliving;

public sealed class RecordTests
{
    private static readonly Gen<string> Names = Gen.String[Gen.Char['a', 'z'], 1, 30];
    private static readonly Gen<string> Texts = Gen.String[Gen.Char['\u0001', '\u07ff'], 0, 30];
    private static readonly Gen<ProcessMark?> Marks = Gen.Select(Gen.Bool, Gen.Int[1, 4_000_000], Gen.Long[0, long.MaxValue]).Select((isThere, pid, start) => isThere ? new ProcessMark(pid, start) : (ProcessMark?)null);

    private static readonly Gen<SandboxRecord> Records =
        Gen.Select(Names, Texts, Gen.Int, Gen.Long, Gen.Bool, Marks, Marks).Select((name, text, number, ticks, flag, launcher, agent) => new SandboxRecord
        {
            Name = name,
            Number = ticks,
            Template = text,
            Revision = number,
            Scope = text,
            Uid = flag ? number : null,
            Root = name,
            BootId = text,
            CgroupFolders = flag ? ["/sys/fs/cgroup/" + name] : [],
            Launcher = launcher,
            Agent = agent,
        });

    [Fact]
    public void Record_ComesBackAsItWas() =>
        Records.Sample(record => Assert.Equivalent(record, SandboxRecord.Decode(record.Encode()), strict: true));

    [Fact]
    public void Record_CutAnywhere_IsNone() =>
        Records.Sample(record =>
        {
            var bytes = record.Encode();
            Assert.All(Enumerable.Range(0, bytes.Length), length => Assert.Null(SandboxRecord.Decode(bytes.AsSpan(0, length))));
        }, iter: 20);

    [Fact]
    public void Record_WithBytesChanged_NeverFails() =>
        Gen.Select(Records, Gen.Int[0, 10_000], Gen.Byte).Sample((record, place, value) =>
        {
            var bytes = record.Encode();
            bytes[place % bytes.Length] = value;
            _ = SandboxRecord.Decode(bytes);
        });

    [Fact]
    public void Record_OfALaterVersion_IsNone()
    {
        var text = System.Text.Encoding.UTF8.GetString(Records.Single().Encode());
        Assert.Null(SandboxRecord.Decode(System.Text.Encoding.UTF8.GetBytes(text.Replace("\"Version\":1", "\"Version\":2", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData(false, true, true, true, true, true, true, nameof(Standing.Unaccounted))]
    [InlineData(true, true, true, true, true, true, true, nameof(Standing.Lives))]
    [InlineData(true, false, true, true, true, true, true, nameof(Standing.Unaccounted))]
    [InlineData(true, false, true, false, false, true, true, nameof(Standing.Unaccounted))]
    [InlineData(true, true, false, false, false, true, true, nameof(Standing.Ended))]
    [InlineData(true, true, true, false, false, true, true, nameof(Standing.Ended))]
    [InlineData(true, true, true, false, false, false, false, nameof(Standing.Ended))]
    [InlineData(true, true, true, true, false, true, true, nameof(Standing.Unaccounted))]
    [InlineData(true, true, true, false, true, true, true, nameof(Standing.Unaccounted))]
    [InlineData(true, true, true, true, true, false, true, nameof(Standing.Unaccounted))]
    [InlineData(true, true, true, true, true, true, false, nameof(Standing.Unaccounted))]
    public void Judge_OfWhatIsFound_IsItsStanding(bool readable, bool complete, bool sameBoot, bool launcher, bool agent, bool uid, bool key, string expected)
    {
        var mark = complete ? new ProcessMark(1, 1) : (ProcessMark?)null;
        var record = new SandboxRecord { Name = "s1-a", Number = 1, Template = "t", Revision = 1, Uid = 1, Root = "root-1", BootId = "b", Launcher = mark, Agent = mark };
        Assert.Equal(expected, new Finding(readable ? record : null, sameBoot, launcher, agent, uid, key).Judge().Standing.ToString());
    }

    [Fact]
    public void Mark_OfThisProcess_OpensItAndNoOtherStartDoes()
    {
        var mark = ProcessMark.Of(Environment.ProcessId)!.Value;
        using var process = mark.Open();
        Assert.NotNull(process);
        Assert.Null((mark with { StartTicks = mark.StartTicks + 1 }).Open());
    }
}
