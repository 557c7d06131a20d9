namespace PeppaApi.Providers;

/// <summary>Where a value stands in a body, in bytes.</summary>
public readonly record struct JsonSpan(int Start, int Length)
{
    public int End => Start + Length;
}
