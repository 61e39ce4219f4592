using System.Text;

namespace KhmerCache.Corpora;

/// <summary>
/// Puts Khmer clusters in their canonical encoding order: base, robat, subscripts with RO last, shifter, vowel, signs ("Khmer Encoding Structure", Unicode
/// L2/22-290, modern Khmer). The characters of a cluster stay the same. What is right in a picture stays as well: a shifter before the subscripts, where the Unicode
/// Standard has it, and coeng DA for coeng TA. A cluster that no order makes canonical is left alone, and so is everything else in the text.
/// </summary>
public static class KhmerNormalizer
{
    /// <summary>The text in canonical order; the same string where it is so already. Applying it twice changes nothing more.</summary>
    /// <param name="text">A line of text.</param>
    public static string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder? normalized = null;
        var copied = 0;
        Span<char> ordered = stackalloc char[KhmerClusterOrder.MaxLength];
        for (var position = 0; KhmerCluster.TryFind(text, position, out var cluster); position = cluster.End)
        {
            if (cluster.Fault == KhmerFault.Order && KhmerClusterOrder.TryOrder(text.AsSpan(cluster.Start, cluster.Length), ordered))
            {
                normalized ??= new StringBuilder(text.Length);
                normalized.Append(text, copied, cluster.Start - copied).Append(ordered[..cluster.Length]);
                copied = cluster.End;
            }
        }

        return normalized?.Append(text, copied, text.Length - copied).ToString() ?? text;
    }
}
