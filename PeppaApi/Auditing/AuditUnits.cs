using System.Text.Json.Nodes;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;

namespace PeppaApi.Auditing;

/// <summary>Stored whole numbers as people write them: dollars, yuan, factors; the field's name then says the unit, as in the API.</summary>
internal static class AuditUnits
{
    private static readonly HashSet<string> InNanoDollars =
    [
        nameof(User.CreditPerDay), nameof(User.CreditPerWeek), nameof(User.CreditPerMonth), nameof(ApiToken.Limit), nameof(Group.IncludedCredit), nameof(RedemptionBatch.Amount),
        nameof(ModelPrice.PerCall), nameof(ModelPrice.PerImage), nameof(ModelPrice.PerSecond), nameof(ModelPrice.PerUnit),
    ];

    public static string Name(string property) =>
        IsCredit(property) ? property + "Usd"
        : property == nameof(Group.PriceFen) ? "PriceYuan"
        : IsFactor(property) ? property[..^"Parts".Length]
        : property;

    /// <returns>None where the value is no amount.</returns>
    public static JsonNode? Value(string property, object value) => value is not long amount ? null
        : IsCredit(property) ? Credit.ToUsd(amount)
        : property == nameof(Group.PriceFen) ? amount / 100m
        : IsFactor(property) ? Credit.FromParts(amount)
        : null;

    private static bool IsCredit(string property) => InNanoDollars.Contains(property) || property.EndsWith("PerMillion", StringComparison.Ordinal);

    private static bool IsFactor(string property) => property.EndsWith("Parts", StringComparison.Ordinal);
}
