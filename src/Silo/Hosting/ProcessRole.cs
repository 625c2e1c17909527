namespace Sandboxes.Silo.Hosting;

/// <summary>Which parts of the program this process is.</summary>
internal enum ProcessRole
{
    /// <summary>A silo and a frontend in one process; without a database the whole cluster.</summary>
    All,

    /// <summary>A node of the cluster; over HTTP it tells only how it is.</summary>
    Silo,

    /// <summary>The HTTP side, as a client of the cluster's silos.</summary>
    Frontend,
}
