using Slipway.Api.Datasets;
using Slipway.Contracts.Serving;

namespace Slipway.Operator.Rollouts.Children;

/// <summary>Says where predictors keep the events of a dataset.</summary>
internal static class EventLogs
{
    /// <summary>The log; null where the dataset takes no events, or its specification is wrong.</summary>
    public static EventLog? Of(Dataset dataset)
    {
        var spec = dataset.Spec;
        if (spec is not { Source: { Events: { } limits, Uri: { } uri }, EventTime: { } eventTime, Schema: { } schema } || DatasetValidation.Validate(spec).Count > 0) return null;
        return new EventLog { Dataset = dataset.Metadata.Name!, Uri = uri, Columns = schema.Columns, EventTime = eventTime, Limits = limits, Key = spec.Key };
    }
}
