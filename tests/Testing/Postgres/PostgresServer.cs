using System.Globalization;
using Npgsql;

namespace Sandboxes.Testing.Postgres;

/// <summary>
/// A real PostgreSQL on 127.0.0.1 with the faults that a cluster has to bear. It commits durably, as in production. Every role may connect without a password. Not for
/// concurrent use, except the making of databases.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    public const string Superuser = "postgres";

    /// <summary>How long a start or a stop may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Between two looks at whether it answers.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private static readonly Dictionary<string, string> Defaults = new()
    {
        ["listen_addresses"] = "127.0.0.1",
        ["unix_socket_directories"] = "",
        ["max_connections"] = "200",
        ["shared_buffers"] = "64MB",
        ["fsync"] = "on",
        ["log_min_messages"] = "warning",
    };

    private readonly PostgresServerOptions _options;
    private readonly string? _temporary;
    private readonly string _folder;
    private PostgresProcess? _process;
    private int _databases;

    private PostgresServer(PostgresServerOptions options)
    {
        _options = options;
        _temporary = options.Folder is null ? MakeTemporary() : null;
        _folder = options.Folder ?? Path.Combine(_temporary!, "data");
        Port = options.Port == 0 ? FreePort.Next() : options.Port;
    }

    public int Port { get; }

    /// <summary>What the server says of itself.</summary>
    public string Log => Path.Combine(_folder, "server.log");

    /// <summary>The main process; null while stopped.</summary>
    public int? ProcessId => _process?.Id;

    public static async Task<PostgresServer> Launch(PostgresServerOptions? options = null)
    {
        var server = new PostgresServer(options ?? new());
        await PostgresPrograms.MakeFolder(server._folder);
        if (!File.Exists(Path.Combine(server._folder, "PG_VERSION")))
        {
            string[] command = PostgresPrograms.Unprivileged(
                PostgresPrograms.Path("initdb"), "-D", server._folder, "-U", Superuser, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
            await PostgresPrograms.Run(command[0], command[1..]);
        }

        await server.Start();
        return server;
    }

    /// <summary>Npgsql's connection string.</summary>
    public string ConnectionString(string database = "postgres", string role = Superuser) =>
        $"Host=127.0.0.1;Port={Port.ToString(CultureInfo.InvariantCulture)};Database={database};Username={role}";

    /// <summary>Makes an empty database of a name that was not used before, and answers the superuser's connection string to it.</summary>
    public async Task<string> CreateDatabase()
    {
        var name = $"test{Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture)}_{Guid.NewGuid().ToString("N")[..8]}";
        await Execute(ConnectionString(), $"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    /// <summary>Runs statements as whoever the connection string says, also while the server is set read-only.</summary>
    public static async Task Execute(string connectionString, string sql)
    {
        await using var connection = await Open(connectionString);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first value of the first row.</summary>
    public static async Task<T> Read<T>(string connectionString, string sql)
    {
        await using var connection = await Open(connectionString);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync() ?? throw new InvalidOperationException($"No row: {sql}"));
    }

    /// <summary>Starts it and waits until it takes connections.</summary>
    public async Task Start()
    {
        var settings = Defaults.Concat(_options.Settings).Append(new("port", Port.ToString(CultureInfo.InvariantCulture)));
        _process = await PostgresProcess.Start(Log, [PostgresPrograms.Path("postgres"), "-D", _folder, .. settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" })]);
        using var patience = new CancellationTokenSource(Patience);
        while (!await Answers())
        {
            if (_process.HasExited || patience.IsCancellationRequested)
            {
                throw new InvalidOperationException($"PostgreSQL did not start: {await File.ReadAllTextAsync(Log)}");
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    /// <summary>Ends every connection and stops. A stopped server stays stopped.</summary>
    public Task Stop() => End(Signals.Interrupt);

    /// <summary>Stops without ceremony, as a crash would; the next start recovers from the log.</summary>
    public Task Crash() => End(Signals.Quit);

    public async Task Restart()
    {
        await Stop();
        await Start();
    }

    /// <summary>Stops all of its processes where they are: connections are accepted by the kernel and nothing answers.</summary>
    public void Freeze() => Signals.SendToAll(Running.Id, Signals.Stop);

    public void Thaw() => Signals.SendToAll(Running.Id, Signals.Continue);

    /// <summary>Whether transactions may write, for connections that are open and those to come. Returns once connections that are made see it.</summary>
    public async Task SetReadOnly(bool readOnly)
    {
        var wanted = readOnly ? "on" : "off";
        await Execute(ConnectionString(), $"ALTER SYSTEM SET default_transaction_read_only = {wanted}");
        await Execute(ConnectionString(), "SELECT pg_reload_conf()");
        using var patience = new CancellationTokenSource(Patience);
        while (await Read<string>($"{ConnectionString()};Options=-c work_mem=4MB", "SHOW default_transaction_read_only") != wanted)
        {
            await Task.Delay(Pause, TimeProvider.System, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false } process)
        {
            Signals.SendToAll(process.Id, Signals.Continue);
            await Stop();
        }

        if (_temporary is not null)
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }

    private PostgresProcess Running => _process ?? throw new InvalidOperationException("The server is stopped.");

    private async Task End(int signal)
    {
        var process = Running;
        Signals.Send(process.Id, signal);
        await process.Exited().WaitAsync(Patience);
        process.Dispose();
        _process = null;
    }

    private async Task<bool> Answers()
    {
        try
        {
            await (await Open(ConnectionString())).DisposeAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static async Task<NpgsqlConnection> Open(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        settings.Options ??= "-c default_transaction_read_only=off";
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>The unprivileged user passes through it on the way to its own folder.</summary>
    private static string MakeTemporary()
    {
        var folder = Directory.CreateTempSubdirectory("sbx-postgres-");
        File.SetUnixFileMode(folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return folder.FullName;
    }
}
