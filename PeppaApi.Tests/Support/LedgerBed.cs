using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Pricing;
using PeppaApi.Settings;

namespace PeppaApi.Tests.Support;

/// <summary>The real ledger on a real SQLite file, with a clock that the test turns. One user, one token.</summary>
internal sealed class LedgerBed : IAsyncDisposable
{
    public const long UserId = 1;
    private readonly TempFolder _folder = new();
    private IHost _host = null!;

    private LedgerBed()
    {
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public CreditLedger Ledger => _host.Services.GetRequiredService<CreditLedger>();

    public LedgerWriter Writer => _host.Services.GetRequiredService<LedgerWriter>();

    public string DatabasePath => Path.Combine(_folder.Path, "peppa.db");

    public UsageRetention Retention => _host.Services.GetRequiredService<UsageRetention>();

    public HourCloser Closer => _host.Services.GetRequiredService<HourCloser>();

    public TimeZones Zones => _host.Services.GetRequiredService<TimeZones>();

    public OperatorSettings Settings => _host.Services.GetRequiredService<OperatorSettings>();

    public IDbContextFactory<PeppaDbContext> Contexts => _host.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>();

    public PriceService Prices => _host.Services.GetRequiredService<PriceService>();

    public PriceImport Import => _host.Services.GetRequiredService<PriceImport>();

    public BalanceReader Balances => _host.Services.GetRequiredService<BalanceReader>();

    public long TokenId { get; private set; }

    public static async Task<LedgerBed> CreateAsync(long? tokenLimit = null)
    {
        var bed = new LedgerBed();
        await MigratedDatabase.CopyIntoAsync(bed._folder.Path);
        bed.Start();
        await using var context = bed.OpenContext();
        context.Users.Add(new User { Id = UserId, UserName = "some", GroupName = Group.Default });
        var token = new ApiToken { UserId = UserId, Name = "some", KeyHash = "hash", Prefix = "sk-12345", Limit = tokenLimit };
        context.Tokens.Add(token);
        await context.SaveChangesAsync();
        bed.TokenId = token.Id;
        return bed;
    }

    public PeppaDbContext OpenContext() => Contexts.CreateDbContext();

    /// <summary>A further token of the user.</summary>
    public async Task<long> AddTokenAsync()
    {
        await using var context = OpenContext();
        var token = new ApiToken { UserId = UserId, Name = "other", KeyHash = Guid.NewGuid().ToString("N"), Prefix = "sk-54321" };
        context.Tokens.Add(token);
        await context.SaveChangesAsync();
        return token.Id;
    }

    /// <summary>Gives credit in nano-dollars.</summary>
    public Task<long> GrantAsync(long amount, TimeSpan? lifetime = null, GrantKind kind = GrantKind.Payment) =>
        Ledger.GrantAsync(new NewGrant(UserId, kind, amount, Clock.GetUtcNow() + lifetime, "test"));

    public Task<ReserveAnswer> ReserveAsync(
        long wanted, long? minimum = null, long inputCost = 0, string? requestId = null, long? tokenId = null, SpendingLimits? limits = null) =>
        Ledger.ReserveAsync(new ReserveRequest(
            requestId ?? Guid.NewGuid().ToString("N"), UserId, tokenId ?? TokenId, wanted, minimum ?? wanted, inputCost, 0, "gpt-4o-mini", Group.Default, Credit.Million, 1, limits));

    /// <summary>Reserves for a request of a priced model; the bed's own price has no row.</summary>
    public Task<ReserveAnswer> ReserveAsync(ModelPrice price, long multiplierParts, long wanted, long minimum, long inputCost, long inputTokens) =>
        Ledger.ReserveAsync(new ReserveRequest(
            Guid.NewGuid().ToString("N"), UserId, TokenId, wanted, minimum, inputCost, inputTokens, price.Model, Group.Default, multiplierParts, price.Id));

    public static UsageRecord Cost(long cost) => new() { RequestId = "", Model = "", GroupName = "", Cost = cost };

    public Task<Balance> BalanceAsync() => Balances.GetAsync(UserId);

    public async Task<AuditReport> AuditAsync() => await _host.Services.GetRequiredService<LedgerAudit>().RunAsync();

    /// <summary>Ends the ledger and starts it anew on the same file, as after a crash: what is held is resolved by the policy.</summary>
    public async Task<int> RestartAsync()
    {
        _host.Dispose();
        Start();
        return await Ledger.RecoverAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _host.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await _folder.DisposeAsync();
    }

    private void Start()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("Storage:DataDirectory", _folder.Path)]);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        builder.AddData();
        builder.AddSettings();
        builder.AddLedger();
        builder.AddPricing();
        _host = builder.Build();
    }
}
