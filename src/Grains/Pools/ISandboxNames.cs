namespace Sandboxes.Grains;

/// <summary>Names for new sandboxes, never the same twice.</summary>
public interface ISandboxNames
{
    string Next();
}
