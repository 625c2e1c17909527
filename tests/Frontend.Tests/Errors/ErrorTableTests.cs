using System.Reflection;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

public sealed class ErrorTableTests
{
    [Fact]
    public void All_EveryKindThatIsDeclared_IsInIt()
    {
        var declared = typeof(ErrorTable).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<ErrorKind>();

        Assert.Equal(declared.Select(kind => kind.Code).Order(), ErrorTable.All.Select(kind => kind.Code).Order());
    }

    [Fact]
    public void All_Codes_AreSnakeCaseAndUnique()
    {
        Assert.All(ErrorTable.All, kind => Assert.Matches("^[a-z]+(_[a-z]+)*$", kind.Code));
        Assert.Equal(ErrorTable.All.Count, ErrorTable.ByCode.Count);
    }

    [Fact]
    public void KindOf_EveryRefusal_IsInTheTable() =>
        Assert.All(Enum.GetValues<RefusalCode>(), code => Assert.Contains(Refusals.KindOf(code), ErrorTable.All));

    [Fact]
    public void Reached_EveryCode_IsReachedByARequestOfTheTests() =>
        Assert.Equal(ErrorTable.ByCode.Keys.Order(), ReachedCodes.All.Select(reached => reached.Code).Order());
}
