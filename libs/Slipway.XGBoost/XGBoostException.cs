namespace Slipway.XGBoost;

/// <summary>A call of XGBoost's C interface failed; the message is XGBoost's own, without its stack trace.</summary>
public sealed class XGBoostException : Exception
{
    /// <summary>An error with XGBoost's message.</summary>
    public XGBoostException(string message)
        : base(message)
    {
    }

    /// <summary>An error found while reading what XGBoost wrote.</summary>
    public XGBoostException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>An error without a message.</summary>
    public XGBoostException()
    {
    }

    /// <summary>Whether it is about the other processes of a shared training: one ended, did not come, or did not answer in time.</summary>
    public bool IsCollective { get; init; }
}
