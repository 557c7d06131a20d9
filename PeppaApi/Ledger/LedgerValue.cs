namespace PeppaApi.Ledger;

/// <summary>An argument of a <see cref="LedgerStatement"/>: a whole number, a text or nothing.</summary>
internal readonly struct LedgerValue : IEquatable<LedgerValue>
{
    private LedgerValue(long? number, string? text)
    {
        Number = number;
        Text = text;
    }

    public long? Number { get; }

    public string? Text { get; }

    /// <summary>Texts by reference: another object may hold the same text, and is then bound anew.</summary>
    public bool Equals(LedgerValue other) => Number == other.Number && ReferenceEquals(Text, other.Text);

    public override bool Equals(object? obj) => obj is LedgerValue other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Number, Text);

    public static implicit operator LedgerValue(long number) => new(number, null);

    public static implicit operator LedgerValue(long? number) => new(number, null);

    public static implicit operator LedgerValue(bool truth) => new(truth ? 1 : 0, null);

    public static implicit operator LedgerValue(string? text) => new(null, text);
}
