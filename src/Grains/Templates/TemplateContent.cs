using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>What a sandbox is made from, as against how many there are and how long they may be held: only a change of the former makes stale what stands.</summary>
internal static class TemplateContent
{
    public static bool IsSame(TemplateSpec one, TemplateSpec other) =>
        one.Image == other.Image && one.Limits == other.Limits && one.Kernels.SequenceEqual(other.Kernels)
        && one.Env.Count == other.Env.Count && one.Env.All(pair => other.Env.TryGetValue(pair.Key, out var value) && value == pair.Value);

    /// <summary>The amounts and times of <paramref name="wanted"/> with what <paramref name="made"/> is made from.</summary>
    public static TemplateSpec Keep(TemplateSpec made, TemplateSpec wanted) =>
        wanted with
        {
            Revision = made.Revision,
            Image = made.Image,
            Limits = made.Limits,
            Kernels = made.Kernels,
            Env = made.Env,
            Schedules = made.Schedules.SequenceEqual(wanted.Schedules) ? made.Schedules : wanted.Schedules,
        };
}
