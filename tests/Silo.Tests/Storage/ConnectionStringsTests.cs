using Npgsql;
using Sandboxes.Silo.Storage.Postgres;

namespace Sandboxes.SiloTests.Storage;

public sealed class ConnectionStringsTests
{
    private const string Plain = "Host=db;Database=sandboxes;Username=me;Password=secret";

    [Fact]
    public void Sessions_NothingSet_HasWhatMeasurementsCallFor()
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionStrings.Sessions(Plain));

        Assert.Equal((50, 2, true), (settings.MaxAutoPrepare, settings.AutoPrepareMinUsages, settings.NoResetOnClose));
        Assert.Equal((ConnectionStrings.SessionConnections, "sandboxes", "sandboxes sessions"), (settings.MaxPoolSize, settings.SearchPath, settings.ApplicationName));
        Assert.Equal((ConnectionStrings.ConnectSeconds, ConnectionStrings.CommandSeconds, -1), (settings.Timeout, settings.CommandTimeout, settings.CancellationTimeout));
        Assert.True(settings.TcpKeepAlive);
        Assert.Equal(GssEncryptionMode.Disable, settings.GssEncryptionMode);
    }

    [Fact]
    public void Sessions_KerberosWanted_IsLeft()
        => Assert.Equal(GssEncryptionMode.Prefer, new NpgsqlConnectionStringBuilder(ConnectionStrings.Sessions($"{Plain};GSS Encryption Mode=Prefer")).GssEncryptionMode);

    [Fact]
    public void Sessions_SetByTheOperator_IsLeft()
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionStrings.Sessions($"{Plain};MaxPoolSize=3;Max Auto Prepare=7;No Reset On Close=false;Timeout=9;CommandTimeout=8;Application Name=mine"));

        Assert.Equal((3, 7, false, 9, 8, "mine"), (settings.MaxPoolSize, settings.MaxAutoPrepare, settings.NoResetOnClose, settings.Timeout, settings.CommandTimeout, settings.ApplicationName));
    }

    [Fact]
    public void Sessions_SetAgainstSafety_IsOverridden()
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionStrings.Sessions($"{Plain};Search Path=public;Cancellation Timeout=0;Tcp Keepalive=false"));

        Assert.Equal(("sandboxes", -1, true), (settings.SearchPath, settings.CancellationTimeout, settings.TcpKeepAlive));
    }

    [Fact]
    public void Pools_OfAProcess_AreApart()
    {
        string[] all = [ConnectionStrings.Membership(Plain), ConnectionStrings.Reminders(Plain), ConnectionStrings.State(Plain), ConnectionStrings.Sessions(Plain)];

        Assert.Equal(4, all.Distinct().Count());
        Assert.All(all, database => Assert.Contains("Password=secret", database, StringComparison.Ordinal));
    }

    [Fact]
    public void Migration_Once_IsNotPooledAndMayTakeItsTime()
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionStrings.Migration(Plain));

        Assert.Equal((false, ConnectionStrings.MigrationSeconds), (settings.Pooling, settings.CommandTimeout));
    }
}
