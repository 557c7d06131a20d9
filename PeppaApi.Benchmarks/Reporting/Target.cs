using System.Globalization;

namespace PeppaApi.Benchmarks.Reporting;

/// <summary>One line of the table of targets: what was to be reached, and what was.</summary>
internal sealed record Target(string What, bool AtLeast, double Limit, double Measured)
{
    public bool Met => AtLeast ? Measured >= Limit : Measured <= Limit;

    public static Target Least(string what, double limit, double measured) => new(what, true, limit, measured);

    public static Target Most(string what, double limit, double measured) => new(what, false, limit, measured);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"  {What,-56} {(AtLeast ? "at least" : "at most"),-8} {Limit,7:0.00}   measured {Measured,7:0.00}   {(Met ? "met" : "NOT MET")}");
}
