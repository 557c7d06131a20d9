namespace PeppaApi.Ledger;

/// <summary>An argument of a <see cref="LedgerStatement"/>: a whole number, a text or nothing.</summary>
internal readonly struct LedgerValue
{
    private LedgerValue(long? number, string? text)
    {
        Number = number;
        Text = text;
    }

    public long? Number { get; }

    public string? Text { get; }

    public static implicit operator LedgerValue(long number) => new(number, null);

    public static implicit operator LedgerValue(long? number) => new(number, null);

    public static implicit operator LedgerValue(bool truth) => new(truth ? 1 : 0, null);

    public static implicit operator LedgerValue(string? text) => new(null, text);
}
