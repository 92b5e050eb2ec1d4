using Slipway.Contracts.Features;
using Slipway.OnnxRuntime;
using Slipway.Server.Predictor.Inference;

namespace Slipway.Server.Predictor.Loading;

/// <summary>A model that has passed every check and answers requests.</summary>
internal sealed class ServedModel(
    ModelIdentity identity, ModelSchema schema, IReadOnlyList<FeatureCheck> checks, OrtSession session, FilledInputs filled) : IDisposable
{
    public ModelIdentity Identity { get; } = identity;

    public ModelSchema Schema { get; } = schema;

    /// <summary>What the model counts of the features of each request; empty when it does not.</summary>
    public IReadOnlyList<FeatureCheck> Checks { get; } = checks;

    public OrtSession Session { get; } = session;

    /// <summary>Inputs that are filled when a request does not carry them.</summary>
    public FilledInputs Filled { get; } = filled;

    public InputTensorPool Tensors { get; } = new(schema.Accepted);

    public InferAnswerHead AnswerHead { get; } = new(identity, schema);

    public void Dispose()
    {
        Tensors.Dispose();
        Session.Dispose();
    }
}
