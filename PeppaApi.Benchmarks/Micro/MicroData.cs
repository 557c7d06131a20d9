using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Channels;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Benchmarks.Micro;

/// <summary>A database in a folder of its own, with what the directories read of it.</summary>
internal sealed class MicroData : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bench-micro-").FullName;
    private readonly IHost _host;

    public MicroData()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("Storage:DataDirectory", _folder)]);
        builder.AddData();
        builder.Services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        builder.Services.AddSingleton<KeyVault>();
        builder.Services.AddSingleton<InstallationSecret>();
        _host = builder.Build();
    }

    public IDbContextFactory<PeppaDbContext> Contexts => _host.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>();

    public KeyVault Vault => _host.Services.GetRequiredService<KeyVault>();

    public InstallationSecret Secret => _host.Services.GetRequiredService<InstallationSecret>();

    public async Task MigrateAsync()
    {
        await _host.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync();
    }

    /// <param name="entities">Users, tokens, channels: nothing that the ledger writes.</param>
    public async Task AddAsync(IEnumerable<object> entities)
    {
        foreach (var part in entities.Chunk(10_000))
        {
            await using var context = await Contexts.CreateDbContextAsync();
            context.ChangeTracker.AutoDetectChangesEnabled = false;
            context.AddRange(part);
            _ = await context.SaveChangesAsync();
        }
    }

    public void Dispose()
    {
        _host.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    public static User NewUser(long id) => new() { Id = id, UserName = $"user{id}", GroupName = Group.Default };
}
