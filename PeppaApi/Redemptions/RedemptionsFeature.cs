namespace PeppaApi.Redemptions;

public static class RedemptionsFeature
{
    public static IHostApplicationBuilder AddRedemptions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<GuessLimiter>();
        builder.Services.AddSingleton<TierAnnouncer>();
        builder.Services.AddSingleton<RedemptionService>();
        builder.Services.AddSingleton<RedemptionBatches>();
        return builder;
    }
}
