using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Credits;
using PeppaApi.Data;

namespace PeppaApi.Accounts;

/// <summary>Everything that is stored of one person, as JSON for themselves. Read as it is written, so that its size does not matter.</summary>
public sealed class OwnData(IDbContextFactory<PeppaDbContext> contexts)
{
    public const string FileName = "my-data.json";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <returns>False if there is no such user.</returns>
    public async Task<bool> WriteAsync(long userId, Stream target, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var profile = await context.Users.AsNoTracking().Where(user => user.Id == userId)
            .Select(user => new { user.Id, user.UserName, user.Email, user.EmailConfirmed, user.DisplayName, user.Language, Group = user.GroupName, user.TwoFactorEnabled, user.CreatedAt })
            .SingleOrDefaultAsync(cancellationToken);
        if (profile is null)
        {
            return false;
        }

        await JsonSerializer.SerializeAsync(target, Compose(context, userId, profile), Options, cancellationToken);
        return true;
    }

    private static object Compose(PeppaDbContext context, long userId, object profile) => new
    {
        Profile = profile,
        Tokens = context.Tokens.AsNoTracking().Where(token => token.UserId == userId)
            .Select(token => new { token.Id, token.Name, token.Prefix, token.CreatedAt, token.ExpiresAt, token.DeletedAt, LimitUsd = Usd(token.Limit), SpentUsd = Credit.ToUsd(token.Spent) })
            .AsAsyncEnumerable(),
        AccessTokens = context.AccessTokens.AsNoTracking().Where(token => token.UserId == userId)
            .Select(token => new { token.Id, token.Name, token.Scopes, token.CreatedAt, token.ExpiresAt, token.LastUsedAt }).AsAsyncEnumerable(),
        Grants = context.Grants.AsNoTracking().Where(grant => grant.UserId == userId)
            .Select(grant => new { grant.Id, grant.Kind, AmountUsd = Credit.ToUsd(grant.Amount), RemainingUsd = Credit.ToUsd(grant.Remaining), grant.CreatedAt, grant.ExpiresAt, grant.Reason })
            .AsAsyncEnumerable(),
        Journal = context.LedgerEntries.AsNoTracking().Where(entry => entry.UserId == userId).OrderBy(entry => entry.Id)
            .Select(entry => new { entry.At, entry.Kind, AmountUsd = Credit.ToUsd(entry.Amount), entry.GrantId, entry.RequestId, entry.Note }).AsAsyncEnumerable(),
        Usage = context.UsageRecords.AsNoTracking().Where(record => record.UserId == userId).OrderBy(record => record.Id)
            .Select(record => new { record.RequestId, record.At, record.Model, record.TokenId, CostUsd = Credit.ToUsd(record.Charged) }).AsAsyncEnumerable(),
        Sessions = context.Sessions.AsNoTracking().Where(session => session.UserId == userId)
            .Select(session => new { session.Device, session.Address, session.CreatedAt, session.LastUsedAt }).AsAsyncEnumerable(),
        SignIns = context.SignIns.AsNoTracking().Where(record => record.UserId == userId).OrderBy(record => record.Id)
            .Select(record => new { record.At, record.Method, record.Result, record.Device, record.Address }).AsAsyncEnumerable(),
        Agreements = context.AgreementAcceptances.AsNoTracking().Where(acceptance => acceptance.UserId == userId)
            .Select(acceptance => new { acceptance.Version, acceptance.AcceptedAt }).AsAsyncEnumerable(),
        Logins = context.UserLogins.AsNoTracking().Where(login => login.UserId == userId)
            .Select(login => new { login.LoginProvider, login.ProviderDisplayName }).AsAsyncEnumerable(),
    };

    private static decimal? Usd(long? credit) => credit is { } value ? Credit.ToUsd(value) : null;
}
