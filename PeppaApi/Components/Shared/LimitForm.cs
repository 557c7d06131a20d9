using PeppaApi.Settings;

namespace PeppaApi.Components.Shared;

/// <summary>Limits while somebody types them; see <see cref="LimitFields"/>.</summary>
public sealed class LimitForm(LimitsInput limits)
{
    public int? RequestsPerMinute { get; set; } = limits.RequestsPerMinute;

    public int? TokensPerMinute { get; set; } = limits.TokensPerMinute;

    public int? Concurrency { get; set; } = limits.Concurrency;

    public decimal? CreditPerDay { get; set; } = limits.CreditPerDayUsd;

    public decimal? CreditPerWeek { get; set; } = limits.CreditPerWeekUsd;

    public decimal? CreditPerMonth { get; set; } = limits.CreditPerMonthUsd;

    public LimitsInput ToInput() => new(RequestsPerMinute, TokensPerMinute, Concurrency, CreditPerDay, CreditPerWeek, CreditPerMonth);
}
