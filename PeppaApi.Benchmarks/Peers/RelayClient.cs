using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;

namespace PeppaApi.Benchmarks.Peers;

/// <summary>PeppaApi's management doors, as a script would use them. Amounts are in dollars, exact to the nano-dollar.</summary>
internal sealed class RelayClient : IDisposable
{
    private readonly HttpClient _http;

    public RelayClient(RelayProcess relay)
    {
        _http = new HttpClient { BaseAddress = relay.Address, Timeout = TimeSpan.FromMinutes(10) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", relay.Data.AccessToken);
    }

    /// <summary>A channel to the sample upstream for each way, credit for any number of requests, and a token to spend it.</summary>
    /// <returns>The token's <c>sk-</c> key.</returns>
    public async Task<string> PrepareAsync(int upstreamPort, IEnumerable<RelayWay> ways, CancellationToken stop)
    {
        foreach (var way in ways)
        {
            _ = await PostAsync("/api/channels", ChannelOf(way, upstreamPort), stop);
        }

        var user = (await GetAsync("/api/me", stop)).GetProperty("id").GetRawText();
        _ = await PostAsync($"/api/users/{user}/grants", new { amountUsd = 100_000, reason = "benchmark" }, stop);
        var token = await PostAsync("/api/me/tokens", new { name = "bench" }, stop);
        return token.GetProperty("key").GetString()!;
    }

    /// <summary>A user with credit and a token, as an operator makes them.</summary>
    public async Task<(long User, long Token, string Key)> CreateUserAsync(CancellationToken stop)
    {
        var password = "Bp1!" + RandomNumberGenerator.GetHexString(16);
        var user = (await PostAsync("/api/users", new { userName = "pattern", email = "pattern@example.test", password, group = "default", emailConfirmed = true }, stop)).GetProperty("id").GetInt64();
        _ = await PostAsync($"/api/users/{user}/grants", new { amountUsd = 1_000, reason = "benchmark" }, stop);
        var token = await PostAsync($"/api/users/{user}/tokens", new { name = "bench" }, stop);
        return (user, token.GetProperty("id").GetInt64(), token.GetProperty("key").GetString()!);
    }

    /// <summary>Reads an address to its end.</summary>
    public Task ReadAsync(string path, CancellationToken stop) => GetAsync(path, stop);

    /// <returns>The differences that the audit found; none when the books are right.</returns>
    public async Task<string[]> AuditAsync(CancellationToken stop)
    {
        var report = await PostAsync("/api/ledger/audit", new { }, stop);
        var differences = report.GetProperty("differences").EnumerateArray().Select(item => item.GetRawText()).ToArray();
        return report.GetProperty("ok").GetBoolean() || differences.Length > 0 ? differences : ["ok is false, without any difference"];
    }

    /// <summary>Usage rows of one model, or of all.</summary>
    public async Task<long> CountUsageAsync(string? model, CancellationToken stop) =>
        (await GetAsync($"/api/usage?page=1&pageSize=1{(model is null ? "" : $"&model={Uri.EscapeDataString(model)}")}", stop)).GetProperty("total").GetInt64();

    /// <summary>The cost in the usage row of one request.</summary>
    public async Task<decimal> ReadCostAsync(string requestId, CancellationToken stop)
    {
        var rows = (await GetAsync($"/api/usage?requestId={Uri.EscapeDataString(requestId)}&page=1&pageSize=1", stop)).GetProperty("items");
        return rows.GetArrayLength() == 1
            ? rows[0].GetProperty("costUsd").GetDecimal()
            : throw new BenchmarkException($"No usage row of request {requestId}");
    }

    public async Task<(decimal Held, decimal Spent)> ReadBalanceAsync(CancellationToken stop)
    {
        var balance = await GetAsync("/api/me/balance", stop);
        return (balance.GetProperty("heldUsd").GetDecimal(), balance.GetProperty("spentUsd").GetDecimal());
    }

    public void Dispose() => _http.Dispose();

    private static object ChannelOf(RelayWay way, int upstreamPort) => new
    {
        name = way.Name,
        provider = way.Provider,
        baseUrl = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{upstreamPort}"),
        keys = new[] { way.UpstreamKey },
        models = new[] { way.Model },
        groups = new[] { "default" },
        priority = 0,
        weight = 1,
        enabled = true,
    };

    private async Task<JsonElement> GetAsync(string path, CancellationToken stop) =>
        await ReadAsync(path, await _http.GetAsync(new Uri(path, UriKind.Relative), stop), stop);

    private async Task<JsonElement> PostAsync(string path, object body, CancellationToken stop) =>
        await ReadAsync(path, await _http.PostAsJsonAsync(path, body, stop), stop);

    private static async Task<JsonElement> ReadAsync(string path, HttpResponseMessage reply, CancellationToken stop)
    {
        using (reply)
        {
            return reply.IsSuccessStatusCode
                ? await reply.Content.ReadFromJsonAsync<JsonElement>(stop)
                : throw new BenchmarkException($"{path} answered {(int)reply.StatusCode}: {await reply.Content.ReadAsStringAsync(stop)}");
        }
    }
}
