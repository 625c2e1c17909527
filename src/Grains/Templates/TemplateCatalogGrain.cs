using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>
/// Keeps the row of the templates, and decides the rollouts from what the pools say of their shelves. What is not stored is not told to anybody; after a write whose outcome is unknown the row is read again.
/// </summary>
internal sealed partial class TemplateCatalogGrain(
    [PersistentState("row", TemplateStorage.Name)] IPersistentState<TemplateRow> row,
    TemplateCatalog catalog,
    ITemplatePublisher publisher,
    PoolDirectory pools,
    IEnumerable<ITemplateGate> gates,
    IOptions<TemplateOptions> options,
    TimeProvider time,
    ILogger<TemplateCatalogGrain> logger) : Grain, ITemplateCatalogGrain
{
    private static readonly TimeSpan DecideEvery = TimeSpan.FromSeconds(1);

    /// <summary>By then every pool of a node that is ready was heard: each repeats itself more often.</summary>
    private static readonly TimeSpan HeardAfter = TimeSpan.FromSeconds(5);

    /// <summary>
    /// While silos do not see each other there may be two of us, and the one that stays need not be the one that wrote last: what the other stored is found so, for nobody would go on with its rollouts. A change begins with what is
    /// stored too.
    /// </summary>
    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(10);

    private readonly long _origin = time.GetTimestamp();
    private long _readAt = time.GetTimestamp();
    private TemplateRow _stored = new();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _stored = row.State;
        this.RegisterGrainTimer(Decide, new GrainTimerCreationOptions(DecideEvery, DecideEvery));
        await publisher.Publish(_stored);
    }

    public ValueTask<TemplateRow?> Read(long known) => ValueTask.FromResult(_stored.Version > known ? _stored : null);

    public async ValueTask<Outcome<PutTemplate>> Put(TemplateSpec wanted, TemplateCondition condition)
    {
        if (!await ReadAgain())
        {
            return Refusals.TemplateNotStored;
        }

        var known = Known(wanted.Name);
        if ((TemplateRules.Refuse(known, wanted.Name, condition) ?? RefuseContent(known, wanted)) is { } refusal)
        {
            return refusal;
        }

        var entry = TemplateRules.Put(known, wanted, _stored.Floor, time.GetUtcNow(), options.Value.RolloutPatience);
        return await Store(entry) is { } failed ? failed : new PutTemplate(entry, known is null);
    }

    public async ValueTask<Outcome<TemplateDeleted>> Delete(string name, TemplateCondition condition)
    {
        if (!await ReadAgain())
        {
            return Refusals.TemplateNotStored;
        }

        var known = Known(name);
        if (TemplateRules.Refuse(known, name, condition) is { } refusal)
        {
            return refusal;
        }

        if (!_stored.Templates.TryGetValue(name, out var entry))
        {
            return new TemplateDeleted(known is not null);
        }

        var failed = catalog.BuiltIn(name) is { } builtIn
            ? await Store(TemplateRules.Put(entry, builtIn.Served, _stored.Floor, time.GetUtcNow(), options.Value.RolloutPatience))
            : await Store(_stored with { Floor = Math.Max(_stored.Floor, entry.LastRevision), Templates = _stored.Templates.Where(other => other.Key != name).ToDictionary() });
        return failed is null ? new TemplateDeleted(true) : failed;
    }

    private TemplateEntry? Known(string name) => _stored.Templates.GetValueOrDefault(name) ?? catalog.BuiltIn(name);

    private Refusal? RefuseContent(TemplateEntry? known, TemplateSpec wanted)
    {
        var most = options.Value.MaxTemplates;
        if (known is null && catalog.BuiltIns + _stored.Templates.Keys.Count(name => catalog.BuiltIn(name) is null) >= most)
        {
            return Refusals.TooManyTemplates(most);
        }

        var errors = gates.SelectMany(gate => gate.Errors(wanted)).Concat(wanted.Schedules.SelectMany(IdleScheduleErrors.Of)).ToList();
        return errors.Count == 0 ? null : Refusals.TemplateRefused(string.Join(' ', errors));
    }

    /// <summary>What is the same as before is not written.</summary>
    private Task<Refusal?> Store(TemplateEntry entry) => _stored.Templates.GetValueOrDefault(entry.Served.Name) == entry
        ? Task.FromResult<Refusal?>(null)
        : Store(_stored with { Templates = new Dictionary<string, TemplateEntry>(_stored.Templates) { [entry.Served.Name] = entry } });

    private async Task<Refusal?> Store(TemplateRow next)
    {
        next = next with { Version = _stored.Version + 1 };
        row.State = next;
        try
        {
            await row.WriteStateAsync();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogNotStored(failure);
            DeactivateOnIdle();
            return Refusals.TemplateNotStored;
        }

        _stored = next;
        await publisher.Publish(next);
        return null;
    }

    /// <summary>A rollout that was running when the grain was last active is taken up where it stands.</summary>
    private async Task Decide()
    {
        if (time.GetElapsedTime(_readAt) >= ReadEvery)
        {
            await ReadAgain();
        }

        foreach (var entry in _stored.Templates.Values.Where(entry => entry.Coming is not null).ToList())
        {
            var isHeard = time.GetElapsedTime(_origin) >= HeardAfter;
            if (TemplateRules.Decide(entry, pools.ShelvesOf(entry.Served.Name), isHeard, time.GetUtcNow()) is { } decided && await Store(decided) is null)
            {
                LogEnded(decided.Served.Name, decided.Rollout!.Revision, decided.Rollout.State, decided.Rollout.Reason);
            }
        }
    }

    /// <summary>False: it cannot be read now.</summary>
    private async Task<bool> ReadAgain()
    {
        _readAt = time.GetTimestamp();
        try
        {
            await row.ReadStateAsync();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogNotReadAgain(failure.Message);
            return false;
        }

        if (row.State.Version > _stored.Version)
        {
            _stored = row.State;
            await publisher.Publish(_stored);
        }

        return true;
    }

    [LoggerMessage(121, LogLevel.Information, "The rollout of revision {Revision} of template {Template} is {State}: {Reason}")]
    private partial void LogEnded(string template, int revision, RolloutState state, string? reason);

    [LoggerMessage(122, LogLevel.Warning, "The templates could not be stored; they are read again")]
    private partial void LogNotStored(Exception failure);

    [LoggerMessage(124, LogLevel.Warning, "The row of the templates could not be read again now: {Why}")]
    private partial void LogNotReadAgain(string why);
}
