using Slipway.Api.Datasets;
using Slipway.Api.Validation;
using Slipway.Contracts.Data;

namespace Slipway.Operator.Datasets;

/// <summary>What is wrong with a Dataset as the others are; said alike by the reconciler and by admission.</summary>
internal static class DatasetFaults
{
    /// <summary>The shortest circle in which the dataset reads itself.</summary>
    /// <param name="start">Name of the dataset.</param>
    /// <param name="find">Finds any dataset, the one asked about among them.</param>
    public static FieldError? Cycle(DatasetName start, Func<DatasetName, Dataset?> find)
    {
        var ways = new Queue<List<DatasetName>>([[start]]);
        var seen = new HashSet<DatasetName>();
        while (ways.TryDequeue(out var way))
        {
            foreach (var next in find(way[^1]) is { } read ? DatasetReads.Of(read.Spec).Select(reference => DatasetName.Parse(reference, way[^1].Namespace)) : [])
            {
                if (next == start)
                {
                    return new FieldError("spec.source.datasets", null,
                        $"the datasets read each other in a circle: {string.Join(" -> ", way.Append(next).Select(each => each.From(start.Namespace)))}; take one of them out of the SQL or the checks of another");
                }

                if (seen.Add(next)) ways.Enqueue([.. way, next]);
            }
        }

        return null;
    }

    /// <summary>Data does not get to places by way of a derived dataset where it must not be processed itself.</summary>
    public static FieldError? Jurisdiction(DatasetSpec spec, Dataset parent)
    {
        if (parent.Spec.Provenance?.Jurisdictions is not { } allowed) return null;
        var limit = $"Dataset '{parent.Metadata.Name}', which it reads, may be processed in {string.Join(", ", allowed)} alone";
        if (spec.Provenance?.Jurisdictions is not { } own) return new FieldError("spec.provenance.jurisdictions", null, $"is missing, and {limit}; list those of them where this dataset may be");
        var beyond = own.Except(allowed).ToList();
        return beyond.Count == 0 ? null : new FieldError("spec.provenance.jurisdictions", string.Join(", ", beyond), $"goes beyond what is allowed: {limit}; take them out");
    }

    /// <summary>What is derived from augmented rows keeps their mark, or they would be measured on.</summary>
    public static FieldError? Augmented(DatasetSpec spec, Dataset parent) => parent.Spec.Augmented is { } column && spec.Augmented is null && spec.Source.Sql is not null
        ? new FieldError("spec.augmented", null,
            $"is missing, and Dataset '{parent.Metadata.Name}', which it reads, has augmented rows, which must never be measured on; carry its column '{column}' along in the SQL and name it")
        : null;

    /// <summary>What was held back from training must not come in by way of a derived dataset.</summary>
    public static FieldError? Role(DatasetSpec spec, string field, Dataset parent) => spec.Role == DatasetRole.Training && parent.Spec.Role != DatasetRole.Training
        ? new FieldError(field, null,
            $"Dataset '{parent.Metadata.Name}' has the role {parent.Spec.Role} and must never be trained on; leave it out, or give this dataset the same role")
        : null;
}
