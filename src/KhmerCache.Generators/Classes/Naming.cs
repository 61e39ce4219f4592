using System.Globalization;
using System.Text;

namespace KhmerCache.Generators.Classes;

/// <summary>
/// The names that the things of one class have. The name of a thing depends on nothing but itself, so that no thing that is added or removed
/// changes it, unless another one asks for the same name. To let the first have it would need a history, or would let names pass from one thing
/// to another when a third comes; so then each of them gets what tells it from the others as a suffix (<c>Moul_FontsGoogleTtf</c>),
/// and the name itself becomes an error that says so: <see cref="Ambiguous"/>.
/// </summary>
internal sealed class Naming
{
    /// <summary>A compiler takes no names of more than 1,023 bytes of UTF-8; this is also about as much as anybody reads.</summary>
    private const int MaxLength = 128;

    private readonly Dictionary<string, string> _identifiers = new(StringComparer.Ordinal);

    private Naming(IEnumerable<Thing> things, string plural)
    {
        var ambiguous = new List<AmbiguousName>();
        foreach (var namesakes in things.GroupBy(thing => Identifiers.FromName(thing.Name), StringComparer.Ordinal))
        {
            var several = namesakes.OrderBy(thing => thing.Key, StringComparer.Ordinal).ToList();
            if (several.Count == 1)
            {
                _identifiers.Add(several[0].Key, namesakes.Key);
                continue;
            }

            Distinguish(namesakes.Key, several);
            ambiguous.Add(new AmbiguousName(
                namesakes.Key,
                $"{several.Count.ToString(CultureInfo.InvariantCulture)} {plural} have this name. Write {string.Join(" or ", several.Select(thing => $"{_identifiers[thing.Key]} ({thing.Key})"))}."));
        }

        Ambiguous = new(ambiguous);
    }

    /// <summary>The names that several things ask for.</summary>
    public EquatableArray<AmbiguousName> Ambiguous { get; }

    /// <summary>The name of the thing with that key.</summary>
    public string this[string key] => _identifiers[key];

    /// <summary>Names fonts by their paths, which must differ.</summary>
    public static Naming OfFonts(IEnumerable<string> paths) => new(paths.Select(path => new Thing(FontName(path), FolderAndExtension(path), path)), "fonts");

    /// <summary>Names splits, whose names must differ.</summary>
    public static Naming OfSplits(IEnumerable<string> names) => new(names.Select(name => new Thing(name, "", name)), "splits");

    /// <summary>The name that people know a font by: that of its file, without the extension.</summary>
    public static string FontName(string path) => Path.GetFileNameWithoutExtension(path);

    private static string FolderAndExtension(string path) => Identifiers.Words(path.Substring(0, path.LastIndexOf('/') + 1) + "/" + Path.GetExtension(path));

    private void Distinguish(string identifier, List<Thing> namesakes)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var thing in namesakes)
        {
            var isTold = thing.Qualifier.Length > 0
                && identifier.Length + thing.Qualifier.Length < MaxLength
                && namesakes.Count(other => other.Qualifier == thing.Qualifier) == 1;
            var distinct = $"{identifier}_{(isTold ? thing.Qualifier : HashOf(thing.Key))}";
            while (!used.Add(distinct))
            {
                // Two equal hashes among namesakes. Then, and only then, the order decides.
                distinct += "_";
            }

            _identifiers.Add(thing.Key, distinct);
        }
    }

    /// <summary>The FNV-1a hash of the UTF-8 bytes (32 bits, http://www.isthe.com/chongo/tech/comp/fnv/): the same in every process.</summary>
    private static string HashOf(string key)
    {
        var hash = 2166136261u;
        foreach (var value in Encoding.UTF8.GetBytes(key))
        {
            hash = unchecked((hash ^ value) * 16777619u);
        }

        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }

    /// <summary>Something to name.</summary>
    /// <param name="Name">The name that people know it by, such as <c>noto-sans-khmer-regular</c>.</param>
    /// <param name="Qualifier">What may tell it from its namesakes; blank where there is nothing.</param>
    /// <param name="Key">What tells it from all others, such as its path.</param>
    private sealed record Thing(string Name, string Qualifier, string Key);
}
