namespace Slipway.Server.Predictor.Events.Schema;

/// <summary>One value of an event.</summary>
/// <param name="IsThere">False for a missing value.</param>
/// <param name="Number">The value as requests carry it: numbers, 0 and 1 for booleans, seconds since 1970 for times and days.</param>
/// <param name="Whole">Int64 exactly; microseconds since 1970 for times and days.</param>
/// <param name="Text">A text.</param>
internal readonly record struct EventValue(bool IsThere, double Number, long Whole, string? Text)
{
    public static EventValue Of(double number) => new(true, number, 0, null);

    public static EventValue OfWhole(long whole) => new(true, whole, whole, null);

    public static EventValue OfMoment(long microseconds) => new(true, microseconds / 1e6, microseconds, null);

    public static EventValue Of(string text) => new(true, 0, 0, text);
}
