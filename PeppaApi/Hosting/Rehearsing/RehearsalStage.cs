using System.Net.Http.Headers;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PeppaApi.Channels;
using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Outbound;
using PeppaApi.Pricing;
using PeppaApi.Relay;
using PeppaApi.Settings;
using PeppaApi.Tokens;
using PeppaApi.Usage;

namespace PeppaApi.Hosting.Rehearsing;

/// <summary>
/// A relay on a free port of this machine, made of the same features as the real one, with an upstream that answers from a script. Its database is
/// an empty one of the real one's shape, in memory, with one made-up user; it logs nothing and does nothing in the background.
/// </summary>
internal sealed class RehearsalStage : IAsyncDisposable
{
    private const long User = 1;
    private readonly WebApplication _app;
    private readonly SqliteConnection _database;

    private RehearsalStage(WebApplication app, SqliteConnection database) => (_app, _database) = (app, database);

    /// <summary>The made-up user's.</summary>
    public HttpClient Client { get; } = new();

    /// <summary>The rehearsal's own books.</summary>
    internal IDbContextFactory<PeppaDbContext> Contexts => Get<IDbContextFactory<PeppaDbContext>>();

    /// <param name="house">The real services: of them only the clock, chance, the installation's secret and the shape of the database are used.</param>
    public static async Task<RehearsalStage> SetAsync(IServiceProvider house, CancellationToken cancellationToken)
    {
        // It is there for as long as a connection to it is open.
        var database = new SqliteConnection($"Data Source=rehearsal-{Guid.NewGuid():N};Mode=Memory;Cache=Shared;Pooling=False");
        var stage = new RehearsalStage(Build(house, database.ConnectionString), database);
        try
        {
            await database.OpenAsync(cancellationToken);
            await stage.CopyShapeAsync(house, cancellationToken);
            stage._app.MapRelay();
            stage._app.MapPost(RehearsalScript.UpstreamPath + "/{**path}", (RequestDelegate)RehearsalScript.AnswerAsync);
            await stage._app.StartAsync(cancellationToken);
            await stage.FillAsync(stage._app.Urls.First(), cancellationToken);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static WebApplication Build(IServiceProvider house, string database)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:ConnectionString"] = database,
            // Memory has no log that could be brought to the disk.
            ["Ledger:Durability"] = nameof(LedgerDurability.Process),
            [$"{AddressGuard.Setting}:0"] = "127.0.0.1",
        });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.AddData();
        builder.AddSettings();
        builder.AddOutbound();
        builder.AddLedger();
        builder.AddTokens();
        builder.AddChannels();
        builder.AddPricing();
        builder.AddUsage();
        builder.AddRelay();
        builder.Services.AddRoutingCore();
        builder.Services.RemoveAll<IHostedService>().RemoveAll<ISaveChangesInterceptor>();
        builder.Services.AddSingleton(house.GetRequiredService<TimeProvider>());
        builder.Services.AddSingleton(house.GetRequiredService<Random>());
        builder.Services.AddSingleton(house.GetRequiredService<InstallationSecret>());
        builder.Services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        return builder.Build();
    }

    private async Task CopyShapeAsync(IServiceProvider house, CancellationToken cancellationToken)
    {
        var shape = new List<string>();
        await using (var real = await house.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContextAsync(cancellationToken))
        {
            PlainRows.Read(real, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type <> 'table'", row => shape.Add(row.GetString(0)));
        }

        await using var command = _database.CreateCommand();
        command.CommandText = string.Join(";\n", shape);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A user with credit and a token, and a channel with a priced model for each dialect.</summary>
    private async Task FillAsync(string address, CancellationToken cancellationToken)
    {
        var key = TokenKey.Create();
        await using (var context = await Contexts.CreateDbContextAsync(cancellationToken))
        {
            context.Add(new Group { Name = Group.Default, MultiplierParts = 1_000_000 });
            context.Add(new User { Id = User });
            context.Add(new ApiToken { UserId = User, Name = "rehearsal", KeyHash = Get<InstallationSecret>().Hash(key), Prefix = "" });
            foreach (var provider in RehearsalScript.Providers)
            {
                context.Add(new ModelPrice { Model = provider, InputPerMillion = 1, OutputPerMillion = 1 });
                context.Add(new Channel
                {
                    Name = provider,
                    Provider = provider,
                    BaseUrl = $"{address}{RehearsalScript.UpstreamPath}/{provider}",
                    Models = [provider],
                    Keys = { Get<KeyVault>().NewKey("rehearsal") },
                });
            }

            await context.SaveChangesAsync(cancellationToken);
        }

        await Get<CreditLedger>().GrantAsync(new NewGrant(User, GrantKind.Gift, Credit.PerDollar, null, null));
        await Get<TokenDirectory>().LoadAsync();
        await Get<ChannelDirectory>().LoadAsync();
        await Get<PriceBook>().LoadAsync();
        Client.BaseAddress = new Uri(address);
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    private T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();
}
