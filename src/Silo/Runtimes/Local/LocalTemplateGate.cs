using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Silo.Runtimes.Local;

/// <summary>Sandboxes of this runtime have the machine's own programs, so an image would silently be another one.</summary>
internal sealed class LocalTemplateGate : ITemplateGate
{
    public IEnumerable<string> Errors(TemplateSpec template) =>
        template.Image is null ? [] : ["The local runtime has no images: its sandboxes have the programs of the machine. Leave image out."];
}
