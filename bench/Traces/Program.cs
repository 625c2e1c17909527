using Sandboxes.Bench.Traces;

var docs = args.Length == 1 ? args[0] : throw new ArgumentException("Give the folder of docs: the table in its pools.md and the plots in its folder pools are written anew.");
var comparisons = TraceSet.All.Select(Comparison.Of).ToList();
var plots = Directory.CreateDirectory(Path.Combine(docs, "pools")).FullName;
foreach (var comparison in comparisons)
{
    File.WriteAllText(Path.Combine(plots, Plot.FileName(comparison.Trace)), Plot.Of(comparison.Trace, comparison.Adaptive));
}

var page = Path.Combine(docs, "pools.md");
File.WriteAllText(page, TraceTable.Replace(File.ReadAllText(page), comparisons));
