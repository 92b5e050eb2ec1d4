namespace Slipway.Features;

/// <summary>What is learned from the training split for a feature.</summary>
public enum StatisticKind
{
    /// <summary>Arithmetic mean of the finite values.</summary>
    Mean,

    /// <summary>Population standard deviation of the finite values.</summary>
    StandardDeviation,

    /// <summary>Smallest finite value.</summary>
    Minimum,

    /// <summary>Largest finite value.</summary>
    Maximum,

    /// <summary>Median of the finite values; the mean of the two middle ones when their number is even.</summary>
    Median,

    /// <summary>Number of values that are present.</summary>
    Count,

    /// <summary>Inner quantiles of the finite values, each a value that occurs; the limit is the number of buckets.</summary>
    Quantiles,

    /// <summary>The most frequent numbers, most frequent first, smaller first among equals; the limit is how many.</summary>
    Values,

    /// <summary>The most frequent texts, most frequent first, in byte order among equals; the limit is how many.</summary>
    Categories,

    /// <summary>The most frequent pieces between spaces, most frequent first, in byte order among equals; the limit is how many.</summary>
    Words,

    /// <summary>Offsets of a time zone from UTC over time; taken from the time zone database, not from the data.</summary>
    TimeZone,

    /// <summary>A table of rates; taken from the definition, not from the data.</summary>
    Rates,
}
