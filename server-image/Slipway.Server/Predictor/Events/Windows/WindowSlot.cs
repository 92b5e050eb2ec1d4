using Slipway.Contracts.Models;

namespace Slipway.Server.Predictor.Events.Windows;

/// <summary>Some inputs of a model that come from a window: the definition is the model's, what has been read of the events is replaced when their log is another one.</summary>
internal sealed class WindowSlot(ModelWindow definition, WindowSeries series)
{
    private volatile WindowBinding? current;

    public ModelWindow Definition { get; } = definition;

    public WindowSeries Series { get; } = series;

    /// <summary>What requests are answered from; null before the log has been read.</summary>
    public WindowBinding? Current => current;

    public void Swap(WindowBinding binding) => current = binding;
}
