using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>
/// --sandbox NAME --start-key BASE64 --workspace FOLDER --token FILE [--tcp PORT] [--idle-seconds N]. Nothing of it is secret: the start key is a public one, and whoever knows its private half may say
/// what the agent is.
/// </summary>
internal sealed record PodArguments(string Sandbox, byte[] StartKey, string Workspace, string Token, int TcpPort, TimeSpan IdleDeadline)
{
    private const int DefaultIdleSeconds = 600;

    /// <summary>Null: something is missing, unknown or no value.</summary>
    public static PodArguments? Parse(string[] arguments)
    {
        var given = new Dictionary<string, string>();
        for (var i = 0; i + 1 < arguments.Length; i += 2)
        {
            given[arguments[i]] = arguments[i + 1];
        }

        var key = new byte[KeyAgreement.KeyBytes];
        return arguments.Length % 2 == 0
            && given.Remove("--sandbox", out var sandbox) && given.Remove("--workspace", out var workspace) && given.Remove("--token", out var token)
            && given.Remove("--start-key", out var text) && Convert.TryFromBase64String(text, key, out var length) && length == key.Length
            && Number("--tcp", 0, ushort.MaxValue) is >= 0 and var port && Number("--idle-seconds", DefaultIdleSeconds, 86_400) is > 0 and var idle && given.Count == 0
            ? new(sandbox, key, workspace, token, port, TimeSpan.FromSeconds(idle))
            : null;

        int Number(string name, int otherwise, int most) => !given.Remove(name, out var value) ? otherwise : int.TryParse(value, out var number) && number <= most ? number : -1;
    }
}
