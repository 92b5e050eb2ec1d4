namespace Slipway.Contracts.Training;

/// <summary>What is done about rows that have no label.</summary>
public enum UnlabelledRows
{
    /// <summary>The run is refused: a label that is missing by mistake must not go unseen.</summary>
    Refuse,

    /// <summary>They are neither learned from nor measured on, and counted.</summary>
    LeaveOut,
}
