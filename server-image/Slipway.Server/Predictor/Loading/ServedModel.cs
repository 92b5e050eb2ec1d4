using Slipway.OnnxRuntime;
using Slipway.Server.Predictor.Inference;

namespace Slipway.Server.Predictor.Loading;

/// <summary>A model that has passed every check and answers requests.</summary>
internal sealed class ServedModel(ModelIdentity identity, ModelSchema schema, OrtSession session) : IDisposable
{
    public ModelIdentity Identity { get; } = identity;

    public ModelSchema Schema { get; } = schema;

    public OrtSession Session { get; } = session;

    public InputTensorPool Tensors { get; } = new(schema.Inputs);

    public InferAnswerHead AnswerHead { get; } = new(identity, schema);

    public void Dispose()
    {
        Tensors.Dispose();
        Session.Dispose();
    }
}
