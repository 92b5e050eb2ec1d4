using Slipway.Contracts.Models;

namespace Slipway.Server.Predictor.Lookups;

/// <summary>Where a model looks up some of its inputs: the definition is the model's, the file is replaced when the dataset has a newer version.</summary>
internal sealed class LookupSlot(ModelLookup definition, LookupSeries series)
{
    private volatile LookupBinding? current;

    public ModelLookup Definition { get; } = definition;

    public LookupSeries Series { get; } = series;

    /// <summary>The file in use; a request reads it once, so that all its rows are looked up in the same one.</summary>
    public LookupBinding? Current => current;

    /// <summary>From now on requests look here; those under way end where they began, and the mapping ends with the last of them.</summary>
    public void Swap(LookupBinding binding)
    {
        current = binding;
        Series.Entities.Set(binding.File.Entities);
        if (binding.File.Description.AsOf is { } asOf) Series.AsOf.Set(asOf.ToUnixTimeMilliseconds() / 1000.0);
    }
}
