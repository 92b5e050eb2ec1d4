namespace Slipway.Faults.Tests.Plans;

/// <summary>One thing that goes wrong, and when.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="At">The place in the run, counted from 0: a write, a request or an event, as <see cref="FaultKinds"/> says of the kind.</param>
internal sealed record Fault(FaultKind Kind, int At)
{
    /// <summary>Which of the operators is hit; user actions hit none.</summary>
    public int Operator { get; init; }

    /// <summary>Plural name of the kind whose watch is hit; of the object that a user acts on.</summary>
    public string? Resource { get; init; }

    /// <summary>How far: revisions that a list lags behind, events that are held back.</summary>
    public int Depth { get; init; }
}

/// <summary>What can go wrong.</summary>
internal enum FaultKind
{
    /// <summary>The process dies before the write reaches the server.</summary>
    CrashBefore,

    /// <summary>The process dies after the write was done and before it knows.</summary>
    CrashAfter,

    /// <summary>409 Conflict, and nothing was done.</summary>
    Conflict,

    /// <summary>429 with Retry-After; nothing was done.</summary>
    TooManyRequests,

    /// <summary>500, and nothing was done.</summary>
    ServerError,

    /// <summary>504, and the write was done.</summary>
    GatewayTimeout,

    /// <summary>The connection breaks before the request arrives.</summary>
    ResetBefore,

    /// <summary>The connection breaks before the answer arrives; the write was done.</summary>
    ResetAfter,

    /// <summary>No answer ever comes; the write was done.</summary>
    NoAnswer,

    /// <summary>The process dies, and the next one lists from a server that lags.</summary>
    StaleRestart,

    /// <summary>A watch holds back events until <see cref="Fault.Depth"/> later ones have come; then they come one by one.</summary>
    Hold,

    /// <summary>The events that are held back are never seen: the watch expires and everything is listed again.</summary>
    Skip,

    /// <summary>The stream breaks at an event.</summary>
    Drop,

    /// <summary>The process stands still at a write while another takes over, and then goes on.</summary>
    Freeze,

    /// <summary>The leader's next requests for its lease get no answer.</summary>
    LeaseLost,

    /// <summary>The process ends in order, as at an update.</summary>
    Stop,

    /// <summary>A user changes something that means nothing to the operator.</summary>
    UserTouches,

    /// <summary>A user deletes an object and makes it again under its name.</summary>
    UserRecreates,

    /// <summary>A user deletes a child.</summary>
    UserDeletesChild,

    /// <summary>A user takes fields of a child over, with values of their own.</summary>
    UserTakesFields,

    /// <summary>A user does at once what they would have done later.</summary>
    UserHurries,

    /// <summary>A pod is lost with its node.</summary>
    PodLost,

    /// <summary>A router answers nobody for some minutes, and goes on routing as it did.</summary>
    RouterSilent,
}

/// <summary>What the place of a fault counts.</summary>
internal static class FaultKinds
{
    /// <summary>Kinds whose place is a write of the operator; of the others it is a request or, for watches, an event of the resource.</summary>
    public static bool CountsWrites(this FaultKind kind) => kind is FaultKind.CrashBefore or FaultKind.CrashAfter or FaultKind.StaleRestart or FaultKind.Freeze
        or FaultKind.LeaseLost or FaultKind.Stop || kind.IsOfUser();

    /// <summary>Kinds that hit an answer to a request.</summary>
    public static bool IsAnswer(this FaultKind kind) => kind is >= FaultKind.Conflict and <= FaultKind.NoAnswer;

    /// <summary>Kinds that hit a watch.</summary>
    public static bool IsOfWatch(this FaultKind kind) => kind is FaultKind.Hold or FaultKind.Skip or FaultKind.Drop;

    /// <summary>What people, nodes and routers do.</summary>
    public static bool IsOfUser(this FaultKind kind) => kind >= FaultKind.UserTouches;
}
