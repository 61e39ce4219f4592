using System.Globalization;

namespace KhmerCache.Rendering.Sharding;

/// <summary>
/// Which of the wholes that markers tell of are merged. A place where many have made shards, such as a remote cache, has those of earlier states of the corpora too: of the plans with the same settings it is the one that is
/// complete. Plans with other settings, such as another height, are wholes beside it.
/// </summary>
/// <param name="Plans">The plans, each with all of its shards; empty where there is no choice.</param>
/// <param name="Diagnostics">Why there is none, or what is left alone.</param>
internal sealed record ShardChoice(IReadOnlyList<ShardPlan> Plans, IReadOnlyList<Diagnostic> Diagnostics)
{
    private const string Remedy = "Run the odd ones again with the same inputs and the same version of KhmerCache; where those are what an earlier run left, delete their markers.";

    /// <summary>The wholes.</summary>
    public IReadOnlyList<ShardSet> Wholes => [.. Plans.Select(plan => plan.Set!)];

    /// <summary>The files of their markers; those of other plans stay.</summary>
    public string[] Markers => [.. Plans.SelectMany(plan => plan.Markers).Select(marker => marker.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>Chooses.</summary>
    /// <param name="markers">At least one.</param>
    /// <param name="name">The beginning of the name of the plan that is asked for; null for those that are complete.</param>
    public static ShardChoice Of(IReadOnlyList<FoundMarker> markers, string? name)
    {
        var plans = ShardPlan.AllOf(markers);
        if (name is not null)
        {
            return Named(plans, name);
        }

        var states = plans.GroupBy(plan => plan.Settings, StringComparer.Ordinal).ToArray();
        if (states.Any(state => state.All(plan => plan.Set is null)))
        {
            // Of one that is not complete, the shards may be those that another one lacks.
            return Refused(
                plans.Skip(1).SelectMany(plan => plans[0].Differences(ShardNames.Of(plans[0].Markers), plan, ShardNames.Of(plan.Markers), Remedy)),
                (plans[0].Set is null ? plans[..1] : plans).Select(plan => plan.Missing));
        }

        ShardPlan[] complete = [.. plans.Where(plan => plan.Set is not null)];
        return complete.Length > states.Length || Clash(complete)
            ? Refused(complete.Skip(1).SelectMany(plan => complete[0].Differences($"the plan {complete[0].Name}", plan, $"the plan {plan.Name}", "")), [Several(complete)])
            : new ShardChoice(complete, [.. plans.Where(plan => plan.Set is null).Select(plan => LeftAlone(plan, complete.First(whole => whole.Settings == plan.Settings)))]);
    }

    private static ShardChoice Named(ShardPlan[] plans, string name) => plans.Where(plan => plan.Id.StartsWith(name, StringComparison.OrdinalIgnoreCase)).ToArray() switch
    {
        [{ Set: not null } plan] => new ShardChoice([plan], []),
        [var plan] => Refused([], [plan.Missing]),
        var found => throw new KhmerCacheException(
            DiagnosticCodes.Configuration,
            $"--plan {name}: {(found.Length == 0 ? "no marker of a shard is of such a plan" : "several plans begin so")}. There {(plans.Length == 1 ? "is" : "are")} {string.Join(" and ", plans.Select(Described))}."),
    };

    private static ShardChoice Refused(IEnumerable<Diagnostic> differences, IEnumerable<Diagnostic?> reasons) => new([], [.. differences, .. reasons.OfType<Diagnostic>()]);

    private static Diagnostic Several(ShardPlan[] plans) => new(
        DiagnosticSeverity.Error,
        DiagnosticCodes.ShardsIncomplete,
        $"All shards of several plans are here, and nothing tells which is meant: {string.Join(" and ", plans.Select(Described))}. Name one (merge --plan {plans[0].Name}), or delete the markers of the others.",
        Path.GetDirectoryName(plans[0].Markers[0].Path));

    private static Diagnostic LeftAlone(ShardPlan plan, ShardPlan merged) => new(
        DiagnosticSeverity.Warning,
        DiagnosticCodes.ShardsIncomplete,
        $"The whole is that of the plan {Described(merged)}, whose shards are all here. The markers of {Described(plan)} are left alone: {ShardNames.Of(plan.Markers)} {(plan.Markers.Length == 1 ? "is" : "are")} here, and not all. Where that plan is meant, run the others and merge again with --plan {plan.Name}.",
        Path.GetDirectoryName(plan.Markers[0].Path));

    private static string Described(ShardPlan plan)
    {
        var (inputs, settings) = (plan.Markers[0].Marker, plan.Markers[0].Marker.Settings);
        var lines = string.Join(", ", inputs.Splits.Select(split => string.Create(CultureInfo.InvariantCulture, $"{split.Key} {inputs.Corpora.Where(corpus => corpus.Split == split.Key).Sum(corpus => corpus.Lines):N0} lines")));
        return string.Create(CultureInfo.InvariantCulture, $"{plan.Name} ({lines}; {inputs.Fonts.Count} fonts; height {settings.ImageHeight})");
    }

    // Of a font at a height one recipe is shown, with the masks of one rasteriser.
    private static bool Clash(ShardPlan[] plans) => plans
        .SelectMany(plan => plan.Set!.Recipes.Select(recipe => (Recipe: recipe, plan.Set.Rasterizer))).Distinct().GroupBy(shown => (shown.Recipe.FontPath, shown.Recipe.ImageHeight)).Any(shown => shown.Count() > 1);
}
