using System.Globalization;
using System.Text;
using Slipway.DuckDb.Native;

namespace Slipway.DuckDb;

/// <summary>Gives a prepared statement its values.</summary>
internal static class ParameterBinding
{
    public static void Bind(PreparedHandle statement, ReadOnlySpan<object?> parameters, string sql)
    {
        var expected = NativeMethods.ParameterCount(statement);
        if (expected != (ulong)parameters.Length)
            throw new DuckDbException($"The statement has {expected} parameters but {parameters.Length} values were given.", DuckDbErrorKind.InvalidInput, sql);

        for (var index = 0; index < parameters.Length; index++)
        {
            if (Bind(statement, (ulong)index + 1, parameters[index]) != NativeState.Success)
                throw new DuckDbException($"The engine does not accept the value of parameter {index + 1}.", DuckDbErrorKind.InvalidInput, sql);
        }
    }

    private static NativeState Bind(PreparedHandle statement, ulong index, object? value) => value switch
    {
        null => NativeMethods.BindNull(statement, index),
        string text => BindText(statement, index, text),
        bool flag => NativeMethods.BindBoolean(statement, index, flag),
        double number => NativeMethods.BindDouble(statement, index, number),
        float number => NativeMethods.BindFloat(statement, index, number),
        DateTimeOffset time => NativeMethods.BindTimestamp(statement, index, Microseconds(time.UtcDateTime)),
        DateTime time => NativeMethods.BindTimestamp(statement, index, Microseconds(time.ToUniversalTime())),
        sbyte or byte or short or ushort or int or uint or long => NativeMethods.BindInt64(statement, index, Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        _ => throw new ArgumentException($"A parameter of type {value.GetType().Name} cannot be bound; give null, bool, an integer, float, double, string or a time."),
    };

    private static unsafe NativeState BindText(PreparedHandle statement, ulong index, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
        {
            byte nothing = 0;
            return NativeMethods.BindVarchar(statement, index, start == null ? &nothing : start, (ulong)bytes.Length);
        }
    }

    private static long Microseconds(DateTime utc) => (utc - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
