using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace PeppaApi.Data;

public static class DataFeature
{
    public static IHostApplicationBuilder AddData(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<StorageOptions>().BindConfiguration("Storage").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<ISaveChangesInterceptor, DataChangeNotifier>();
        builder.Services.AddSingleton<DatabaseMigrator>();
        builder.Services.AddSingleton<DatabaseFiles>();
        builder.Services.Configure<IdentityOptions>(PeppaDbContext.UseSchema);
        builder.Services.AddPooledDbContextFactory<PeppaDbContext>((services, options) => options
            .UseSqlite(ConnectionString(services.GetRequiredService<IOptions<StorageOptions>>().Value))
            // Whoever meets the exception says so, or does it again (ContextChanges).
            .ConfigureWarnings(warnings => warnings.Log((RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug)))
            .AddInterceptors([new WriteGuard(), .. services.GetServices<ISaveChangesInterceptor>()]));
        builder.Services.AddScoped(services => services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext());
        return builder;
    }

    private static string ConnectionString(StorageOptions options) =>
        options.ConnectionString ?? new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(options.FullDataDirectory, "peppa.db"),
            ForeignKeys = true,
            // Seconds that a page's write waits for the ledger's.
            DefaultTimeout = 15,
        }.ToString();
}
