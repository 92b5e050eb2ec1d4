using Slipway.Contracts.Data;
using Slipway.Contracts.Models;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.OnnxRuntime;
using Slipway.Storage;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Import;

/// <summary>A model file from elsewhere, with what it says of itself.</summary>
/// <remarks>Guarantees: it is the file that the record names, by size and digest, and an engine of the server's kind loads it.</remarks>
internal sealed record ImportedModel(OrtSession Session, Signature Signature, OrtTensorInfo Score) : IDisposable
{
    public void Dispose() => Session.Dispose();

    public static async Task<ImportedModel> OpenAsync(EvaluateSpec spec, StepContext context, CancellationToken cancellationToken)
    {
        var path = Path.Combine(context.ScratchFolder, "model.onnx");
        var digest = await context.Store.DownloadAsync(ObjectUri.Parse(spec.Artifact.Uri), path, cancellationToken);
        var size = new FileInfo(path).Length;
        if (digest != spec.Artifact.Digest)
            throw StepException.Refused("DigestMismatch", $"{spec.Artifact.Uri} has digest {digest}, and the record says {spec.Artifact.Digest}.", "Restore the file, or import the file that is there under another version.");
        if (size != spec.Artifact.Size)
            throw StepException.Refused("SizeMismatch", $"{spec.Artifact.Uri} has {size} bytes, and the record says {spec.Artifact.Size}.", "Import it again with its size.");
        var session = Load(path, spec);
        try
        {
            var signature = new Signature { Inputs = [.. session.Inputs.Select(each => Describe(each, "input", required: true))], Outputs = [.. session.Outputs.Select(each => Describe(each, "output", required: false))] };
            return new ImportedModel(session, signature, FindScore(session, spec));
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static OrtSession Load(string path, EvaluateSpec spec)
    {
        try
        {
            return OrtSession.Load(path);
        }
        catch (OrtException broken)
        {
            throw StepException.Refused("InvalidModel", $"{spec.Artifact.Uri} cannot be loaded: {broken.Message}", $"Export it for ONNX Runtime {OrtEngine.Version}.", broken);
        }
    }

    private static TensorSignature Describe(OrtTensorInfo tensor, string kind, bool required) => Datatype(tensor.ElementType) is { } datatype
        ? new TensorSignature { Name = tensor.Name, Datatype = datatype, Shape = tensor.Shape, Required = required }
        : throw StepException.Refused("UnfitModel", $"{kind} '{tensor.Name}' of the model is no tensor of numbers or texts.", "Export it without maps and sequences (of scikit-learn: options zipmap=False).");

    private static string? Datatype(OrtElementType type) => type switch
    {
        OrtElementType.Double => "FP64",
        OrtElementType.Float => "FP32",
        OrtElementType.Int64 => "INT64",
        OrtElementType.Int32 => "INT32",
        OrtElementType.Bool => "BOOL",
        OrtElementType.String => "BYTES",
        _ => null,
    };

    private static OrtTensorInfo FindScore(OrtSession session, EvaluateSpec spec)
    {
        var floats = session.Outputs.Where(output => output.ElementType is OrtElementType.Float or OrtElementType.Double).ToList();
        var found = spec.ScoreOutput is { } name ? session.Outputs.FirstOrDefault(output => output.Name == name) : floats.Count == 1 ? floats[0] : null;
        var known = string.Join(", ", session.Outputs.Select(output => output.Name));
        if (found is null)
        {
            throw StepException.Invalid("UnfitModel", spec.ScoreOutput is { } wanted ? $"The model has no output '{wanted}'; it has {known}." : $"The model has {floats.Count} outputs of floats among {known}.",
                "Name the one with the scores in spec.imported.evaluation.scoreOutput.");
        }

        if (floats.Contains(found)) return found;
        throw StepException.Invalid("UnfitModel", $"Output '{found.Name}' holds no floats, so it is no score.", "Name the output with probabilities, or of a regression the value.");
    }
}
