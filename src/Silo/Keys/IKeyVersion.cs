namespace Sandboxes.Silo.Keys;

/// <summary>The version of the cluster key that new sandboxes are made with, so that their names can carry it. Null while that is not known.</summary>
public interface IKeyVersion
{
    int? KeyVersion { get; }
}
