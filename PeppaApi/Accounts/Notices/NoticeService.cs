using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Outbound;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.Notices;

/// <param name="LowCreditBelow">Nano-dollars.</param>
/// <param name="WebhookUrl">Empty is none.</param>
public sealed record NoticeSettings(bool LowCredit, long LowCreditBelow, bool ExpiringCredit, bool SecurityEvents, bool ByMail, string? WebhookUrl)
{
    public static NoticeSettings Default { get; } = new(false, 1_000_000_000, true, true, true, null);
}

public sealed record WebhookView(DateTimeOffset At, bool Delivered, bool Waiting, int Attempts, string? LastAnswer);

/// <summary>What people choose to be told.</summary>
public sealed class NoticeService(IDbContextFactory<PeppaDbContext> contexts, IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("PeppaApi.Accounts.WebhookSecrets.v1");

    public async Task<NoticeSettings> GetAsync(long userId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.NoticeChoices.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == userId, cancellationToken) is { } choice
            ? new NoticeSettings(choice.LowCredit, choice.LowCreditBelow, choice.ExpiringCredit, choice.SecurityEvents, choice.ByMail, choice.WebhookUrl)
            : NoticeSettings.Default;
    }

    /// <returns>The secret of a new webhook, here and never again; none if the address is as before.</returns>
    /// <exception cref="InputException">A field cannot be accepted.</exception>
    public Task<string?> SaveAsync(long userId, NoticeSettings wanted, CancellationToken cancellationToken = default)
    {
        var url = string.IsNullOrWhiteSpace(wanted.WebhookUrl) ? null : wanted.WebhookUrl.Trim();
        InputException.Require(url is null || IsAddress(url), "webhookUrl", "Give an address that begins with https:// or http://, without user and password.");
        InputException.Require(
            wanted.LowCreditBelow is > 0 and <= CreditLedger.LargestGrant, "lowCreditBelow", "The threshold is above 0 and at most 1,000,000 dollars.");
        return contexts.ChangeAsync(
            async context =>
            {
                var choice = await context.NoticeChoices.SingleOrDefaultAsync(row => row.UserId == userId, cancellationToken);
                if (choice is null)
                {
                    choice = new NoticeChoice { UserId = userId };
                    context.NoticeChoices.Add(choice);
                }

                return Apply(choice, wanted, url);
            },
            cancellationToken);
    }

    /// <summary>The last notices that went to the webhook, the latest first.</summary>
    public async Task<IReadOnlyList<WebhookView>> DeliveriesAsync(long userId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.WebhookDeliveries.AsNoTracking().Where(row => row.UserId == userId).OrderByDescending(row => row.Id).Take(10)
            .Select(row => new WebhookView(row.CreatedAt, row.Delivered, row.NextAttemptAt != null, row.Attempts, row.LastAnswer)).ToListAsync(cancellationToken);
    }

    internal string Reveal(string stored) => _protector.Unprotect(stored);

    /// <returns>The secret of a new webhook.</returns>
    private string? Apply(NoticeChoice choice, NoticeSettings wanted, string? url)
    {
        // Another threshold is another crossing.
        choice.LowCreditTold = choice.LowCreditTold && choice.LowCredit && wanted.LowCredit && choice.LowCreditBelow == wanted.LowCreditBelow;
        (choice.LowCredit, choice.LowCreditBelow) = (wanted.LowCredit, wanted.LowCreditBelow);
        (choice.ExpiringCredit, choice.SecurityEvents, choice.ByMail) = (wanted.ExpiringCredit, wanted.SecurityEvents, wanted.ByMail);
        var secret = url is null || url == choice.WebhookUrl ? null : "whsec_" + RandomNumberGenerator.GetHexString(48, lowercase: true);
        if (url != choice.WebhookUrl)
        {
            (choice.WebhookUrl, choice.WebhookSecret) = (url, secret is null ? null : _protector.Protect(secret));
        }

        return secret;
    }

    private static bool IsAddress(string text) =>
        text.Length <= NoticeChoice.AddressLength && Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.Scheme is "https" or "http" && address.UserInfo.Length == 0 && AddressGuard.HasHost(address);
}
