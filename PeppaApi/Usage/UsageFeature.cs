namespace PeppaApi.Usage;

public static class UsageFeature
{
    public static IHostApplicationBuilder AddUsage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<UsageReader>();
        builder.Services.AddSingleton<UsagePager>();
        builder.Services.AddSingleton<UsageCsv>();
        builder.Services.AddSingleton<OverviewReader>();
        builder.Services.AddSingleton<TrendReader>();
        builder.Services.AddSingleton<StatementReader>();
        builder.Services.AddSingleton<ReportReader>();
        builder.Services.AddSingleton<UsageEvents>();
        return builder;
    }
}
