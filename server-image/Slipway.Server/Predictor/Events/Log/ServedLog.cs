using Slipway.Contracts.Serving;
using Slipway.Server.Predictor.Events.Schema;
using Slipway.Storage;

namespace Slipway.Server.Predictor.Events.Log;

/// <summary>An event log of the mounted table, made ready for use; never changes.</summary>
internal sealed class ServedLog
{
    /// <exception cref="InvalidDataException">It has no event time.</exception>
    /// <exception cref="StorageException">Its URI is none.</exception>
    public ServedLog(EventLog definition)
    {
        Definition = definition;
        Root = ObjectUri.Parse(definition.Uri);
        Schema = new EventSchema(definition);
    }

    public EventLog Definition { get; }

    public ObjectUri Root { get; }

    public EventSchema Schema { get; }
}
