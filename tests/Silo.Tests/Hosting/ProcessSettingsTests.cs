using Microsoft.Extensions.Configuration;
using Sandboxes.Silo.Hosting;

namespace Sandboxes.Silo.Tests;

public sealed class ProcessSettingsTests
{
    private const string Database = "Host=db";

    [Fact]
    public void Read_Nothing_IsAllInOneNamedLocal()
    {
        var (process, configuration) = Read();

        Assert.Equal((ProcessRole.All, "local", false), (process.Role, process.Node.Name, process.Cluster.IsStored));
        Assert.Equal(("local", null), (configuration["Local:NodeName"], configuration["Local:Outlive"]));
    }

    [Fact]
    public void Read_Database_NamesTheNodeAsTheSiloAndLetsSandboxesOutlive()
    {
        var (process, configuration) = Read(("ROLE", "silo"), ("DATABASE", Database), ("Silo:Name", "n1"));

        Assert.Equal((ProcessRole.Silo, "n1", Database), (process.Role, process.Node.Name, process.Cluster.Database));
        Assert.Equal(("n1", "n1", "True"), (configuration["Local:NodeName"], configuration["Simulated:NodeName"], configuration["Local:Outlive"]));
    }

    [Fact]
    public void Read_ShortDatabase_OverridesTheSection() =>
        Assert.Equal(Database, Read(("DATABASE", Database), ("Cluster:Database", "Host=other")).Process.Cluster.Database);

    [Theory]
    [InlineData("silo")]
    [InlineData("frontend")]
    public void Read_PartWithoutDatabase_IsRefusedNamingBoth(string role)
    {
        var refused = Assert.Throws<StartRefusedException>(() => Read(("ROLE", role)));

        Assert.Contains($"ROLE is {role}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("DATABASE", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnknownRole_IsRefusedWithThoseThatAre() =>
        Assert.Contains("silo, frontend or provisioner", Assert.Throws<StartRefusedException>(() => Read(("ROLE", "gateway"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_TwoNamesForOneNode_IsRefusedNamingBoth()
    {
        var refused = Assert.Throws<StartRefusedException>(() => Read(("Silo:Name", "one"), ("Local:NodeName", "two")));

        Assert.Contains("Silo:Name is 'one' and Local:NodeName is 'two'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OutliveWithoutDatabase_IsRefused() =>
        Assert.Contains("Local:Outlive", Assert.Throws<StartRefusedException>(() => Read(("Local:Outlive", "true"))).Message, StringComparison.Ordinal);

    private static (ProcessSettings Process, IConfiguration Configuration) Read(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
        return (ProcessSettings.Read(configuration), configuration);
    }
}
