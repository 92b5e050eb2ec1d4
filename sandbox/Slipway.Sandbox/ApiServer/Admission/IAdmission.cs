namespace Slipway.Sandbox.ApiServer.Admission;

/// <summary>Has the last word on a write of a client.</summary>
internal interface IAdmission
{
    /// <summary>Returns when the write may be done; warnings for the client are added to <paramref name="warnings"/>.</summary>
    /// <exception cref="Errors.ApiException">The write is refused.</exception>
    Task ReviewAsync(AdmissionAttempt attempt, ICollection<string> warnings, CancellationToken cancellation);
}
