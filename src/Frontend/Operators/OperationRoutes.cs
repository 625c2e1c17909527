namespace Sandboxes.Frontend;

/// <summary>What operators do, each in the audit.</summary>
internal static class OperationRoutes
{
    public static void Map(WebApplication app)
    {
        var services = app.Services;
        ActivatorUtilities.CreateInstance<NodeOperations>(services).Map(app);
        ActivatorUtilities.CreateInstance<PoolOperations>(services).Map(app);
        ActivatorUtilities.CreateInstance<SandboxOperations>(services).Map(app);
        ActivatorUtilities.CreateInstance<SandboxListRoutes>(services).Map(app);
        ActivatorUtilities.CreateInstance<SessionOperations>(services).Map(app);
        ActivatorUtilities.CreateInstance<AuditRoutes>(services).Map(app);
    }
}
