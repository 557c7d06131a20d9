using PeppaApi.Credits;
using PeppaApi.Settings;

namespace PeppaApi.Management;

/// <summary>Fields of a body that must be there.</summary>
internal static class Fields
{
    public static T Needed<T>(T? value, string field)
        where T : class => value ?? throw new InputException(field, "This field is needed.");

    public static T Needed<T>(T? value, string field)
        where T : struct => value ?? throw new InputException(field, "This field is needed.");

    /// <summary>Dollars as credit.</summary>
    public static long Amount(decimal? usd, string field, long most)
    {
        var amount = Needed(usd, field);
        InputException.Require(
            Credit.TryFromUsd(amount, out var credit) && credit > 0 && credit <= most,
            field,
            $"An amount is above 0 and at most {Credit.ToUsd(most):N0} dollars, with at most nine decimals.");
        return credit;
    }

    public static decimal? Usd(long? credit) => credit is { } value ? Credit.ToUsd(value) : null;
}
