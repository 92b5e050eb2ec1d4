using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Steps;

/// <summary>Ends a step with an outcome other than success; the message becomes the cause that the user reads.</summary>
internal sealed class StepException : Exception
{
    private StepException(StepOutcome outcome, string reason, string message, string remedy, Exception? inner)
        : base(message, inner)
    {
        Outcome = outcome;
        Error = new StepError { Reason = reason, Message = message, Remedy = remedy };
    }

    internal StepOutcome Outcome { get; }

    internal StepError Error { get; }

    /// <summary>The same end, with the part of the step that it happened in.</summary>
    internal StepException Within(string part) => new(Outcome, Error.Reason, $"{part}: {Message}", Error.Remedy, this);

    /// <summary>The specification or an input is wrong; trying again cannot help.</summary>
    internal static StepException Invalid(string reason, string message, string remedy, Exception? inner = null) =>
        new(StepOutcome.Invalid, reason, message, remedy, inner);

    /// <summary>The data was refused; trying again cannot help until it changes.</summary>
    internal static StepException Refused(string reason, string message, string remedy, Exception? inner = null) =>
        new(StepOutcome.Refused, reason, message, remedy, inner);

    /// <summary>Something that may pass.</summary>
    internal static StepException Temporary(string reason, string message, string remedy, Exception? inner = null) =>
        new(StepOutcome.Temporary, reason, message, remedy, inner);
}
