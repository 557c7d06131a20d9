namespace PeppaApi.Ledger;

public static class LedgerFeature
{
    public static IHostApplicationBuilder AddLedger(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<LedgerOptions>().BindConfiguration("Ledger").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<LedgerWriter>();
        builder.Services.AddSingleton(services =>
            new CreditLedger(services.GetRequiredService<LedgerWriter>(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<BalanceReader>();
        builder.Services.AddSingleton<LedgerAudit>();
        builder.Services.AddSingleton<HoldReader>();
        builder.Services.AddSingleton<UsageRetention>();
        builder.Services.AddHostedService<ExpirySweeper>();
        return builder;
    }
}
