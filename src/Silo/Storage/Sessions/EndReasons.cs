using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Storage.Sessions;

/// <summary>Why a session ended, as it is stored: by name, for whoever reads the table.</summary>
internal static class EndReasons
{
    private static readonly string[] Names = Enum.GetNames<EndReason>();

    public static string Name(EndReason reason) => Names[(int)reason];

    public static EndReason Parse(string name) => Enum.Parse<EndReason>(name);
}
