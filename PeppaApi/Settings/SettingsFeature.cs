namespace PeppaApi.Settings;

public static class SettingsFeature
{
    public static IHostApplicationBuilder AddSettings(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<InstallationSecret>();
        builder.Services.AddSingleton<OperatorSettings>();
        builder.Services.AddSingleton<SiteAddress>();
        return builder;
    }
}
