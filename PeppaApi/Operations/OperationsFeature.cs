using PeppaApi.Operations.Backups;
using PeppaApi.Operations.Board;
using PeppaApi.Operations.Imports;
using PeppaApi.Operations.Work;

namespace PeppaApi.Operations;

/// <summary>What operators watch and do across features.</summary>
public static class OperationsFeature
{
    public static IHostApplicationBuilder AddOperations(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PulseReader>();
        builder.Services.AddHostedService<QueueGauges>();
        builder.Services.AddSingleton<AlertReader>();
        builder.Services.AddSingleton<BackupService>();
        builder.Services.AddSingleton<LongWork>();
        builder.Services.AddSingleton<ImportPlanner>();
        builder.Services.AddSingleton<RelayImport>();
        builder.Services.AddSingleton<ChannelBoard>();
        builder.Services.AddSingleton<ChannelTests>();
        builder.Services.AddSingleton<ChannelChanges>();
        builder.Services.AddSingleton<UsageExports>();
        builder.Services.AddHostedService<ExportSweeper>();
        builder.Services.AddHostedService<BackupSchedule>();
        return builder;
    }
}
