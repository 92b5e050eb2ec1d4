namespace Slipway.Server.Router;

/// <summary>How a request came to its revision; only those that were drawn say something about it.</summary>
internal enum RequestKind
{
    /// <summary>Drawn by the weights.</summary>
    Drawn,

    /// <summary>The request named its revision.</summary>
    Forced,

    /// <summary>Events, which no model answers.</summary>
    Events,
}
