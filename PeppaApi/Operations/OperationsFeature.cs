using PeppaApi.Operations.Backups;

namespace PeppaApi.Operations;

/// <summary>What operators watch and do across features.</summary>
public static class OperationsFeature
{
    public static IHostApplicationBuilder AddOperations(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PulseReader>();
        builder.Services.AddSingleton<AlertReader>();
        builder.Services.AddSingleton<BackupService>();
        builder.Services.AddHostedService<BackupSchedule>();
        return builder;
    }
}
