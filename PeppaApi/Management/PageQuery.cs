using PeppaApi.Settings;

namespace PeppaApi.Management;

/// <summary>Which part of a list is wanted.</summary>
internal sealed record PageQuery(int? Page, int? PageSize)
{
    private const int Largest = 200;
    private const int Usual = 20;

    /// <exception cref="InputException">There is no such page.</exception>
    public (int Page, int Size) Checked()
    {
        // Beyond this, counting rows to skip would overflow.
        InputException.Require(Page is null or (>= 1 and <= int.MaxValue / Largest), "page", "Pages begin at 1.");
        InputException.Require(PageSize is null or (>= 1 and <= Largest), "pageSize", $"A page has 1 to {Largest} items.");
        return (Page ?? 1, PageSize ?? Usual);
    }
}

/// <summary>One page of a list, and how long the whole list is.</summary>
internal sealed record PageOf<T>(IReadOnlyList<T> Items, int Total)
{
    public static PageOf<T> Of<TRow>((IReadOnlyList<TRow> Items, int Total) found, Func<TRow, T> shape) =>
        new([.. found.Items.Select(shape)], found.Total);

    /// <summary>Cuts the page out of a list that is short enough to be read whole.</summary>
    public static PageOf<T> Of<TRow>(IReadOnlyList<TRow> all, PageQuery query, Func<TRow, T> shape)
    {
        var (page, size) = query.Checked();
        return new([.. all.Skip((page - 1) * size).Take(size).Select(shape)], all.Count);
    }
}
