using System.Runtime.InteropServices;

namespace Slipway.XGBoost.Native;

internal static class NativeCall
{
    /// <summary>Turns a failed call into an exception with XGBoost's own words, without its C++ stack trace.</summary>
    internal static void Check(int result)
    {
        if (result == 0) return;
        var text = Marshal.PtrToStringUTF8(NativeMethods.GetLastError()) ?? "XGBoost gave no message";
        // The place in XGBoost's sources, which the shortened text lacks, tells a lost worker from a wrong parameter.
        throw new XGBoostException(Shorten(text)) { IsCollective = text.Contains("/collective/", StringComparison.Ordinal) };
    }

    /// <summary>"[12:00:00] ../src/x.cc:10: Check failed: a == b (1 vs. 2) : what is wrong\nStack trace: ..." becomes "Check failed: ... what is wrong".</summary>
    internal static string Shorten(string text)
    {
        var end = text.IndexOf("Stack trace:", StringComparison.Ordinal);
        if (end >= 0) text = text[..end];
        text = text.Trim();
        if (text.StartsWith('[') && text.IndexOf("] ", StringComparison.Ordinal) is > 0 and var stamp) text = text[(stamp + 2)..];
        var location = text.IndexOf(": ", StringComparison.Ordinal);
        return location > 0 && text[..location].Contains(".cc:", StringComparison.Ordinal) || location > 0 && text[..location].Contains(".h:", StringComparison.Ordinal)
            ? text[(location + 2)..].Trim()
            : text;
    }

    /// <summary>Lends the native pointers of several handles to one call; none can be freed before it returns.</summary>
    internal static unsafe T WithHandles<T>(ReadOnlySpan<DMatrix> matrices, Func<nint, T> call)
    {
        var pointers = new nint[matrices.Length];
        var held = new List<SafeHandle>(matrices.Length);
        try
        {
            for (var i = 0; i < matrices.Length; i++)
            {
                var added = false;
                matrices[i].Handle.DangerousAddRef(ref added);
                held.Add(matrices[i].Handle);
                pointers[i] = matrices[i].Handle.DangerousGetHandle();
            }

            fixed (nint* first = pointers) return call((nint)first);
        }
        finally
        {
            foreach (var handle in held) handle.DangerousRelease();
        }
    }
}
