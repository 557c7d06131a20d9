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
        builder.Services.AddSingleton<HourCloser>();
        builder.Services.AddHostedService<ExpirySweeper>();
        builder.Services.AddHostedService<HourClosing>();
        return builder;
    }
}
