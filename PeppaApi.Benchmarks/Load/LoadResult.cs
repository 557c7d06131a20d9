namespace PeppaApi.Benchmarks.Load;

/// <summary>What became of the requests of one measurement.</summary>
internal sealed class LoadResult
{
    /// <summary>Whole and right replies, also those that came after the measured time had ended.</summary>
    public long Good { get; set; }

    /// <summary>Good replies within the measured time: what a rate is made of.</summary>
    public long Timely { get; set; }

    public long Bad { get; private set; }

    public string? FirstFault { get; private set; }

    public void AddFault(string fault)
    {
        Bad++;
        FirstFault ??= fault;
    }

    public void Add(LoadResult other)
    {
        Good += other.Good;
        Timely += other.Timely;
        Bad += other.Bad;
        FirstFault ??= other.FirstFault;
    }
}
