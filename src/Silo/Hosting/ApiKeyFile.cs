using System.Security.Cryptography;

namespace Sandboxes.Silo.Hosting;

/// <summary>
/// The embedded default's key: from <c>SANDBOX_API_KEY</c>, else from a file that only its user can read, else made and written
/// there.
/// </summary>
internal static class ApiKeyFile
{
    public const string Variable = "SANDBOX_API_KEY";

    /// <summary>Shorter keys could be guessed.</summary>
    private const int LeastLength = 16;

    public static string ReadOrMake(IConfiguration configuration) =>
        configuration[Variable] is { Length: > 0 } given ? Check(given) : ReadOrMake(DefaultPath());

    public static string DefaultPath()
    {
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        return Path.Combine(data.Length > 0 ? data : Path.GetTempPath(), "sandboxes", "api-key");
    }

    internal static string ReadOrMake(string path)
    {
        try
        {
            // Several processes of one machine may start at once; the first one makes it, whole.
            return File.Exists(path) || !TryMake(path, out var key) ? Check(File.ReadAllText(path).Trim()) : key;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"The key file {path} cannot be used ({error.Message}). Set {Variable}, or mend the file.", error);
        }
    }

    private static bool TryMake(string path, out string key)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        key = "sk-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var draft = $"{path}.{Environment.ProcessId}";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var writer = new StreamWriter(draft, options))
        {
            writer.WriteLine(key);
        }

        return TryMove(draft, path);
    }

    private static bool TryMove(string draft, string path)
    {
        try
        {
            File.Move(draft, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
            return false;
        }
    }

    private static string Check(string key) => key.Length >= LeastLength && key.All(c => c is > ' ' and <= '~')
        ? key
        : throw new StartRefusedException($"The API key must be at least {LeastLength} printable ASCII characters without spaces (from {Variable} or {DefaultPath()}).");
}
