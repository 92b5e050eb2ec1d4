namespace Slipway.OnnxRuntime;

/// <summary>Why the engine refused; the engine's own codes.</summary>
public enum OrtErrorCode
{
    /// <summary>No error.</summary>
    Ok = 0,

    /// <summary>A failure without a closer class.</summary>
    Fail = 1,

    /// <summary>An argument does not fit: wrong input name, element type or shape.</summary>
    InvalidArgument = 2,

    /// <summary>The model file does not exist.</summary>
    NoSuchFile = 3,

    /// <summary>No model was loaded.</summary>
    NoModel = 4,

    /// <summary>The engine itself failed, or is missing.</summary>
    EngineError = 5,

    /// <summary>An operator failed while the model ran.</summary>
    RuntimeException = 6,

    /// <summary>The model file is truncated or is no ONNX file.</summary>
    InvalidProtobuf = 7,

    /// <summary>The model is loaded already.</summary>
    ModelLoaded = 8,

    /// <summary>The model uses an operator, type or opset that this engine does not have.</summary>
    NotImplemented = 9,

    /// <summary>The graph breaks a rule of ONNX.</summary>
    InvalidGraph = 10,

    /// <summary>An execution provider failed.</summary>
    ExecutionProviderFail = 11,
}
