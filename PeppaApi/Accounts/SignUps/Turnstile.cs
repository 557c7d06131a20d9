using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using PeppaApi.Resources;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.SignUps;

/// <summary>The row in the database. <see cref="Turnstile"/> is the way to it.</summary>
/// <param name="SiteKey">Empty is off.</param>
/// <param name="SealedSecret">Encrypted with the Data Protection keys.</param>
internal sealed record TurnstileSettings(string SiteKey, string? SealedSecret) : IOperatorSettings<TurnstileSettings>
{
    public static string Name => "turnstile";

    public static TurnstileSettings Default { get; } = new("", null);

    // Turnstile has checked it, before the secret was sealed.
    public TurnstileSettings Checked() => this;
}

/// <summary>Cloudflare's check that a person signs up, not a program; off unless an operator sets it.</summary>
public sealed partial class Turnstile(
    OperatorSettings settings, IDataProtectionProvider protection, IHttpClientFactory clients, IOptions<SignUpOptions> options, ILogger<Turnstile> logger)
{
    public const string ScriptAddress = "https://challenges.cloudflare.com/turnstile/v0/api.js";
    public const string Origin = "https://challenges.cloudflare.com";
    public const string FormField = "cf-turnstile-response";
    internal const string ClientName = "turnstile";
    private readonly IDataProtector _protector = protection.CreateProtector("PeppaApi.Turnstile.Secret.v1");

    public bool IsOn => SiteKey.Length > 0;

    public string SiteKey => settings.Get<TurnstileSettings>().SiteKey;

    /// <param name="secret">None keeps the stored one, as long as the site key stays the same.</param>
    /// <exception cref="InputException">A value cannot be accepted.</exception>
    public async Task SaveAsync(string? siteKey, string? secret, CancellationToken cancellationToken = default)
    {
        var key = siteKey?.Trim() ?? "";
        InputException.Require(key.Length <= 100 && !key.Any(letter => letter is < '!' or > '~' or '"' or '<'), "siteKey", SignUpText.BadSiteKey);
        await settings.ChangeAsync<TurnstileSettings>(
            stored =>
            {
                var sealedSecret = string.IsNullOrWhiteSpace(secret) ? (stored.SiteKey == key ? stored.SealedSecret : null) : _protector.Protect(secret.Trim());
                InputException.Require(key.Length == 0 || sealedSecret is not null, "secret", SignUpText.SecretNeeded);
                return key.Length == 0 ? TurnstileSettings.Default : new TurnstileSettings(key, sealedSecret);
            },
            cancellationToken);
    }

    /// <exception cref="InputException">The answer of the visitor's browser is missing, wrong or used up, or cannot be checked.</exception>
    public async Task CheckAsync(string? answer, IPAddress? address, CancellationToken cancellationToken = default)
    {
        if (IsOn)
        {
            InputException.Require(answer is { Length: > 0 and <= 2048 } && await IsPersonAsync(answer, address, cancellationToken), "turnstile", SignUpText.NoPerson);
        }
    }

    private async Task<bool> IsPersonAsync(string answer, IPAddress? address, CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["secret"] = _protector.Unprotect(settings.Get<TurnstileSettings>().SealedSecret!),
                ["response"] = answer,
                ["remoteip"] = address?.ToString() ?? "",
            });
            using var response = await client.PostAsync(options.Value.TurnstileAddress, form, cancellationToken);
            using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
            return body.RootElement.TryGetProperty("success", out var success) && success.ValueKind == JsonValueKind.True;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or CryptographicException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Log.Unreachable(logger, exception.Message);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1202, Level = LogLevel.Error, Message = "Turnstile could not be asked, so nobody can sign up: {Trouble}")]
        public static partial void Unreachable(ILogger logger, string trouble);
    }
}
