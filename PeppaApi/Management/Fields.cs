using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Settings;

namespace PeppaApi.Management;

/// <summary>Fields of a body or an address, read.</summary>
internal static class Fields
{
    public static T Needed<T>(T? value, string field)
        where T : class => value ?? throw new InputException(field, "This field is needed.");

    public static T Needed<T>(T? value, string field)
        where T : struct => value ?? throw new InputException(field, "This field is needed.");

    /// <summary>One of few choices, in the words of the answers.</summary>
    /// <returns>None where nothing is asked for.</returns>
    public static T? Word<T>(string? text, string field)
        where T : struct, Enum => text is null
            ? null
            : EnumWord.Find<T>(text) ?? throw new InputException(field, $"Write one of: {string.Join(", ", Enum.GetValues<T>().Select(EnumWord.Of))}.");

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
