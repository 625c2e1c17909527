using Microsoft.Extensions.Options;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests;

public sealed class TemplateOptionsTests
{
    [Theory]
    [InlineData(null, null, 4, 16)]
    [InlineData(3, null, 3, 3)]
    [InlineData(3, 9, 3, 9)]
    [InlineData(null, 9, 4, 9)]
    public void MaxIdle_AsGiven_IsAdaptiveUnlessOnlyMinIdleIs(int? min, int? max, int least, int most)
    {
        var options = new TemplateOptions();
        Give(options.MinIdle, min);
        Give(options.MaxIdle, max);

        var python = new TemplateCatalog(Options.Create(options)).Find("python")!;

        Assert.Empty(options.Errors());
        Assert.Equal((least, most), (python.MinIdle, python.MaxIdle));
    }

    [Fact]
    public void Errors_OfWrongAmounts_NameEachSettingAndBothValues()
    {
        var options = new TemplateOptions
        {
            MaxIdle = { ["python"] = 3, ["perl"] = 5 },
            MissProbability = { ["bash"] = 0.9 },
            Schedules = { ["python"] = [new() { Cron = "now", MinIdle = 5 }] },
        };

        var errors = options.Errors().ToList();

        Assert.Equal(4, errors.Count);
        Assert.Contains(errors, error => error.StartsWith("Templates:MaxIdle:python is 3; it must name a template and be at least Templates:MinIdle:python (4)", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.StartsWith("Templates:MissProbability:bash is 0.9", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.StartsWith("Templates:Schedules:python:0: the cron expression", StringComparison.Ordinal));
    }

    private static void Give(Dictionary<string, int> amounts, int? amount)
    {
        if (amount is { } given)
        {
            amounts.Add("python", given);
        }
    }
}
