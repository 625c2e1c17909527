using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>What a runtime says of a template before it is stored: refused there, and not when somebody waits for a sandbox.</summary>
public interface ITemplateGate
{
    /// <summary>What is wrong with it, a sentence each; nothing where its sandboxes can be made.</summary>
    IEnumerable<string> Errors(TemplateSpec template);
}
