using Slipway.OnnxRuntime;

namespace Slipway.Server.Predictor.Inference;

/// <summary>A request whose tensors are filled and ready to run.</summary>
internal sealed class InferRequest(InputTensorPool pool, int inputs) : IDisposable
{
    /// <summary>The client's id, echoed in the answer.</summary>
    public string? Id { get; set; }

    public int Rows { get; private set; }

    /// <summary>One tensor per input of the model, in its order; empty until the number of rows is known.</summary>
    public OrtTensor[] Tensors { get; private set; } = [];

    /// <summary>Positions of the outputs asked for; empty for all.</summary>
    public int[] Outputs { get; set; } = [];

    /// <summary>Which inputs the client sent.</summary>
    public bool[] Sent { get; } = new bool[inputs];

    /// <summary>Missing values by input.</summary>
    public int[] Missing { get; } = new int[inputs];

    public void SetRows(int rows)
    {
        Tensors = pool.Rent(rows);
        Rows = rows;
    }

    public void Dispose()
    {
        if (Tensors.Length == 0) return;
        pool.Return(Tensors, Rows);
        Tensors = [];
    }
}
