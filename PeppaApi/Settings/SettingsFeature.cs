using PeppaApi.Data;

namespace PeppaApi.Settings;

public static class SettingsFeature
{
    public static IHostApplicationBuilder AddSettings(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<InstallationSecret>();
        builder.Services.AddSingleton<OperatorSettings>();
        builder.Services.AddSingleton<TimeZones>();
        builder.Services.AddSingleton<IDataChangeListener>(services => services.GetRequiredService<TimeZones>());
        builder.Services.AddSingleton<SiteAddress>();
        builder.Services.AddSingleton<ResellerHosts>();
        builder.Services.AddSingleton<RelayAddresses>();
        return builder;
    }
}
