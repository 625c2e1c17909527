using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent.Tests;

public class ContractTests
{
    [Theory]
    [InlineData(typeof(Verdict), typeof(ExecutionVerdict))]
    [InlineData(typeof(ExecutionEventKind), typeof(EventKind))]
    [InlineData(typeof(FileKind), typeof(EntryKind))]
    [InlineData(typeof(Abstractions.WipeOutcome), typeof(Protocol.WipeOutcome))]
    [InlineData(typeof(Abstractions.TraceKind), typeof(Protocol.TraceKind))]
    public void Sets_OfTheContractAndTheWire_AreTheSame(Type contract, Type wire) =>
        Assert.Equal(Enum.GetNames(contract), Enum.GetNames(wire));
}
