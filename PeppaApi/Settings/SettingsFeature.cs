namespace PeppaApi.Settings;

public static class SettingsFeature
{
    public static IHostApplicationBuilder AddSettings(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<InstallationSecret>();
        builder.Services.AddSingleton<OperatorSettings>();
        return builder;
    }
}
