using System.Collections;

namespace KhmerCache.Generators;

/// <summary>A list that equals another with equal elements: what the compiler compares to find out that a step need not run again.</summary>
/// <typeparam name="T">The type of the elements.</typeparam>
/// <param name="elements">The elements, which are copied.</param>
internal sealed class EquatableArray<T>(IEnumerable<T> elements) : IEquatable<EquatableArray<T>>, IReadOnlyList<T>
    where T : IEquatable<T>
{
    private readonly T[] _elements = elements.ToArray();

    /// <inheritdoc/>
    public int Count => _elements.Length;

    /// <inheritdoc/>
    public T this[int index] => _elements[index];

    /// <inheritdoc/>
    public bool Equals(EquatableArray<T>? other) =>
        // Not as an extension method, which would be that of spans: System.Memory is not in every host that loads netstandard2.0.
        other is not null && Enumerable.SequenceEqual(_elements, other._elements);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EquatableArray<T>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = Count;
        foreach (var element in _elements)
        {
            hash = unchecked((hash * 31) + element.GetHashCode());
        }

        return hash;
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_elements).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
