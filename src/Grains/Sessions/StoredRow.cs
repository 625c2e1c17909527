using Orleans.Storage;

namespace Sandboxes.Grains;

internal enum Saved
{
    /// <summary>What is stored is what was asked for.</summary>
    Written,

    /// <summary>The storage did not take it; whether it is there is unknown, and it waits to be written again.</summary>
    Unknown,

    /// <summary>The storage can never take it. It is given up, for whoever waits to write it again would wait for ever.</summary>
    Impossible,

    /// <summary>What is stored is later than ours and stands. Ours is given up.</summary>
    Superseded,
}

/// <summary>
/// A session's row in the storage, and at most one that waits to be written there: the latest. Writes go one after the other. A row that was written by somebody
/// else meanwhile (or by ourselves, in a write whose answer was lost) is read again and <see cref="SessionRules.MayReplace"/> decides.
/// </summary>
internal sealed class StoredRow(IGrainStorage storage, GrainId id, Action<Exception> note)
{
    private const string StateName = "session";

    /// <summary>Rereads within one write. Each says that somebody else wrote in between.</summary>
    private const int MostRereads = 3;

    private GrainState<SessionRow> _state = new() { State = new() };
    private SessionRow? _pending;
    private Task<Saved>? _writing;

    /// <summary>As it was last read or written.</summary>
    public SessionRow Row => _state.State!;

    public bool IsPending => _pending is not null;

    /// <summary>Any exception: it could not be read.</summary>
    public async Task<SessionRow> Read()
    {
        await (_writing ?? Task.FromResult(Saved.Written));
        return await Reread();
    }

    /// <summary>Writes the row, and again if it is asked to after that failed.</summary>
    public Task<Saved> Write(SessionRow row)
    {
        _pending = row;
        return Flush();
    }

    /// <summary>Writes what waits to be written.</summary>
    public Task<Saved> Flush() => _writing is { IsCompleted: false } ? _writing : _writing = FlushPending();

    private async Task<Saved> FlushPending()
    {
        var saved = Saved.Written;
        while (_pending is { } row && saved == Saved.Written)
        {
            saved = await TryWrite(row);
            if (saved is Saved.Superseded or Saved.Impossible || (saved == Saved.Written && ReferenceEquals(row, _pending)))
            {
                _pending = null;
            }
        }

        return saved;
    }

    private async Task<Saved> TryWrite(SessionRow row)
    {
        var based = Row;
        for (var rereads = 0; rereads <= MostRereads; rereads++)
        {
            try
            {
                return await WriteOnce(row);
            }
            catch (InconsistentStateException)
            {
                if (!await TryReread())
                {
                    return Saved.Unknown;
                }
            }

            if (!SessionRules.MayReplace(based, Row, row))
            {
                return Saved.Superseded;
            }
        }

        return Saved.Unknown;
    }

    private async Task<Saved> WriteOnce(SessionRow row)
    {
        try
        {
            _state = await storage.Write(StateName, id, _state, row);
            return Saved.Written;
        }
        catch (Exception failure) when (failure is not InconsistentStateException)
        {
            note(failure);
            return Faults.Pass(failure) ? Saved.Unknown : Saved.Impossible;
        }
    }

    private async Task<bool> TryReread()
    {
        try
        {
            await Reread();
            return true;
        }
        catch (Exception failure)
        {
            note(failure);
            return false;
        }
    }

    /// <summary>What is stored, without going on from there: what was read before stays what a write is checked against. Any exception: it could not be read.</summary>
    public Task<GrainState<SessionRow>> Peek() => storage.Read<SessionRow>(StateName, id);

    /// <summary>Goes on from what was peeked at.</summary>
    public void Take(GrainState<SessionRow> peeked) => _state = peeked;

    private async Task<SessionRow> Reread()
    {
        Take(await Peek());
        return Row;
    }
}
