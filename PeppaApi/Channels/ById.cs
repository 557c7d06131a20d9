namespace PeppaApi.Channels;

/// <summary>Finds in what is sorted by id.</summary>
internal static class ById
{
    public static T? Find<T>(IReadOnlyList<T> sorted, long id, Func<T, long> idOf)
        where T : class
    {
        var (low, high) = (0, sorted.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var there = idOf(sorted[middle]);
            if (there == id)
            {
                return sorted[middle];
            }

            (low, high) = there < id ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }
}
