using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PeppaApi.Accounts;
using PeppaApi.Channels;
using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Hosting;
using PeppaApi.Ledger;
using PeppaApi.Pricing;
using PeppaApi.Tokens;

namespace PeppaApi.Tests.Support;

/// <summary>The real relay on a real socket with a real database, one user with credit and a token, and upstreams that are doubles.</summary>
internal sealed class RelayBed : IAsyncDisposable
{
    public const string Model = "gpt-4o-mini";
    private readonly TempFolder _folder = new();
    private readonly WebApplication _app;
    private readonly List<FakeUpstream> _upstreams = [];

    private RelayBed(string[] settings)
    {
        _app = PeppaHost.Build([$"--Storage:DataDirectory={_folder.Path}", "--Urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Trace", "--Logging:Console:LogLevel:Default=None",
            "--Relay:AllowedPrivateHosts:0=127.0.0.1", "--Relay:ShedMilliseconds=0", "--Bootstrap:Admin:UserName=operator", "--Bootstrap:Admin:Email=operator@example.test", "--Bootstrap:Admin:Password=correct horse battery", .. settings],
            QuickPasswords.Use);
        ((ILoggerFactory)_app.Services.GetRequiredService<ILoggerFactory>()).AddProvider(Log);
    }

    public LogCollector Log { get; } = new();

    public IServiceProvider Services => _app.Services;

    public HttpClient Client { get; private set; } = null!;

    public string Address { get; private set; } = "";

    public string DataDirectory => _folder.Path;

    public long UserId { get; private set; }

    public string Key { get; private set; } = "";

    public FakeUpstream Upstream => _upstreams[0];

    /// <param name="credit">Dollars granted to the user.</param>
    public static async Task<RelayBed> StartAsync(decimal credit = 10, string[]? settings = null, params Microsoft.AspNetCore.Http.RequestDelegate[] upstreams)
    {
        var bed = new RelayBed(settings ?? []);
        await MigratedDatabase.CopyIntoAsync(bed.DataDirectory);
        await PeppaHost.StartUpAsync(bed._app);
        await bed._app.StartAsync();
        bed.Address = bed.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var user = await bed.Services.GetRequiredService<UserService>().CreateAsync(new NewUser("some", "some@example.test", "correct horse battery"));
        bed.UserId = user.Id;
        if (credit > 0)
        {
            await bed.GrantAsync(credit);
        }

        bed.Key = (await bed.CreateTokenAsync()).Key;
        bed.Client = bed.CreateClient(bed.Key);
        foreach (var script in upstreams)
        {
            // Each one a step lower in priority: tried in the order given.
            await bed.AddChannelAsync(script, priority: -bed._upstreams.Count);
        }

        return bed;
    }

    public Task GrantAsync(decimal usd, TimeSpan? lifetime = null) => Services.GetRequiredService<CreditLedger>().GrantAsync(new NewGrant(
        UserId, GrantKind.Payment, Credit.FromUsd(usd), TimeProvider.System.GetUtcNow() + lifetime, "test"));

    public Task<CreatedToken> CreateTokenAsync(decimal? limit = null, string[]? models = null, string[]? addresses = null, DateTimeOffset? expires = null) =>
        Services.GetRequiredService<TokenService>().CreateAsync(UserId, new TokenSpec("some", limit, expires, models ?? [], addresses ?? []));

    public async Task<FakeUpstream> AddChannelAsync(
        Microsoft.AspNetCore.Http.RequestDelegate script, int priority = 0, ClientGonePolicy gone = ClientGonePolicy.Drain, string[]? models = null, params string[] keys)
    {
        var upstream = await FakeUpstream.StartAsync(script);
        _upstreams.Add(upstream);
        await AddChannelAsync(upstream.Address, priority, gone, models, keys);
        return upstream;
    }

    public Task<ChannelView> AddChannelAsync(
        string address, int priority = 0, ClientGonePolicy gone = ClientGonePolicy.Drain, string[]? models = null, params string[] keys) =>
        Services.GetRequiredService<ChannelService>().CreateAsync(new ChannelSpec(
            $"channel {_upstreams.Count}", "openai", address, keys.Length > 0 ? keys : [$"sk-upstream-key-{_upstreams.Count}"],
            models ?? [Model, "gpt-4o", "text-embedding-3-small", "gpt-3.5-turbo-instruct", "unpriced-model"], null, null, priority, 1, true, 1, gone));

    /// <summary>An upstream of another provider, for one priced model.</summary>
    public async Task<FakeUpstream> AddProviderAsync(string provider, Microsoft.AspNetCore.Http.RequestDelegate script, string model, string path = "", string? key = null)
    {
        var upstream = await FakeUpstream.StartAsync(script);
        _upstreams.Add(upstream);
        await SetPriceAsync(model, 3, 15);
        await Services.GetRequiredService<ChannelService>().CreateAsync(new ChannelSpec(
            $"channel {_upstreams.Count}", provider, upstream.Address + path, [key ?? $"sk-upstream-key-{_upstreams.Count}"], [model], null, null, 0, 1, true, 1, ClientGonePolicy.Drain));
        return upstream;
    }

    /// <summary>An upstream of another provider with a key of its own, for models at the prices that are shipped.</summary>
    public async Task<FakeUpstream> AddVendorAsync(string provider, Microsoft.AspNetCore.Http.RequestDelegate script, string key, params string[] models)
    {
        var upstream = await FakeUpstream.StartAsync(script);
        _upstreams.Add(upstream);
        await Services.GetRequiredService<ChannelService>().CreateAsync(new ChannelSpec(
            $"channel {_upstreams.Count}", provider, upstream.Address, [key], models, null, null, 0, 1, true, 1, ClientGonePolicy.Drain));
        return upstream;
    }

    public Task SetPriceAsync(string model, decimal input, decimal output, decimal? perCall = null, int? maxOutput = null) =>
        Services.GetRequiredService<PriceService>().PutAsync(model, new PriceSpec { InputPerMillion = input, OutputPerMillion = output, PerCall = perCall, MaxOutputTokens = maxOutput });

    public HttpClient CreateClient(string key) => new(new SocketsHttpHandler { MaxConnectionsPerServer = 64, ResponseDrainTimeout = TimeSpan.Zero })
    {
        BaseAddress = new Uri(Address),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
        Timeout = TimeSpan.FromSeconds(60),
    };

    public static StringContent ChatBody(string extra = "", string content = "Say hello", string model = Model) => Body(
        $$"""{"model":"{{model}}","messages":[{"role":"user","content":"{{content}}"}]{{extra}}}""");

    public static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");

    public Task<HttpResponseMessage> ChatAsync(string extra = "", string content = "Say hello", string model = Model) =>
        Client.PostAsync("/v1/chat/completions", ChatBody(extra, content, model));

    /// <summary>The usage records, oldest first.</summary>
    public async Task<List<UsageRecord>> RecordsAsync()
    {
        await using var context = Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext();
        return await context.UsageRecords.AsNoTracking().OrderBy(record => record.Id).ToListAsync();
    }

    /// <summary>Waits until a record of that count is there: a client that left sees no settlement.</summary>
    public async Task<List<UsageRecord>> RecordsAsync(int count)
    {
        for (var i = 0; i < 200; i++)
        {
            var records = await RecordsAsync();
            if (records.Count >= count)
            {
                return records;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"There are no {count} usage records after 10 seconds.");
    }

    public Task<Balance> BalanceAsync() => Services.GetRequiredService<BalanceReader>().GetAsync(UserId);

    /// <summary>What must hold after every test: books agree, nothing held.</summary>
    public async Task AssertSoundAsync()
    {
        Assert.Empty((await Services.GetRequiredService<LedgerAudit>().RunAsync()).Differences);
        Assert.Equal(0, (await BalanceAsync()).Held);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        foreach (var upstream in _upstreams)
        {
            await upstream.DisposeAsync();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await _folder.DisposeAsync();
    }
}

/// <summary>Every line that would be logged, at any level.</summary>
internal sealed class LogCollector : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, _lines);

    public void Dispose()
    {
        // Nothing is held.
    }

    private sealed class Logger(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception}");
    }
}
