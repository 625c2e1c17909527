using Sandboxes.Bench;

try
{
    return new Benchmark(BenchOptions.Parse(args)).Run();
}
catch (BenchException refusal)
{
    Console.Error.WriteLine(refusal.Message);
    return 2;
}
