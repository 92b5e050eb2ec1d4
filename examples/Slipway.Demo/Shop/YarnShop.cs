namespace Slipway.Demo.Shop;

/// <summary>A shop whose visitors click for reasons: seeded, so that everybody sees the same shop.</summary>
/// <remarks>
/// The chance of a click is a logistic function of price, discount, yarn, device, time of day, position and of whether the search names the yarn, with
/// interactions that trees find and single features do not. 12 % of the visitors are not logged in; 15 % browse without a search.
/// </remarks>
internal sealed class YarnShop(int seed)
{
    private static readonly string[] Countries = ["DE", "FR", "GB", "IS", "NO", "US"];
    private static readonly double[] CountryShare = [0.3, 0.18, 0.2, 0.05, 0.09, 0.18];
    private static readonly string[] Languages = ["de", "fr", "en", "is", "no", "en"];
    private static readonly string[] Currencies = ["EUR", "EUR", "GBP", "ISK", "NOK", "USD"];
    private static readonly double[] Rates = [1, 1, 0.87, 148, 11.7, 1.09];
    private static readonly string[] Devices = ["desktop", "mobile", "tablet"];
    private static readonly string[] Yarns = ["wool", "cotton", "alpaca", "silk", "acrylic"];
    private static readonly double[] YarnPrice = [6, 4, 9, 14, 2.5];
    private static readonly string[] Colours = ["red", "blue", "green", "yellow", "grey", "white", "black", "petrol", "rosé", ""];
    private static readonly string[] Words = ["soft", "thick", "sock", "baby", "winter", "cheap", "sweater", "scarf"];

    private readonly Random random = new(seed);
    private long events;

    /// <summary>Draws the next showing of a day.</summary>
    public Showing Next(DateOnly day)
    {
        var place = Weighted(CountryShare);
        var yarn = random.Next(Yarns.Length);
        var device = Weighted([0.45, 0.45, 0.1]);
        var time = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc).AddSeconds(86_400 * Math.Pow(random.NextDouble(), 0.7));
        var euro = YarnPrice[yarn] * Math.Exp(0.35 * Gauss());
        var discount = random.NextDouble() < 0.6 ? double.NaN : Math.Round(random.NextDouble() * 0.5, 2);
        var loggedIn = random.NextDouble() >= 0.12;
        var hours = loggedIn ? Math.Round(-40 * Math.Log(1 - random.NextDouble()), 2) : double.NaN;
        var search = random.NextDouble() < 0.15 ? "" : Search(yarn);
        var position = 1 + (int)(20 * Math.Pow(random.NextDouble(), 2));
        var showing = new Showing(
            time,
            $"e{seed:x}-{events++:x8}",
            $"u{random.Next(60_000):x}",
            Countries[place],
            Languages[place],
            Devices[device],
            $"p{(yarn * 40) + random.Next(40):d3}",
            Yarns[yarn],
            Colours[random.Next(Colours.Length)],
            Math.Max(0.1, Math.Round(euro * Rates[place], 2)),
            Currencies[place],
            discount,
            position,
            hours,
            search,
            Clicked: false);
        return showing with { Clicked = random.NextDouble() < ClickChance(showing, euro) };
    }

    private static double ClickChance(Showing showing, double euro)
    {
        var discount = double.IsNaN(showing.Discount) ? 0 : showing.Discount;
        var named = showing.SearchText.Contains(showing.YarnType, StringComparison.Ordinal);
        var score = -1.9
            - (0.09 * euro)
            + (2.4 * discount)
            + (named ? 1.6 : 0)
            + (showing is { Device: "mobile", EventTime.Hour: >= 17 } ? 0.7 : 0)
            + (showing is { YarnType: "wool", Country: "IS" or "NO" } ? 1.1 : 0)
            + (showing.Colour == "petrol" ? 0.8 : 0)
            + (showing.SearchText.Contains("cheap", StringComparison.Ordinal) ? (euro < 4 ? 1.2 : -0.9) : 0)
            + (double.IsNaN(showing.HoursSinceLogin) ? -0.4 : showing.HoursSinceLogin < 2 ? 0.6 : 0)
            - (0.05 * (showing.Position - 1));
        return 1 / (1 + Math.Exp(-score));
    }

    private string Search(int yarn)
    {
        var words = new List<string>();
        if (random.NextDouble() < 0.5) words.Add(Words[random.Next(Words.Length)]);
        if (random.NextDouble() < 0.6) words.Add(random.NextDouble() < 0.7 ? Yarns[yarn] : Yarns[random.Next(Yarns.Length)]);
        words.Add(words.Count == 0 ? Words[random.Next(Words.Length)] : "yarn");
        return string.Join(' ', words);
    }

    private int Weighted(ReadOnlySpan<double> shares)
    {
        var draw = random.NextDouble();
        for (var i = 0; i < shares.Length; i++)
        {
            draw -= shares[i];
            if (draw < 0) return i;
        }

        return shares.Length - 1;
    }

    // Box and Muller 1958.
    private double Gauss() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
