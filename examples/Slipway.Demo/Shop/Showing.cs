using System.Globalization;

namespace Slipway.Demo.Shop;

/// <summary>One product that was shown to one visitor. Empty texts and NaN are missing.</summary>
internal sealed record Showing(
    DateTime EventTime,
    string EventId,
    string UserId,
    string Country,
    string Language,
    string Device,
    string Product,
    string YarnType,
    string Colour,
    double Price,
    string Currency,
    double Discount,
    int Position,
    double HoursSinceLogin,
    string SearchText,
    bool Clicked)
{
    public const string Header =
        "event_time,event_id,user_id,country,language,device,product,yarn_type,colour,price,currency,discount,position,hours_since_login,search_text,clicked";

    public string ToCsv() => string.Join(
        ',',
        EventTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        EventId,
        UserId,
        Country,
        Language,
        Device,
        Product,
        YarnType,
        Colour,
        Number(Price),
        Currency,
        Number(Discount),
        Position.ToString(CultureInfo.InvariantCulture),
        Number(HoursSinceLogin),
        SearchText.Contains(',', StringComparison.Ordinal) ? $"\"{SearchText}\"" : SearchText,
        Clicked ? "true" : "false");

    private static string Number(double value) => double.IsNaN(value) ? "NA" : value.ToString("0.##", CultureInfo.InvariantCulture);
}
