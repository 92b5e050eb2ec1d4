namespace Slipway.Server.Predictor.Inference;

/// <summary>Why a request was refused; values of the label <c>reason</c>.</summary>
internal static class RefusalReasons
{
    public const string Malformed = "malformed";
    public const string Name = "name";
    public const string Shape = "shape";
    public const string Type = "type";
    public const string Missing = "missing";
    public const string TooLarge = "too_large";
    public const string Expectation = "expectation";
    public const string UnknownModel = "unknown_model";
    public const string NotReady = "not_ready";

    public static readonly string[] All = [Malformed, Name, Shape, Type, Missing, TooLarge, Expectation, UnknownModel, NotReady];
}
