using System.Globalization;
using Npgsql;
using Orleans.Storage;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Storage.Postgres;

namespace Sandboxes.Silo.Storage.Sessions;

/// <summary>
/// The rows of sessions in their own table. The ETag is the row's version as text. A write of a row that was seen and is gone fails, as one that somebody else wrote. Throws
/// <see cref="StorageUnavailableException"/> where the database does not answer or takes no rows.
/// </summary>
internal sealed class SessionStore(SessionReader reader, SessionWriter writer, NpgsqlDataSource database, StorageHealth health) : IGrainStorage
{
    private const string Delete = "DELETE FROM session WHERE organization = $1 AND name = $2";

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (await reader.Read(Id(grainId)) is { } found)
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = ((T)(object)found.Row, ETag(found.Version), true);
        }
        else
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = ((T)(object)new SessionRow(), null, false);
        }
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (await writer.Write(Id(grainId), (SessionRow)(object)grainState.State!, Version(grainState.ETag)) is not { } version)
        {
            throw new InconsistentStateException($"The row of {grainId} was written by another activation.", "unknown", grainState.ETag ?? "none");
        }

        (grainState.ETag, grainState.RecordExists) = (ETag(version), true);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        try
        {
            var id = Id(grainId);
            await using var command = database.CreateCommand(Delete);
            command.Parameters.Add(new() { Value = id.Organization });
            command.Parameters.Add(new() { Value = id.Name });
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception fault) when (StorageFaults.IsUnavailable(fault))
        {
            health.Failed(fault);
            throw new StorageUnavailableException($"The database did not remove the row: {fault.GetBaseException().Message}");
        }

        (grainState.ETag, grainState.RecordExists) = (null, false);
    }

    private static SessionId Id(GrainId grain) => SessionId.Parse(grain.Key.ToString()!);

    private static string ETag(long version) => version.ToString(CultureInfo.InvariantCulture);

    private static long? Version(string? eTag) => eTag is null ? null : long.Parse(eTag, CultureInfo.InvariantCulture);
}
