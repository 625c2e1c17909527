using CsCheck;
using Sandboxes.Chaos.Histories;
using Sandboxes.Chaos.Tests.Properties;

namespace Sandboxes.Chaos.Tests.Files;

public sealed class HistoryFolderTests : IDisposable
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("sbx-chaos-");

    [Fact]
    public void History_WrittenAndRead_IsTheSame() => Gen.Int[0, 9_999].Array[1, 40].Sample(
        steps =>
        {
            var history = Model.Run(steps) with { Journals = [] };
            Assert.Equal(Text(history), Text(WriteAndRead(history)));
        },
        iter: 20,
        threads: 1);

    [Fact]
    public void Calls_CutOffInTheMiddleOfALine_AreReadWithoutIt()
    {
        var folder = new HistoryFolder(_temporary.FullName);
        folder.Write(new RunFacts(1, 1, 0, null));
        using (var calls = new Recorder<Call>(folder.Calls))
        {
            calls.Add(new Story().Call(Verb.Get));
        }

        File.AppendAllText(folder.Calls, """{"Client": 2, "Vi""");
        Assert.Single(folder.Read().Calls);
    }

    public void Dispose() => _temporary.Delete(recursive: true);

    private History WriteAndRead(History history)
    {
        var folder = new HistoryFolder(_temporary.FullName);
        folder.Write(new RunFacts(1, 1, 0, history.CalmFrom));
        folder.Write(history.Final!);
        Record(folder.Calls, history.Calls);
        Record(folder.Faults, history.Faults);
        return folder.Read();
    }

    private static void Record<T>(string file, IEnumerable<T> items)
    {
        using var recorder = new Recorder<T>(file);
        foreach (var item in items)
        {
            recorder.Add(item);
        }
    }

    private static string Text(History history) => string.Join('\n', [.. history.Calls, .. history.Faults, $"{history.CalmFrom}", .. history.Final!.Rows, .. history.Final.Pools, .. history.Final.Nodes, .. history.Final.Living]);
}
