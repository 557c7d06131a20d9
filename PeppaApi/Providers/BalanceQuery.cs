using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace PeppaApi.Providers;

/// <summary>What is left of an account at a vendor.</summary>
public readonly record struct VendorBalance(decimal Amount, string Currency);

/// <summary>Asks vendors that tell it what is left of an account (vendors/deepseek-moonshot-etc.md, 2).</summary>
public sealed class BalanceQuery
{
    private static readonly BalanceQuery[] Known =
    [
        new("deepseek.com", "/user/balance", "CNY", root => Number(root.GetProperty("balance_infos")[0].GetProperty("total_balance"))),
        new("moonshot.cn", "/v1/users/me/balance", "CNY", root => Number(root.GetProperty("data").GetProperty("available_balance"))),
        new("moonshot.ai", "/v1/users/me/balance", "USD", root => Number(root.GetProperty("data").GetProperty("available_balance"))),
        new("siliconflow.cn", "/v1/user/info", "CNY", root => Number(root.GetProperty("data").GetProperty("totalBalance"))),
        new("siliconflow.com", "/v1/user/info", "USD", root => Number(root.GetProperty("data").GetProperty("totalBalance"))),
        new("openrouter.ai", "/api/v1/credits", "USD", root => Number(root.GetProperty("data").GetProperty("total_credits")) - Number(root.GetProperty("data").GetProperty("total_usage"))),
    ];

    private readonly string _domain;
    private readonly string _path;
    private readonly string _currency;
    private readonly Func<JsonElement, decimal> _read;

    private BalanceQuery(string domain, string path, string currency, Func<JsonElement, decimal> read) =>
        (_domain, _path, _currency, _read) = (domain, path, currency, read);

    /// <summary>How to ask the vendor at an address, or <see langword="null"/> if it does not tell.</summary>
    public static BalanceQuery? For(Uri endpoint) => Array.Find(
        Known, query => endpoint.Host == query._domain || endpoint.Host.EndsWith("." + query._domain, StringComparison.OrdinalIgnoreCase));

    /// <summary>The question; all of these vendors take a bearer for it, whatever the dialect that the channel speaks with them.</summary>
    public HttpRequestMessage Create(in UpstreamTarget target, in UpstreamAccess access) => new(HttpMethod.Get, new Uri(target.Endpoint, _path))
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", access.Token ?? access.Secret) },
    };

    /// <returns>The balance, or <see langword="null"/> if the body does not have it.</returns>
    public VendorBalance? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var currency = document.RootElement.TryGetProperty("balance_infos", out var infos) ? infos[0].GetProperty("currency").GetString() : null;
            return new VendorBalance(_read(document.RootElement), currency ?? _currency);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static decimal Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? decimal.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDecimal();
}
