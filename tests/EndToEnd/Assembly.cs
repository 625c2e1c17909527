using System.Runtime.Versioning;
using Sandboxes.EndToEnd;
using Xunit.Sdk;
using Xunit.v3;

// One machine, one product: two tests at once would measure each other.
[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: AssemblyFixture(typeof(SharedProduct))]
[assembly: SupportedOSPlatform("linux")]
